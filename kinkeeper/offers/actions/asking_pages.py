"""What the pages of asking show of people, each shown through `sharing.disclose` and written to the ledger by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from kinkeeper.custody.types import CustodyDetailsView
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.offers.models import Asking, Offer, PermissionGiven, SafetyCheck
from kinkeeper.offers.queries.asking import offers_of, permissions_of, place_of
from kinkeeper.offers.queries.interview import SEEN_FOR, draft_of, drafts_among
from kinkeeper.offers.rules.clocks import offer_due
from kinkeeper.offers.rules.safety import fostering_may_arise
from kinkeeper.offers.types import NotTold, PassOnFor
from kinkeeper.people.types import IdentityView, ParentalResponsibility, Tie, TiesView, WhereaboutsView
from kinkeeper.sharing.actions import disclose, disclose_many, shown_names
from kinkeeper.sharing.queries import household
from kinkeeper.sharing.types import Purpose, View

PURPOSE = Purpose.OFFER_SUPPORT
_IN_A_LIST = (Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_DETAILS)


@dataclass(frozen=True, slots=True)
class Received:
    """One row of the list of people received."""

    asking: Asking
    name: str
    number: str
    due_at: datetime
    begun: bool  # this user has an interview begun


@dataclass(frozen=True, slots=True)
class Someone:
    """One person as a summary names them."""

    name: str
    tie: Tie | None
    born: date | None
    born_about: int | None
    phone: str = ""
    address: str = ""
    safe_times: str = ""
    school: str = ""
    may_leave_message: bool = False
    fostering: bool = False  # lives with somebody who is not a near relative
    deciders: tuple[tuple[str, str], ...] = ()  # who is known to have parental responsibility: name, and code of the source


@dataclass(frozen=True, slots=True)
class Agreed:
    """One home, as the parent permitted: whom, to whom, for what, until when; and who will not be told."""

    offer: Offer
    contact: Someone
    others: tuple[Someone, ...]
    purposes: tuple[PassOnFor, ...]
    not_told: tuple[NotTold, ...]
    until: date | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class AskingPage:
    """One person received: who they are, as far as it is known, and what they agreed to."""

    asking: Asking
    name: str
    number: str
    due_at: datetime
    begun: bool
    homes: tuple[Agreed, ...]


def page_of_received(*, by: Actor, askings: Sequence[Asking]) -> list[Received]:
    """A page of people received. A fixed number of queries."""
    people = [asking.person_id for asking in askings]
    views = disclose_many(by=by, purpose=PURPOSE, about=people, action="list_received", only=_IN_A_LIST)
    begun = drafts_among(by, [asking.period_id for asking in askings])
    names = shown_names(views)
    return [
        Received(
            asking=asking,
            name=names.get(asking.person_id, ""),
            number=_number(views.get(asking.person_id)),
            due_at=_due(asking),
            begun=asking.period_id in begun,
        )
        for asking in askings
        if asking.person_id in views
    ]


def view_asking(*, by: Actor, asking: Asking) -> AskingPage:
    """One person received, with the homes they spoke of. Raises NotVisible."""
    offers = offers_of(asking)
    homes = {offer.pk: household(offer.family_id) for offer in offers}
    about = [asking.person_id, *(person for people in homes.values() for person in people)]
    views = disclose(by=by, purpose=PURPOSE, about=about, action="view_asking", asked_for=asking.reference)
    given = permissions_of(offers)
    return AskingPage(
        asking=asking,
        name=shown_names(views).get(asking.person_id, ""),
        number=_number(views.get(asking.person_id)),
        due_at=_due(asking),
        begun=draft_of(by, asking.period_id) is not None,
        homes=tuple(
            _agreed(offer, homes[offer.pk], views, given.get(offer.pk)) for offer in offers if offer.contact_id in views
        ),
    )


@dataclass(frozen=True, slots=True)
class ToCheck:
    """One family that waits for the prison's check, as a list names it."""

    offer: Offer
    name: str
    held: str
    number: str


@dataclass(frozen=True, slots=True)
class CheckPage:
    """One family that waits for the prison's check: the names and the address that the check is made of."""

    offer: Offer
    held: str
    number: str
    contact: Someone
    others: tuple[Someone, ...]


def page_of_checks(*, by: Actor, offers: Sequence[Offer]) -> list[ToCheck]:
    """Families that wait for the check. A fixed number of queries."""
    about = {person for offer in offers for person in (offer.held_id, offer.contact_id)}
    views = disclose_many(by=by, purpose=PURPOSE, about=sorted(about), action="list_checks", only=_IN_A_LIST)
    names = shown_names(views)
    return [
        ToCheck(offer, names.get(offer.contact_id, ""), names.get(offer.held_id, ""), _number(views.get(offer.held_id)))
        for offer in offers
        if offer.contact_id in views
    ]


def view_check(*, by: Actor, offer: Offer) -> CheckPage:
    """One family, with all that the check is made of. Raises NotVisible."""
    home = household(offer.family_id)
    about = sorted({offer.held_id, offer.contact_id, *home})
    only = (*_IN_A_LIST, Category.WHEREABOUTS, Category.KIN)
    views = disclose_many(by=by, purpose=PURPOSE, about=about, action="view_check", only=only)
    if offer.contact_id not in views:
        raise NotVisible(offer.reference, PURPOSE)
    return CheckPage(
        offer=offer,
        held=shown_names(views).get(offer.held_id, ""),
        number=_number(views.get(offer.held_id)),
        contact=_someone(views[offer.contact_id], offer.held_id),
        others=_others(offer, home, views),
    )


@dataclass(frozen=True, slots=True)
class Worry:
    """A worry about a child, with what may be shown of whose it is."""

    check: SafetyCheck  # what it says of the child's safety is RISK: disclosed with the name
    name: str


def page_of_worries(*, by: Actor, checks: Sequence[SafetyCheck], action: str = "list_worries") -> list[Worry]:
    """Worries with the name of the person in custody, where it is known. A fixed number of queries."""
    people = [check.person_id for check in checks]
    only = (Category.EXISTENCE, Category.IDENTITY, Category.RISK)
    views = disclose_many(by=by, purpose=Purpose.SAFEGUARD, about=people, action=action, only=only)
    names = shown_names(views)
    return [Worry(check, names.get(check.person_id, "")) for check in checks if check.person_id in views]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be one, side by side."""

    reference: str
    first: Someone
    second: Someone


def page_of_matches(*, by: Actor, matches: Sequence[tuple[str, int, int]], action: str = "list_matches") -> list[Pair]:
    """Possible matches by name and birth, for someone who may see both."""
    return _pairs(by, matches, action, (Category.EXISTENCE, Category.IDENTITY))


def view_match(*, by: Actor, match: tuple[str, int, int]) -> Pair:
    """One possible match, side by side with where they live. Raises NotVisible."""
    found = _pairs(by, [match], "view_match", (Category.EXISTENCE, Category.IDENTITY, Category.WHEREABOUTS))
    if not found:
        raise NotVisible(match[0], PURPOSE)
    return found[0]


def _pairs(by: Actor, matches: Sequence[tuple[str, int, int]], action: str, only: Sequence[Category]) -> list[Pair]:
    about = [person for _, first, second in matches for person in (first, second)]
    views: dict[int, View] = {}
    for purpose in SEEN_FOR:
        left = [person for person in about if person not in views]
        views |= disclose_many(by=by, purpose=purpose, about=left, action=action, only=only)
    return [
        Pair(reference, _someone(views[first], 0), _someone(views[second], 0))
        for reference, first, second in matches
        if first in views and second in views
    ]


def _agreed(offer: Offer, home: Sequence[int], views: Mapping[int, View], given: PermissionGiven | None) -> Agreed:
    return Agreed(
        offer=offer,
        contact=_someone(views[offer.contact_id], offer.held_id),
        others=_others(offer, home, views),
        purposes=tuple(PassOnFor(code) for code in _codes(given.purposes if given else "")),
        not_told=tuple(NotTold(code) for code in _codes(given.not_told if given else "")),
        until=offer.permitted_until,
        withdrawn_at=given.withdrawn_at if given else None,
    )


def _others(offer: Offer, home: Sequence[int], views: Mapping[int, View]) -> tuple[Someone, ...]:
    beside = [person for person in home if person not in {offer.held_id, offer.contact_id} and person in views]
    return tuple(replace(_someone(views[person], offer.held_id), deciders=deciders(views[person], views)) for person in beside)


def deciders(child: View, views: Mapping[int, View]) -> tuple[tuple[str, str], ...]:
    """Who is known to have parental responsibility for this child, among those shown: their name, and a code of the source."""
    ties = child.part(Category.KIN, TiesView)
    names = shown_names(views)
    return tuple(
        (names[tie.person_id], tie.responsibility_source)
        for tie in (ties.ties if ties else ())
        if tie.relative_id == child.person_id
        and tie.parental_responsibility is ParentalResponsibility.YES
        and tie.person_id in names
    )


def _someone(view: View, held: int) -> Someone:
    identity = view.part(Category.IDENTITY, IdentityView)
    place = view.part(Category.WHEREABOUTS, WhereaboutsView)
    ties = view.part(Category.KIN, TiesView)
    route = place.routes[0] if place and place.routes else None
    tie, fostering = None, False
    for one in ties.ties if ties else ():
        if {one.person_id, one.relative_id} == {view.person_id, held}:
            tie = one.tie if one.person_id == view.person_id else Tie.SON_OR_DAUGHTER
        elif one.relative_id == view.person_id and one.cares_for:
            fostering = fostering_may_arise(one.tie)
    return Someone(
        name=identity.name if identity else "",
        tie=tie,
        born=identity.birth_date if identity else None,
        born_about=identity.born_about if identity else None,
        phone=route.value if route else "",
        address=", ".join(part for part in (place.address, place.postcode, place.country) if part) if place else "",
        safe_times=route.safe_times if route else "",
        school=place.school if place else "",
        may_leave_message=bool(route and route.may_leave_message),
        fostering=fostering,
    )


def _codes(kept: str) -> list[str]:
    return [code for code in kept.split(",") if code]


def _number(view: View | None) -> str:
    details = view.part(Category.CUSTODY_DETAILS, CustodyDetailsView) if view else None
    return details.number if details else ""


def _due(asking: Asking) -> datetime:
    return offer_due(asking.admitted_at, place_of(asking.prison.agency).hours_to_offer)
