"""When somebody leaves a prison: it knows their family no longer, unless somebody it still holds named the same people.

A family whose check or passing on is still owed stays with the prison until that is done, or the permission for it has run
out: nobody else could do it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from kinkeeper.custody.types import PeriodState
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import today
from kinkeeper.offers.models import Asking, Offer, PermissionGiven
from kinkeeper.offers.rules.asking import OWED, is_owed_here
from kinkeeper.offers.types import AskingState, OfferState
from kinkeeper.sharing.actions import begin_involvements, end_bases, end_involvements, give_bases
from kinkeeper.sharing.queries import families_of, households, known_to
from kinkeeper.sharing.queries.keeping import not_erased
from kinkeeper.sharing.types import BasisKind, InvolvementKind, NewBasis, NewInvolvement, Purpose

# What a prison holds of the family that somebody named to it, and of that person beside what custody gives it.
OF_THE_NAMED = frozenset(
    {
        Category.EXISTENCE, Category.IDENTITY, Category.WHEREABOUTS, Category.KIN, Category.CUSTODY_FACT,
        Category.SUPPORT, Category.DEMOGRAPHICS,
    }
)  # fmt: skip
OF_THE_PARENT = frozenset(
    {
        Category.EXISTENCE, Category.IDENTITY, Category.KIN, Category.CUSTODY_FACT, Category.CUSTODY_DETAILS,
        Category.SUPPORT, Category.DEMOGRAPHICS, Category.HEALTH,
    }
)  # fmt: skip
# Whom the check is about: without a name and a number the prison cannot make it.
_TO_CHECK = frozenset({Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_FACT, Category.CUSTODY_DETAILS})
_HELD = (PeriodState.OPEN, PeriodState.ENDED)  # until somebody has confirmed the release
_HELD_ON = (BasisKind.OWN_WORK, BasisKind.PUBLIC_TASK)
STOPPED = (OfferState.RETRACTED, OfferState.DO_NOT_CONTACT)


@dataclass(frozen=True, slots=True)
class _Home:
    """One home as somebody named it: at which agency's prison they were asked, and whether they are held still."""

    parent: int
    agency: int
    people: frozenset[int]
    is_held: bool
    is_owed: bool  # the prison has yet to check it, or to pass it on


def forget_family(*, by: Actor, leaving: Mapping[int, Collection[int]]) -> None:
    """End what each agency, a prison, was told of these people; but of nobody who is `still_named` there."""
    still = still_named(leaving)
    for agency, people in leaving.items():
        if gone := set(people) - still[agency]:
            end_involvements(by=by, people=gone, agency=agency, kind=InvolvementKind.FAMILY_OF_HELD)
            end_bases(by=by, people=gone, agency=agency, kinds=_HELD_ON, action="forget_family")


def still_named(among: Mapping[int, Collection[int]], *, besides: Collection[int] = ()) -> dict[int, set[int]]:
    """By agency, whom somebody held at its prison named, or whose check is owed there; `besides` are askings left out."""
    found: dict[int, set[int]] = {agency: set() for agency in among}
    people = {person for some in among.values() for person in some}
    if not people:
        return found
    theirs = Q(contact_id__in=people) | Q(family_id__in=families_of(people))
    offers = Offer.objects.filter(theirs, asking__prison__agency_id__in=list(among)).exclude(asking_id__in=list(besides))
    for home in _homes(offers):
        if home.is_held or home.is_owed:
            found[home.agency] |= home.people
    return found


def let_go_after_release(*, by: Actor, people: Collection[int]) -> None:
    """After a confirmed release of these people: whatever prison holds them no longer lets go of their families.

    Safe to repeat, and called again once what was owed to a family is done: until then the prison keeps that family, and sees
    whom the check is about.
    """
    homes = _homes(Offer.objects.filter(held_id__in=list(people)))
    here = set(_held(people).values_list("person_id", "prison__agency_id")) if homes else set()
    left: dict[int, list[_Home]] = defaultdict(list)
    for home in homes:
        if (home.parent, home.agency) not in here:
            left[home.agency].append(home)
    forget_family(by=by, leaving={agency: frozenset[int]().union(*(h.people for h in some)) for agency, some in left.items()})
    for agency, some in left.items():
        owed = {home.parent for home in some if home.is_owed}
        done = {home.parent for home in some} - owed
        if owed:
            _keep_for_the_check(by, agency, owed)
        if done:
            end_involvements(by=by, people=done, agency=agency, kind=InvolvementKind.WORKS_WITH)
            end_bases(by=by, people=done, agency=agency, kinds=[BasisKind.PUBLIC_TASK], action="let_go_after_release")


def not_held_there(released: Sequence[Asking]) -> list[Asking]:
    """Of these askings, those whose person has left that prison: nobody received them there again."""
    here = set(_held([asking.person_id for asking in released]).values_list("person_id", "prison_id")) if released else set()
    return [asking for asking in released if (asking.person_id, asking.prison_id) not in here]


def let_go_once_done(*, by: Actor, offer: Offer) -> None:
    """After the last thing that a prison owed a home: if its parent was released meanwhile, the prison lets go of it."""
    if offer.period.release_confirmed_at is not None:
        let_go_after_release(by=by, people=[offer.held_id])


def let_go_of_run_out() -> int:
    """The same where nobody made the check: a permission that ran out after the release owes nothing any more. For the tick.

    Answers of how many people who left. Whoever a prison holds again, or somebody held there named, it goes on knowing.
    """
    day = today(settings.TIME_ZONE)
    run_out = Offer.objects.filter(
        state__in=sorted(OWED), permitted_until__lt=day, period__release_confirmed_at__isnull=False
    ).values_list("asking__prison__agency_id", "held_id", "contact_id")
    homes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for agency, parent, contact in run_out:
        homes[agency or 0].append((parent, contact))
    gone: set[int] = set()
    for agency, some in homes.items():
        kept_for_it = known_to(agency, InvolvementKind.WORKS_WITH, {parent for parent, _ in some})
        known = known_to(agency, InvolvementKind.FAMILY_OF_HELD, {contact for _, contact in some})
        gone |= {parent for parent, contact in some if parent in kept_for_it and contact in known}
    if gone:
        with transaction.atomic():
            let_go_after_release(by=SYSTEM, people=gone)
    return len(gone)


def know_again(*, by: Actor, back: Sequence[Asking]) -> None:
    """A release was none after all: the prison sees again the families it must check and pass on. Safe to repeat."""
    permitted = [asking.pk for asking in back if asking.state == AskingState.PERMITTED]
    if not permitted:
        return
    homes: dict[int, list[_Home]] = defaultdict(list)
    withdrawn = PermissionGiven.objects.filter(withdrawn_at__isnull=False)  # a family's own yes goes on without it
    offers = Offer.objects.filter(asking_id__in=permitted).exclude(state__in=STOPPED)
    for home in _homes(offers.exclude(pk__in=withdrawn.values("offer_id"))):
        homes[home.agency].append(home)
    for agency, some in homes.items():
        family = frozenset[int]().union(*(home.people for home in some))
        if lost := family - known_to(agency, InvolvementKind.FAMILY_OF_HELD, family):
            know_family(by=by, agency=agency, parents={home.parent for home in some}, family=lost, evidence="held_again")


def know_family(*, by: Actor, agency: int, parents: Collection[int], family: Collection[int], evidence: str) -> None:
    """Let a prison's agency see these people, whom those it holds have named, and what these told of themselves.

    Nobody of them who was erased meanwhile.
    """
    family = not_erased(family)
    bases = [_by_office(person, agency, OF_THE_NAMED, evidence) for person in sorted(family)]
    bases += [_by_office(parent, agency, OF_THE_PARENT, evidence) for parent in sorted(parents)]
    begin_involvements(
        by=by, involvements=[NewInvolvement(person, agency, InvolvementKind.FAMILY_OF_HELD) for person in sorted(family)]
    )
    give_bases(by=by, bases=bases)


def _keep_for_the_check(by: Actor, agency: int, parents: Collection[int]) -> None:
    if fresh := set(parents) - known_to(agency, InvolvementKind.WORKS_WITH, parents):
        begin_involvements(
            by=by, involvements=[NewInvolvement(parent, agency, InvolvementKind.WORKS_WITH) for parent in sorted(fresh)]
        )
        give_bases(by=by, bases=[_by_office(parent, agency, _TO_CHECK, "check_owed") for parent in sorted(fresh)])


def _by_office(person: int, agency: int, categories: frozenset[Category], evidence: str) -> NewBasis:
    return NewBasis(
        person_id=person,
        agency_id=agency,
        kind=BasisKind.PUBLIC_TASK,
        purpose=Purpose.OFFER_SUPPORT,
        categories=categories,
        evidence=evidence,
    )


def _homes(offers: QuerySet[Offer]) -> list[_Home]:
    columns = (
        "held_id", "asking__prison__agency_id", "family_id", "contact_id", "state", "permitted_until", "period__state",
        "period__release_confirmed_at",
    )  # fmt: skip
    rows = list(offers.values_list(*columns))
    members = households({row[2] for row in rows}) if rows else {}
    day = today(settings.TIME_ZONE)
    return [
        _Home(
            parent=parent,
            agency=agency,
            people=frozenset({*members.get(family, ()), contact} - {parent}),
            is_held=period in _HELD and confirmed_at is None,
            is_owed=is_owed_here(OfferState(state), until, day),
        )
        for parent, agency, family, contact, state, until, period, confirmed_at in rows
        if agency is not None
    ]


def _held(people: Collection[int]) -> QuerySet[Asking]:
    """The askings of those of these people who are held now: also of one who left and was received again."""
    return Asking.objects.filter(person_id__in=list(people), period__state__in=_HELD, period__release_confirmed_at__isnull=True)
