"""What the tick and the queue do for asking: worries until they are answered, late checks, old drafts, those who left.

A letter names nobody and nothing: it says that something waits, and is re-asked at the moment of sending.
"""

from __future__ import annotations

from kinkeeper.agencies.queries import members_of
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.jobs import job
from kinkeeper.foundation.mail import send_letter
from kinkeeper.foundation.privacy import Keep
from kinkeeper.foundation.recurring import HOUR, duty
from kinkeeper.foundation.retention import Rule, retains
from kinkeeper.offers.actions.asking import leave_released_askings
from kinkeeper.offers.actions.asking_leaving import let_go_of_run_out
from kinkeeper.offers.actions.asking_permission import reopen_before_release
from kinkeeper.offers.actions.check import raise_late_checks
from kinkeeper.offers.actions.interview import drop_old_drafts
from kinkeeper.offers.actions.safety import raise_worries_again
from kinkeeper.offers.models import Draft, Offer, SafetyCheck
from kinkeeper.offers.types import OfferState

_TOLD_OF_WORRIES = frozenset({Role.FAMILY_OFFICER, Role.TEAM_LEAD})


@duty("offers.raise_worries")
def raise_worries() -> int:
    """Alert again for worries that nobody at a duty team has answered."""
    return raise_worries_again()


@duty("offers.raise_checks")
def raise_checks() -> int:
    """Tell of checks that wait too long."""
    return raise_late_checks()


@duty("offers.drop_drafts")
def drop_drafts() -> int:
    """Delete interviews that nobody finished in time."""
    return drop_old_drafts()


retains(
    Rule(
        name="offers.drafts",
        what="Interviews that nobody finished",
        why="A draft is kept for the days the prison has set, or until it is done.",
        keeps=Keep.THIRTY_DAYS,
        due=lambda: Draft.objects.filter(expires_at__lte=now()).count(),
        clear=drop_old_drafts,
    )
)


@duty("offers.leave_askings")
def leave_askings() -> int:
    """Close the askings of those who left before anybody asked."""
    return leave_released_askings()


@duty("offers.let_go_of_run_out", every=HOUR)
def let_go_of_those_run_out() -> int:
    """End what a prison still knows of those who left, once the permission it was kept for is over."""
    return let_go_of_run_out()


@duty("offers.reopen_before_release")
def before_release() -> int:
    """Ask once more, gently, those whose release is near."""
    return reopen_before_release()


@job("offers.tell_of_worry")
def tell_of_worry(check_id: int) -> None:
    """Write to the prison's family officers and team leads, unless somebody has answered meanwhile."""
    check = SafetyCheck.objects.select_related("prison").filter(pk=check_id, answered_at__isnull=True).first()
    if check is not None:
        _tell(check.prison.agency_id, _TOLD_OF_WORRIES, "offers/letters/asking-worry.jinja")


@job("offers.tell_of_late_check")
def tell_of_late_check(offer_id: int) -> None:
    """Write to the prison's family officers that a check waits, unless it was answered meanwhile."""
    offer = Offer.objects.select_related("asking__prison").filter(pk=offer_id, state=OfferState.PERMITTED).first()
    if offer is not None:
        _tell(offer.asking.prison.agency_id, frozenset({Role.FAMILY_OFFICER}), "offers/letters/asking-check.jinja")


def _tell(agency_id: int | None, roles: frozenset[Role], template: str) -> None:
    for member in members_of(agency_id).filter(role__in=roles):
        send_letter(to=member.user.email, template=template, language=member.user.language)
