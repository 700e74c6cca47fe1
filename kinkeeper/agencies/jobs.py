"""Letters of agencies, sent later."""

from __future__ import annotations

from django.db import transaction

from kinkeeper.agencies.actions import make_invitation_link
from kinkeeper.agencies.errors import InvitationEnded
from kinkeeper.agencies.models import Invitation
from kinkeeper.foundation.jobs import job
from kinkeeper.foundation.mail import send_letter


@job("agencies.send_invitation")
def send_invitation(invitation_id: int) -> None:
    """Send the invitation's letter with a link made at this moment; nothing, if it was answered or revoked meanwhile."""
    invitation = Invitation.objects.select_related("agency").filter(pk=invitation_id).first()
    if invitation is None:
        return
    try:
        with transaction.atomic():
            link = make_invitation_link(invitation=invitation)
    except InvitationEnded:
        return
    send_letter(
        to=invitation.email,
        template="agencies/letters/invitation.jinja",
        language="en",
        agency=invitation.agency.neutral_name or invitation.agency.name,
        link=link,
    )
