"""What sharing answers: the decision for each category of each person, and `scope`, the set of people for whom it is yes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category, mask
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.decisions import Decision, refused
from kinkeeper.foundation.prepared import Slot
from kinkeeper.people import queries as people
from kinkeeper.sharing.models import Basis, GlassBreak, Involvement, Restriction
from kinkeeper.sharing.queries.standing_rows import Arm, InScope, bases_of
from kinkeeper.sharing.rules import bases_that_permit, decide, policy
from kinkeeper.sharing.types import (
    FAMILY_ROLE,
    AgeBand,
    BasisKind,
    BasisState,
    ChildKnows,
    InvolvementKind,
    JointLoader,
    Loader,
    Permit,
    Purpose,
    Question,
    Relation,
    Restricted,
    RestrictionKind,
    WordsFor,
)

_providers: dict[Category, list[Loader]] = {}
_joint_providers: dict[JointLoader, frozenset[Category]] = {}


def provide(category: Category, loader: Loader) -> None:
    """Register what loads (part of) a category. Each room registers what it holds, in its AppConfig.ready()."""
    loaders = _providers.setdefault(category, [])
    if loader not in loaders:
        loaders.append(loader)


def provide_together(categories: Iterable[Category], loader: JointLoader) -> None:
    """As `provide`, for categories that lie in one table: it is read once for all of them."""
    _joint_providers[loader] = frozenset(categories)


_words_for: list[WordsFor] = []


def provide_words(finder: WordsFor) -> None:
    """Register what finds whose word lets a family member be told something. A room does so in its AppConfig.ready()."""
    if finder not in _words_for:
        _words_for.append(finder)


def load(category: Category, ids: Sequence[int]) -> dict[int, tuple[object, ...]]:
    """What is held of these people in one category, a part from each room. For whoever has decided first."""
    return load_all({category: ids})[category]


def load_all(wanted: Mapping[Category, Sequence[int]]) -> dict[Category, dict[int, tuple[object, ...]]]:
    """What is held in each category of those who may be shown in it, a part from each room. `disclose` decides first."""
    found: dict[Category, dict[int, tuple[object, ...]]] = {category: {} for category in wanted}

    def add(category: Category, parts: Mapping[int, object]) -> None:
        for person, part in parts.items():
            found[category][person] = (*found[category].get(person, ()), part)

    for category, ids in wanted.items():
        for loader in _providers.get(category, ()) if ids else ():
            add(category, loader(ids))
    for joint, categories in _joint_providers.items():
        theirs = {category: ids for category, ids in wanted.items() if category in categories and ids}
        for category, parts in joint(theirs).items() if theirs else ():
            add(category, parts)
    return found


@dataclass(slots=True)
class Standing:
    """All that bears on what one reader may see of one person, now."""

    reference: str = ""  # of the person, where a basis told it
    relation: Relation = Relation.NONE  # told only where there is a basis: nothing is permitted without one
    bases: list[tuple[BasisKind, str, int]] = field(default_factory=list)  # kind, reference, categories
    restricted: Restricted = Restricted.NO
    age: AgeBand = AgeBand.CHILD
    knows: ChildKnows = ChildKnows.NOT_TOLD


def live_bases() -> Q:
    """Bases that are live now, as a filter."""
    moment = now()
    return Q(Q(ends_at__isnull=True) | Q(ends_at__gt=moment), starts_at__lte=moment, withdrawn_at__isnull=True)


def _near(by: Actor, relation: Relation = Relation.OWN_AGENCY) -> QuerySet[Involvement]:
    """Whom the reader's agency, or team, works with now. An involvement that names a member is that member's alone."""
    for_me = Q(member__isnull=True) | Q(member=by.member_id)
    near = Involvement.objects.filter(for_me, agency=by.agency_id, ended_at__isnull=True)
    return near.filter(team_id__in=by.team_ids) if relation is Relation.OWN_TEAM else near


def restrictions_against(by: Actor) -> QuerySet[Restriction]:
    """What stands against this reader now, or against everybody."""
    everybody = Q(agency__isnull=True, reader__isnull=True)
    against_me = Q(agency_id=by.agency_id) if by.agency_id else Q(reader_id=by.person_id)
    return Restriction.objects.filter(everybody | against_me, lifted_at__isnull=True, starts_at__lte=now())


def opened_by_others(by: Actor) -> QuerySet[GlassBreak, int]:
    """The ids of the bases on which colleagues opened a record for an hour: each is for whoever opened it alone."""
    colleagues = GlassBreak.objects.filter(agency_id=by.agency_id or 0).exclude(member_id=by.member_id or 0)
    return colleagues.values_list("basis_id", flat=True)


def kept_from(by: Actor) -> QuerySet[Restriction, int]:
    """The ids of the people of whom this reader may know nothing, whatever the ground: an order against them, a closed record.

    For what a room shows by its own columns, without a basis: words that a family wrote to an agency.
    """
    return restrictions_against(by).exclude(kind=RestrictionKind.OBJECTION).values_list("person_id", flat=True)


def role_of(by: Actor) -> str:
    """The role an actor counts as in the policy; empty for systems and strangers, for whom nothing is permitted."""
    return FAMILY_ROLE if by.is_family else by.role if by.is_staff else ""


def standings(by: Actor, purpose: Purpose, ids: Sequence[int]) -> dict[int, Standing]:
    """How near the reader stands to each person, the live bases, and what restricts: one query, whatever the number."""
    found = {person: Standing() for person in ids}
    if by.is_family and by.person_id:
        _stand_as_family(found, by.person_id)
        _restrict(found, by)
    if by.is_staff and by.agency_id is not None:
        for person, reference, kind, basis, categories, team, ours, stopped, objected in bases_of(by, purpose, ids):
            standing = found[person]
            standing.reference = reference
            standing.relation = Relation.OWN_TEAM if team else Relation.OWN_AGENCY if ours else Relation.NONE
            standing.restricted = Restricted.STOP if stopped else Restricted.OBJECTION if objected else Restricted.NO
            standing.bases.append((BasisKind(kind), basis, categories))
    return found


def _stand_as_family(found: dict[int, Standing], reader: int) -> None:
    """How a family member stands: to themselves, to the children they answer for, and to whoever agreed that they be told."""
    grown_up = people.grown_up([reader, *found], adult_age=settings.ADULT_AGE, zone=settings.TIME_ZONE)
    age = AgeBand.ADULT if reader in grown_up else AgeBand.CHILD
    knows = ChildKnows.NOT_TOLD if reader in people.children_not_told([reader]) else ChildKnows.TOLD
    if reader in found:
        own = found[reader]
        own.relation, own.age, own.knows = Relation.DATA_SUBJECT, age, knows
        own.bases.append((BasisKind.DATA_SUBJECT, "", ~0))
    # Asked whoever it is about, themselves too: their own record, where it is hidden, takes the same work as what never was.
    # Parental responsibility ends when the child grows up, whatever the record of it still says.
    for child in people.responsible_for(reader, list(found)) - grown_up - {reader}:
        found[child].relation, found[child].age, found[child].knows = Relation.KIN, age, knows
        found[child].bases.append((BasisKind.DATA_SUBJECT, "", ~0))
    for word in (word for finder in _words_for for word in finder(reader)):
        if word.person_id in found and word.person_id != reader:
            kin = found[word.person_id]
            kin.relation, kin.age, kin.knows = Relation.KIN, age, knows
            kin.bases.append((BasisKind.CONSENT, word.reference, mask(word.categories)))


def _restrict(found: Mapping[int, Standing], by: Actor) -> None:
    """What stands against this reader about each of these people, on their standing."""
    for person, kind in restrictions_against(by).filter(person_id__in=list(found)).values_list("person_id", "kind"):
        if kind != RestrictionKind.OBJECTION:
            found[person].restricted = Restricted.STOP
        elif found[person].restricted is Restricted.NO:
            found[person].restricted = Restricted.OBJECTION


def decision_on(by: Actor, purpose: Purpose, category: Category, standing: Standing) -> tuple[Decision, Permit | None]:
    """The best answer that any live basis gives for one category, and what permits it."""
    best = refused("no_live_basis")
    for kind, reference, categories in standing.bases:
        if not categories & category.bit:
            continue
        decision = decide(
            Question(
                role=role_of(by),
                relation=standing.relation,
                purpose=purpose,
                category=category,
                basis=kind,
                state=BasisState.LIVE,
                age=standing.age,
                knows=standing.knows,
                restricted=standing.restricted,
            )
        )
        if decision:
            return decision, Permit(rule=decision.rule, kind=kind, basis=reference)
        best = decision
    return best, None


def scope(by: Actor, purpose: Purpose, category: Category) -> QuerySet[Basis, int] | list[int]:
    """The ids of the people of whom this reader may see this category for this purpose; use it as `id__in`.

    Generated from the same table as `decide`: a union from the reader's side. Nobody for systems and strangers.
    """
    if by.is_family:
        return _own_scope(by, purpose, category)
    if not (by.is_staff and by.agency_id):
        return []
    arms = list(_arms(by, purpose, category))
    if not arms:
        return []
    covered = Basis.objects.annotate(covers=F("categories").bitand(category.bit)).filter(
        live_bases(), reduce(or_, arms), agency_id=by.agency_id, purpose=purpose, covers__gt=0
    )
    if purpose is Purpose.SAFEGUARD:
        covered = covered.exclude(pk__in=opened_by_others(by))
    return covered.exclude(person_id__in=kept_from(by)).values_list("person_id", flat=True)


def _arms(by: Actor, purpose: Purpose, category: Category) -> Iterable[Q]:
    stoppable = policy().objection_stops
    objected = restrictions_against(by).filter(kind=RestrictionKind.OBJECTION)
    for relation, kinds in _kinds(by.role, purpose, category):
        near = _near(by, relation).values("person_id")
        if firm := kinds - stoppable:
            yield Q(kind__in=sorted(firm), person_id__in=near)
        if soft := kinds & stoppable:
            yield Q(kind__in=sorted(soft), person_id__in=near) & ~Q(person_id__in=objected.values("person_id"))


def _kinds(role: str, purpose: Purpose, category: Category) -> Iterable[tuple[Relation, frozenset[BasisKind]]]:
    """How near one must stand for which kinds of basis: each kind once, where the least nearness will do."""
    agency = bases_that_permit(role, purpose, category, Relation.OWN_AGENCY)
    team = bases_that_permit(role, purpose, category, Relation.OWN_TEAM) - agency
    return [(relation, kinds) for relation, kinds in ((Relation.OWN_AGENCY, agency), (Relation.OWN_TEAM, team)) if kinds]


def in_scope(by: Actor, purpose: Purpose, category: Category, column: str) -> Q:
    """The condition that the person in `column` of a row is in `scope`, for rows that are few by their own columns.

    A team's offers or a prison's askings number some dozens, their agency's people thousands: here each row is looked up by
    its person, where `column__in=scope(…)` gathers the agency's people first (22 ms against 0.2 on a nation's data).
    """
    if not has_rows_in_scope(by):
        return Q(**{f"{column}__in": scope(by, purpose, category)})
    return in_scope_of(by, by.role, purpose, category, column)


def has_rows_in_scope(by: Actor) -> bool:
    """Whether a reader's scope is told by rows alone, as `in_scope_of` tells it: staff with an agency."""
    return by.is_staff and by.agency_id is not None


def in_scope_of(reader: Actor | Slot, role: str, purpose: Purpose, category: Category, column: str) -> Q:
    """As `in_scope`, of staff with an agency whose role it is; in a prepared query the reader is a slot for their Actor."""
    stoppable = policy().objection_stops
    arms = [
        Arm(some, own_team=relation is Relation.OWN_TEAM, stoppable=some <= stoppable)
        for relation, kinds in _kinds(role, purpose, category)
        for some in (kinds - stoppable, kinds & stoppable)
        if some
    ]
    return Q(InScope(column, reader, purpose, category, arms)) if arms else Q(pk__in=[])


def _own_scope(by: Actor, purpose: Purpose, category: Category) -> list[int]:
    if by.person_id is None:
        return []
    told = {word.person_id for finder in _words_for for word in finder(by.person_id)}
    near = {by.person_id, *people.children_answered_for(by.person_id), *told}
    found = standings(by, purpose, sorted(near))
    return [person for person, standing in found.items() if decision_on(by, purpose, category, standing)[0]]


def may_see(by: Actor, purpose: Purpose, category: Category, person: int) -> Decision:
    """May this reader see this category of this person now? For one check at send time; pages use `disclose`."""
    decision, permit = decision_on(by, purpose, category, standings(by, purpose, [person])[person])
    return Decision(allowed=True, rule=decision.rule, basis=permit.basis) if permit else decision


def permits_of(by: Actor, purpose: Purpose, person: int) -> tuple[dict[Category, Permit], dict[Category, str]] | None:
    """Which parts this reader may see of this person for a purpose, on which basis, and why not the others; None: nothing.

    For saying so on a page: it loads no part of the record.
    """
    standing = standings(by, purpose, [person])[person]
    if not decision_on(by, purpose, Category.EXISTENCE, standing)[0]:
        return None
    permits: dict[Category, Permit] = {}
    withheld: dict[Category, str] = {}
    for category in policy().purposes[purpose]:
        decision, permit = decision_on(by, purpose, category, standing)
        if permit:
            permits[category] = permit
        else:
            withheld[category] = decision.reason
    return permits, withheld


def known_to(agency: int, kind: InvolvementKind, some: Iterable[int], *, team: int | None = None) -> set[int]:
    """Of these people, those with whom an agency, or one team of it, works now in this way."""
    live = Involvement.objects.filter(agency_id=agency, kind=kind, ended_at__isnull=True)
    live = live.filter(team__isnull=True) if team is None else live.filter(team_id=team)
    return set(live.filter(person_id__in=list(some)).values_list("person_id", flat=True))


def found_by_name(by: Actor, purpose: Purpose, words: str) -> QuerySet[Basis, int] | list[int]:
    """The ids of people whose name holds each of these words, among those whose identity this reader may see."""
    known = scope(by, purpose, Category.IDENTITY)
    return [] if isinstance(known, list) else known.filter(person_id__in=people.named_like(words))


def household(family: int) -> list[int]:
    """The ids of who belongs to a family now, for a room that will ask `disclose` about them next."""
    return people.in_family(family)


def families_of(some: Iterable[int]) -> list[int]:
    """The ids of the families to which any of these people belongs or belonged."""
    return people.families_with(some)


def households(families: Iterable[int]) -> dict[int, list[int]]:
    """The ids of who belongs to each of these families now: one query, for lists and batches."""
    return people.in_families(families)


def may_consent_for(adult: int, children: Iterable[int]) -> set[int]:
    """Of these children, those for whom this adult may agree: parental responsibility that is known. Unknown cannot."""
    return people.responsible_for(adult, children)


def person_id(reference: str) -> int | None:
    """The id behind a person's reference, for a room that will ask `disclose` about it next."""
    return people.person_id(reference)


def references(ids: Iterable[int]) -> dict[int, str]:
    """The reference of each person, by id: what a ledger line carries."""
    return people.references(ids)


def adult_among(ids: Sequence[int]) -> set[int]:
    """Of these people, those known to be grown up."""
    return people.grown_up(ids, adult_age=settings.ADULT_AGE, zone=settings.TIME_ZONE)


def everybody_grown_up() -> QuerySet[Any, int]:
    """The ids of all who are known to be grown up; use it as `id__in`."""
    return people.everybody_grown_up(adult_age=settings.ADULT_AGE, zone=settings.TIME_ZONE)


def matches_among(*ids: Sequence[int] | QuerySet[Basis, int]) -> list[tuple[str, int, int]]:
    """Possible matches in which both people are in any of the sets `ids`, which the caller took from the reader's scopes."""
    return people.open_matches(*ids)


def joined_among(*ids: Sequence[int] | QuerySet[Basis, int]) -> list[tuple[str, int, int]]:
    """Pairs that were said to be one person, in which both are in any of the sets `ids`, as in `matches_among`."""
    return people.joined_matches(*ids)


def has_other_records(column: str) -> Exists:
    """The condition that of somebody of the family in `column` of a row there is another record: most rows ask no further."""
    return people.has_other_records(OuterRef(column))


def other_records(ids: Iterable[int]) -> dict[int, set[int]]:
    """Other records of the same person, for each of these; a room asks `disclose` or `scope` before it shows any of them."""
    return {person: records - {person} for person, records in people.records_of(ids).items()}
