"""What offering does by itself: reminding and forgetting. Each minute, driven by state alone."""

from __future__ import annotations

from kinkeeper.foundation.clock import now
from kinkeeper.foundation.jobs import job
from kinkeeper.foundation.recurring import duty
from kinkeeper.offers import actions
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


@duty("offers.forget")
def forget() -> int:
    """End what was kept after a no or silence, once its days are over."""
    over = Offer.objects.filter(forget_at__lte=now()).order_by("forget_at")[:500]
    return sum(actions.forget_offer(offer=offer) for offer in over)
