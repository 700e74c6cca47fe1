"""What offering does by itself: reminding and forgetting. Each minute, driven by state alone."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from kinkeeper.foundation.clock import now
from kinkeeper.foundation.jobs import job
from kinkeeper.foundation.privacy import Keep
from kinkeeper.foundation.recurring import duty
from kinkeeper.foundation.retention import Rule, older_than, retains
from kinkeeper.offers import actions
from kinkeeper.offers.actions.erasing import erase_whom_nobody_works_with, nobody_works_with
from kinkeeper.offers.models import Offer


@job("offers.mail_notices")
def mail_notices(member_id: int) -> None:
    """Send one colleague a letter that something waits for them."""
    actions.mail_notices(member_id=member_id)


@job("offers.tell_team")
def tell_team(offer_id: int) -> None:
    """Tell the receiving team that a family was passed to them."""
    actions.tell_team(offer_id=offer_id)


@job("offers.tell_of_move")
def tell_of_move(move_id: int) -> None:
    """Write to whoever must act on a family's move to another service now."""
    actions.tell_of_move(move_id=move_id)


@duty("offers.remind_and_escalate")
def remind_and_escalate() -> int:
    """Tell workers what is due and leads what is overdue."""
    return actions.send_due_notices()


def _kept_long_enough() -> QuerySet[Offer]:
    return Offer.objects.filter(forget_at__lte=now()).order_by("forget_at")


@duty("offers.forget")
def forget() -> int:
    """End what was kept after a no or silence, once its days are over."""
    return sum(actions.forget_offer(offer=offer) for offer in _kept_long_enough()[:500])


def _before() -> datetime:
    return older_than(settings.KEEP_DAYS)


retains(
    Rule(
        name="offers.unreached",
        what="Families who said no, or were never reached",
        why="A service lets go of their details after the days it has set; a stub without a word stays for the figures.",
        keeps=Keep.UNREACHED,
        due=lambda: _kept_long_enough().count(),
        clear=forget,
    )
)
retains(
    Rule(
        name="people.nobody_works_with",
        what="People whom nobody has any ground to hold",
        why="Their last basis ended: at once where the family was never reached or said no, else after the site's days "
        "(KINKEEPER_KEEP_DAYS). A live basis, a legal duty, custody or a court order keeps them.",
        keeps=Keep.WHILE_BASIS_LIVES,
        due=lambda: len(nobody_works_with(before=_before(), limit=10**9)),
        clear=lambda: erase_whom_nobody_works_with(before=_before()),
    )
)
