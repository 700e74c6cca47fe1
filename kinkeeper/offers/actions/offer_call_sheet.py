"""Opening a call sheet, and a page of the list: both are disclosures, written to the ledger before they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from kinkeeper.custody.types import CustodyDetailsView, Stage
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.offers.actions.asking_pages import deciders
from kinkeeper.offers.actions.offer_household import age_of, grown_ups
from kinkeeper.offers.models import Offer
from kinkeeper.offers.permissions.offers import may_be_rung
from kinkeeper.offers.queries.offer_settings import place
from kinkeeper.offers.queries.offers import (
    PURPOSE,
    SameElsewhere,
    of_same_people,
    offers_with_people,
    parents_word,
    people_of,
)
from kinkeeper.offers.rules.asking import release_is_near
from kinkeeper.offers.rules.clocks import earliest_message
from kinkeeper.offers.rules.offering import MAY_RING, owed_for, reasons_to_ask_again
from kinkeeper.offers.types import OfferState, Reopening
from kinkeeper.offers.types.offer_pages import (
    CallSheet,
    ChildOnSheet,
    FamilyOnList,
    FamilyToAskAgain,
    Ground,
    ParentsWord,
    PersonOnSheet,
    RouteNotToUse,
    RouteOnSheet,
    SameFamily,
)
from kinkeeper.people.types import (
    DemographicsView,
    HealthView,
    IdentityView,
    Known,
    RouteKind,
    Safety,
    Tie,
    TiesView,
    ToldView,
    WhereaboutsView,
)
from kinkeeper.sharing.actions import disclose, disclose_many
from kinkeeper.sharing.types import BasisKind, Permit, Purpose, View

# A line of the list says whom to reach, about whom, and where: no more.
_ON_A_LIST = (Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_DETAILS)


def view_call_sheet(*, by: Actor, offer: Offer) -> CallSheet:
    """The call sheet of an offer. Raises NotVisible when the contact may no longer be seen.

    Once the family said no, or somebody said stop, no number and no address is asked for: nobody rings by mistake.
    """
    ringing = OfferState(offer.state) in MAY_RING
    views = disclose(
        by=by,
        purpose=PURPOSE,
        about=people_of(offer),
        action="view_call_sheet",
        asked_for=offer.reference,
        only=() if ringing else tuple(set(Category) - {Category.WHEREABOUTS}),
    )
    if offer.contact_id not in views:
        raise NotVisible(offer.reference, Purpose.OFFER_SUPPORT)
    contact, held = views[offer.contact_id], views.get(offer.held_id)
    rest = [view for person, view in views.items() if person not in {offer.contact_id, offer.held_id}]
    adults = grown_ups(views, contact=offer.contact_id)
    whereabouts = contact.part(Category.WHEREABOUTS, WhereaboutsView)
    details = held.part(Category.CUSTODY_DETAILS, CustodyDetailsView) if held else None
    health = held.part(Category.HEALTH, HealthView) if held else None
    shows_support = contact.may_see(Category.SUPPORT)
    word = parents_word(offer)
    return CallSheet(
        contact=_person(contact),
        held=_person(held) if held else None,
        tie=Tie(offer.tie),
        children=tuple(_child(view, contact, deciders(view, views)) for view in rest if view.person_id not in adults),
        others=tuple(_person(view) for view in rest if view.person_id in adults),
        may_ring=may_be_rung(offer, word),
        ring_from=earliest_message(offer.admitted_at, offer.asking.created_at),
        safe_routes=_safe_routes(whereabouts),
        routes_not_to_use=_routes_not_to_use(whereabouts),
        address=whereabouts.address if whereabouts else "",
        postcode=whereabouts.postcode if whereabouts else "",
        may_post=_may_post(whereabouts),
        speech=contact.part(Category.DEMOGRAPHICS, DemographicsView),
        prison_name=details.prison_name if details else "",
        told_us_on=offer.permitted_at,
        word=word if shows_support else ParentsWord(),
        not_to_be_told=offer.not_to_be_told if shows_support else "",
        shows_support=shows_support,
        expecting=bool(health and (health.expecting or health.baby_inside)),
        same_person=_same_person(by, offer, views),
    )


def _same_person(by: Actor, offer: Offer, here: Mapping[int, View]) -> tuple[SameFamily, ...]:
    """The reader's other families to which somebody of this home belongs too, so that nobody is rung twice."""
    same = of_same_people(by, [offer]).get(offer.pk)
    if not same:
        return ()
    there = disclose_many(
        by=by,
        purpose=PURPOSE,
        about=list(dict.fromkeys([*offers_with_people([one.offer for one in same]), *_records_there(same)])),
        action="view_same_person",
        only=(Category.EXISTENCE, Category.IDENTITY),
    )
    found = []
    for one in same:
        who = [mine for mine, record in one.people if _identified(here.get(mine)) and _identified(there.get(record))]
        if who and one.offer.contact_id in there:
            found.append(
                SameFamily(
                    who=tuple(_name(here[person]) for person in who),
                    reference=one.offer.reference,
                    name=_name(there[one.offer.contact_id]),
                    tie=one.offer.tie,
                    held_name=_name(there[one.offer.held_id]) if one.offer.held_id in there else "",
                    state=one.offer.state,
                    worker=one.offer.worker.user.name if one.offer.worker else "",
                )
            )
    return tuple(found)


def _records_there(same: Sequence[SameElsewhere]) -> list[int]:
    return [record for one in same for _, record in one.people]


def _identified(view: View | None) -> bool:
    """Whether the reader is told who this is."""
    return view is not None and view.may_see(Category.IDENTITY)


def name_family(*, by: Actor, offer: Offer) -> str:
    """Whom a form is about, for its heading. Raises NotVisible."""
    views = disclose(
        by=by,
        purpose=PURPOSE,
        about=[offer.contact_id],
        action="name_family",
        asked_for=offer.reference,
        only=(Category.EXISTENCE, Category.IDENTITY),
    )
    return _name(views[offer.contact_id])


def page_of_families(*, by: Actor, offers: Sequence[Offer], action: str = "list_families_to_reach") -> list[FamilyOnList]:
    """One page of offers as lines of a list; those whom the reader may no longer see are left out."""
    same = of_same_people(by, offers)
    pairs = {pk: [pair for one in some for pair in one.people] for pk, some in same.items()}
    about = [*offers_with_people(offers), *(person for some in pairs.values() for pair in some for person in pair)]
    views = disclose_many(by=by, purpose=PURPOSE, about=list(dict.fromkeys(about)), action=action, only=_ON_A_LIST)
    return [_line(offer, views, pairs.get(offer.pk, ())) for offer in offers if offer.contact_id in views]


def page_to_ask_again(*, by: Actor, offers: Sequence[Offer]) -> list[FamilyToAskAgain]:
    """Closed offers, each with the reasons to ask gently once more that are known of and not used up."""
    views = disclose_many(
        by=by, purpose=PURPOSE, about=offers_with_people(offers), action="list_families_to_ask_again", only=_ON_A_LIST
    )
    return [
        FamilyToAskAgain(
            reference=offer.reference,
            name=_name(views[offer.contact_id]),
            tie=offer.tie,
            held_name=_name(views[offer.held_id]) if offer.held_id in views else "",
            state=offer.state,
            answered_at=offer.answered_at,
            kept_until=offer.forget_at,
            reasons=_reasons(offer, views.get(offer.held_id)),
        )
        for offer in offers
        if offer.contact_id in views
    ]


def _reasons(offer: Offer, held: View | None) -> tuple[Reopening, ...]:
    details = held.part(Category.CUSTODY_DETAILS, CustodyDetailsView) if held else None
    if details is None or offer.answered_at is None:
        return ()
    zone = place().zone
    found = reasons_to_ask_again(
        closed_at=offer.answered_at,
        moved_at=details.moves[-1].at if len(details.moves) > 1 else None,
        sentenced=details.stage is Stage.SENTENCED,
        sentenced_when_closed=offer.closed_stage == Stage.SENTENCED,
        release_near=release_is_near(
            details.release_planned_on, today(zone), answered_on=offer.answered_at.astimezone(ZoneInfo(zone)).date()
        ),
    )
    return tuple(reason for reason in found if reason not in offer.reopened_for.split(","))


def owed_to(offer: Offer) -> str:
    """What is owed next to this family, as a code of `rules.offering.owed_for`."""
    return owed_for(
        OfferState(offer.state),
        due_at=offer.next_due_at,
        pack_due_at=offer.pack_due_at,
        pack_sent=offer.pack_sent_at is not None,
    )


def _line(offer: Offer, views: Mapping[int, View], same: Sequence[tuple[int, int]]) -> FamilyOnList:
    held = views.get(offer.held_id)
    details = held.part(Category.CUSTODY_DETAILS, CustodyDetailsView) if held else None
    return FamilyOnList(
        reference=offer.reference,
        name=_name(views[offer.contact_id]),
        tie=offer.tie,
        held_name=_name(held) if held else "",
        prison_name=details.prison_name if details else "",
        state=offer.state,
        due_at=offer.next_due_at,
        due_for=owed_to(offer),
        offer_due_at=offer.offer_due_at,
        offered_at=offer.offered_at,
        worker=offer.worker.user.name if offer.worker else "",
        tries=getattr(offer, "tries", 0),
        needs_a_person=offer.needs_a_person,
        pack_sent=offer.pack_sent_at is not None,
        is_twice=any(_identified(views.get(mine)) and _identified(views.get(record)) for mine, record in same),
    )


def _name(view: View) -> str:
    identity = view.part(Category.IDENTITY, IdentityView)
    return identity.name if identity else ""


def _person(view: View) -> PersonOnSheet:
    identity = view.part(Category.IDENTITY, IdentityView)
    return PersonOnSheet(
        name=identity.name if identity else "",
        first_name=identity.first_name if identity else "",
        grounds=_grounds(view.permits),
        withheld=tuple((category, withheld.reason) for category, withheld in view.withheld.items()),
        died=bool(identity and identity.died_on),
    )


def _grounds(permits: Mapping[Category, Permit]) -> tuple[Ground, ...]:
    grouped: dict[tuple[BasisKind, str], list[Category]] = {}
    for category, permit in permits.items():
        grouped.setdefault((permit.kind, permit.rule), []).append(category)
    return tuple(Ground(tuple(categories), kind, rule) for (kind, rule), categories in grouped.items())


def _child(view: View, contact: View, responsible: tuple[tuple[str, str], ...]) -> ChildOnSheet:
    identity = view.part(Category.IDENTITY, IdentityView)
    told = view.part(Category.CUSTODY_FACT, ToldView)
    ties = view.part(Category.KIN, TiesView)
    return ChildOnSheet(
        name=identity.name if identity else "",
        age=age_of(view),
        lives_here=any(
            tie.lives_with and contact.person_id in {tie.person_id, tie.relative_id} for tie in (ties.ties if ties else ())
        ),
        known=told.known if told else Known.UNKNOWN,
        words=told.words if told else "",
        told_on=told.told_on if told else None,
        grounds=_grounds(view.permits),
        withheld=tuple((category, withheld.reason) for category, withheld in view.withheld.items()),
        responsible=responsible,
    )


def _safe_routes(whereabouts: WhereaboutsView | None) -> tuple[RouteOnSheet, ...]:
    return tuple(
        RouteOnSheet(route.kind, route.value, route.safe_times, route.may_leave_message)
        for route in (whereabouts.routes if whereabouts else ())
        if route.safety is Safety.SAFE
    )


def _routes_not_to_use(whereabouts: WhereaboutsView | None) -> tuple[RouteNotToUse, ...]:
    return tuple(
        RouteNotToUse(route.kind, route.safety is Safety.NOT_SAFE)
        for route in (whereabouts.routes if whereabouts else ())
        if route.safety is not Safety.SAFE
    )


def _may_post(whereabouts: WhereaboutsView | None) -> bool:
    """Post is used unless somebody said that it is not safe: the envelope says nothing."""
    if whereabouts is None or not whereabouts.address:
        return False
    letters = [route.safety for route in whereabouts.routes if route.kind is RouteKind.LETTER]
    return Safety.NOT_SAFE not in letters
