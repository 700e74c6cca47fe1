"""Later work of sharing: telling the privacy lead of a broken glass, closing it, and ending what grew out of its time."""

from __future__ import annotations

from kinkeeper.agencies.queries import members_of
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.jobs import job
from kinkeeper.foundation.mail import send_letter
from kinkeeper.foundation.recurring import duty
from kinkeeper.sharing.actions import close_ended_glass, end_childhood_consents
from kinkeeper.sharing.actions.glass import note_glass_alerted
from kinkeeper.sharing.models import GlassBreak


@job("sharing.alert_glass")
def alert_glass(glass_id: int) -> None:
    """Tell the agency's privacy leads, or where there is none its administrators, that a record was opened. Names nobody."""
    glass = GlassBreak.objects.select_related("agency").filter(pk=glass_id, alerted_at__isnull=True).first()
    if glass is None:
        return
    here = list(members_of(glass.agency_id))
    told = [member.user for member in here if member.role == Role.PRIVACY_LEAD] or [
        member.user for member in here if member.role == Role.ADMINISTRATOR
    ]
    for user in told:
        send_letter(to=user.email, template="sharing/letters/glass.jinja", language=user.language, reference=glass.reference)
    if not told and glass.agency.email:
        send_letter(to=glass.agency.email, template="sharing/letters/glass.jinja", language="en", reference=glass.reference)
    note_glass_alerted(glass=glass, letters=len(told) or int(bool(glass.agency.email)))


duty("sharing.close_ended_glass")(close_ended_glass)


@duty("sharing.end_childhood_consents")
def end_childhood() -> int:
    """End what others agreed to for children who have grown up."""
    return end_childhood_consents()
