"""Letters of agencies, sent later."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from kinkeeper.accounts.actions import forget_account
from kinkeeper.accounts.types import GONE
from kinkeeper.agencies.actions import make_invitation_link
from kinkeeper.agencies.errors import InvitationEnded
from kinkeeper.agencies.models import Invitation, Member
from kinkeeper.foundation.jobs import job
from kinkeeper.foundation.mail import send_letter
from kinkeeper.foundation.privacy import Keep
from kinkeeper.foundation.retention import Rule, older_than, retains


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


def _long_gone() -> QuerySet[Member]:
    """The memberships of people who left every agency so many days ago, and whose account still says who they were."""
    before = older_than(settings.KEEP_STAFF_DAYS)
    since = Member.objects.filter(Q(left_at__isnull=True) | Q(left_at__gte=before), user=OuterRef("user"))
    left = Member.objects.filter(~Exists(since), left_at__lt=before).exclude(user__email__endswith=f"@{GONE}")
    return left.exclude(user__is_persona=True)


def _forget_long_gone() -> int:
    gone = {member.user for member in _long_gone().select_related("user").order_by("pk")[:200]}
    for user in gone:
        forget_account(user=user)
    return len(gone)


retains(
    Rule(
        name="agencies.former_colleagues",
        what="Names and addresses of colleagues who left",
        why="They are kept for the site's days after somebody left (KINKEEPER_KEEP_STAFF_DAYS). What they did stays.",
        keeps=Keep.WHILE_MEMBER,
        due=lambda: _long_gone().values("user").distinct().count(),
        clear=_forget_long_gone,
    )
)
