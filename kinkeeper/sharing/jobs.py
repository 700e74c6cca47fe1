"""Later work of sharing: telling who must look at something, closing what is over, ending what grew out of its time."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from kinkeeper.agencies.queries import members_of
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.jobs import job
from kinkeeper.foundation.mail import send_letter
from kinkeeper.foundation.privacy import Keep
from kinkeeper.foundation.recurring import HOUR, duty
from kinkeeper.foundation.retention import Rule, older_than, retains
from kinkeeper.sharing.actions import close_ended_glass, end_childhood_consents, let_go_of_scans, remind
from kinkeeper.sharing.actions.glass import note_glass_alerted
from kinkeeper.sharing.actions.reviews import note_reminded
from kinkeeper.sharing.models import GlassBreak, Reminder
from kinkeeper.sharing.queries.consents import is_live
from kinkeeper.sharing.queries.keeping import scans_to_let_go
from kinkeeper.sharing.queries.reviews import responsible_for_review, responsible_for_word, waits_for_review


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


@job("sharing.send_reminder")
def send_reminder(reminder_id: int) -> None:
    """Tell whoever is responsible that a review is due, or that what a family agreed to ends soon. Names nobody.

    Asked again at the moment of sending: what has ended or was reviewed meanwhile needs no letter.
    """
    reminder = Reminder.objects.select_related("basis", "consent").filter(pk=reminder_id, letters__isnull=True).first()
    if reminder is None:
        return
    to: list[tuple[str, str]] = []
    if reminder.basis is not None:
        basis = reminder.basis
        if waits_for_review(basis, reminder.due_on):
            to = responsible_for_review(basis.agency_id, basis.decided_by)
    elif reminder.consent is not None and is_live(reminder.consent):
        agencies = set(reminder.consent.bases.values_list("agency_id", flat=True))
        to = responsible_for_word(agencies, reminder.consent.heard_by)
    template = "sharing/letters/review.jinja" if reminder.basis is not None else "sharing/letters/ending.jinja"
    for address, language in to:
        send_letter(to=address, template=template, language=language, due_on=reminder.due_on)
    note_reminded(reminder=reminder, letters=len(to))


duty("sharing.remind", every=HOUR)(remind)
duty("sharing.close_ended_glass")(close_ended_glass)


@duty("sharing.end_childhood_consents")
def end_childhood() -> int:
    """End what others agreed to for children who have grown up."""
    return end_childhood_consents()


def _scans_before() -> datetime:
    return older_than(settings.KEEP_DAYS)


retains(
    Rule(
        name="sharing.scans",
        what="Signed forms of agreements that ended long ago",
        why="The proof of an agreement is kept for the site's days after it ended (KINKEEPER_KEEP_DAYS).",
        keeps=Keep.WHILE_BASIS_LIVES,
        due=lambda: scans_to_let_go(_scans_before()).count(),
        clear=lambda: let_go_of_scans(before=_scans_before()),
    )
)
