"""Folding again: load what all reports say of some people, fold, and write only what changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Any

from kinkeeper.custody.actions.holding import hold_and_let_go
from kinkeeper.custody.models import Period, Prison, PrisonNumber
from kinkeeper.custody.queries import events_of
from kinkeeper.custody.rules import Kept, absorb, carry, fold, fresh, kept_number, match
from kinkeeper.custody.types import ChangeKind, Event, EventKind, PeriodChange, PeriodState, Stage
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.bulk import change_rows, every_row, find_rows, insert_rows
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.references import new_reference
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.people.actions import add_people, offer_match
from kinkeeper.sharing.queries import references

_WRITTEN = frozenset({Category.CUSTODY_FACT, Category.CUSTODY_DETAILS})
# What mostly stays as it is, and stands in indexes, which a database writes anew for every column that it is told to write.
_KNOWN_BY = ("person_id", "number", "start_identity", "admitted_prison_id", "started_at")
_FOLLOWS = ("prison_id", "arrived_at", "ended_at", "state", "flag", "settled_flags")
_FOLDED = (*_KNOWN_BY, *_FOLLOWS)
_STORED = (*_FOLDED, "id", "bears_work", "release_confirmed_at")
_NEW = (*_FOLDED, "reference", "created_at", "version", "stage", "bears_work", "release_confirmed_at", "release_kind")
_known_by = attrgetter("person_id", "number", "start_identity", "admitted_prison", "started_at")  # _KNOWN_BY of a Kept
_STATES = {state.value: state for state in PeriodState}


class Register:
    """The prisons, both ways round, as they are at the beginning of a transaction."""

    def __init__(self) -> None:
        rows = every_row(Prison, ("code", "id", "agency_id"))
        self.ids = {code: pk for code, pk, _ in rows}
        self.codes = {pk: code for code, pk, _ in rows}
        self.agencies = {code: agency for code, _, agency in rows}


@dataclass(slots=True)
class _Person:
    """One person while they are folded: their numbers, all their events, and their stored periods."""

    person_id: int
    reference: str
    numbers: set[str]
    events: list[Event] = field(default_factory=list)
    stored: list[tuple[Any, ...]] = field(default_factory=list)  # columns as in _STORED, the oldest first


def fold_again(
    *,
    by: Actor,
    fresh: Sequence[Event],
    action: str,
    unguarded: Collection[int] = (),
    numbers: Iterable[str] = (),
    told: Mapping[str, list[Event]] | None = None,
    prisons: Register | None = None,
) -> list[PeriodChange]:
    """Fold everybody whom the `fresh` events (already stored) or `numbers` touch; one ledger entry for all of them.

    `unguarded` are periods of which a person said: follow the events, whatever work they bear. `told` is what is stored under
    some numbers, as far as the caller has read it. Call inside the action's transaction, holding the fold's lock.
    """
    people = _people_touched(by, fresh, set(numbers), told or {})
    prisons = prisons or Register()
    plans = [_Plan(person, prisons, unguarded) for person in people]
    ids = _write(plans)
    hold_and_let_go(
        by=by,
        before=[held for plan in plans for held in plan.held_before],
        after=[held for plan in plans for held in plan.held_after],
    )
    record(by=by, action=action, lines=[Line(person=person.reference, categories=_WRITTEN, rule="feed") for person in people])
    return [change for plan in plans for change in plan.changes(ids)]


def _people_touched(by: Actor, fresh: Sequence[Event], numbers: set[str], told: Mapping[str, list[Event]]) -> list[_Person]:
    merges = [event for event in fresh if event.kind is EventKind.MERGED]
    touched = numbers | {event.number for event in fresh} | {event.removed_number for event in merges}
    owners = {person_id for (person_id,) in find_rows(PrisonNumber, ("person_id",), "number", touched)}
    known: dict[str, int] = dict(find_rows(PrisonNumber, ("number", "person_id"), "person_id", owners))
    named = references(owners)
    events = {**told, **events_of({*touched, *known} - told.keys())}
    groups = _joined({*touched, *known}, known, merges)
    newcomers = iter(add_people(by=by, count=count)) if (count := sum(not (g & known.keys()) for g in groups)) else iter(())
    people = []
    for group in groups:
        reported = [event for number in sorted(group) for event in events.get(number, ())]
        ids = {known[number] for number in group if number in known}
        if not ids:
            newcomer = next(newcomers)
            person_id, reference = newcomer.pk, newcomer.reference
        else:
            # Work found under a removed number stays with its own person (see rules.matching); the numbers all move.
            person_id = known.get(kept_number(reported, group)) or min(ids)
            reference = named[person_id]
            if len(ids) > 1:
                PrisonNumber.objects.filter(person_id__in=ids - {person_id}).update(person_id=person_id)
                # The stays are one person's now. What was told under the other record is joined only by somebody's word.
                for other in sorted(ids - {person_id}):
                    offer_match(by=by, one=person_id, other=other)
        people.append(_Person(person_id, reference, group, reported))
    moment = now()
    insert_rows(
        PrisonNumber,
        ("created_at", "number", "person_id"),
        [(moment, number, person.person_id) for person in people for number in sorted(person.numbers - known.keys())],
    )
    of_number = {number: person for person in people for number in person.numbers}
    for row in sorted(find_rows(Period, _STORED, "number", list(of_number)), key=itemgetter(_STORED.index("id"))):
        of_number[row[1]].stored.append(row)
    return people


def _joined(numbers: set[str], known: dict[str, int], merges: Sequence[Event]) -> list[set[str]]:
    """`numbers` in groups of one person each: those already joined, and those that the new merges join."""
    groups: dict[str, set[str]] = {number: {number} for number in sorted(numbers)}
    first_of: dict[int, str] = {}
    pairs = [(first_of.setdefault(known[number], number), number) for number in groups if number in known]
    pairs += [(merge.number, merge.removed_number) for merge in merges]
    for one, other in pairs:
        if groups[one] is not groups[other]:
            joined = groups[one] | groups[other]
            for number in joined:
                groups[number] = joined
    return list({id(group): group for group in groups.values()}.values())


class _Plan:
    """What is to be written for one person."""

    def __init__(self, person: _Person, prisons: Register, unguarded: Collection[int]) -> None:
        self._prisons = prisons
        self.created: list[tuple[str, Kept]] = []  # with the references they will go by
        self.moved: list[Kept] = []  # changed, but known by the same
        self.changed: list[Kept] = []
        self.reopened: list[int] = []  # whose release somebody had confirmed, and does no longer
        self._told: list[tuple[int | str, list[ChangeKind], int | str | None]] = []  # by id, or by reference while new
        merges = [event for event in person.events if event.kind is EventKind.MERGED]
        self._confirmed = {row[-3] for row in person.stored if row[-1] is not None}
        stored = [self._kept(row, guarded=row[-3] not in unguarded) for row in person.stored]
        self.held_before = self._held(stored)
        after: list[Kept] = []
        for found in match(fold(person.events, person.numbers), stored):
            told: int | str
            if found.told is None:
                kept, kinds = fresh(found.folded, person.person_id)
                told = new_reference()
                self.created.append((told, kept))
            else:
                told = found.told.id
                kept, kinds = carry(found.told, found.folded, person.person_id)
                self._note(found.told, kept)
            after.append(kept)
            self._told.append((told, kinds, None))
            for other in found.told_twice:
                kept, kinds = absorb(other, found.folded, merges)
                self._note(other, kept)
                after.append(kept)
                self._told.append((other.id, kinds, told))
        self.held_after = self._held(after)

    def changes(self, ids: Mapping[str, int]) -> Iterator[PeriodChange]:
        """The changes; `ids` are those that the new rows were given, by reference."""
        for told, kinds, into in self._told:
            for kind in kinds:
                into_id = _id(into, ids) if into is not None and kind is ChangeKind.MERGED else None
                yield PeriodChange(_id(told, ids), kind, into_id)

    def _note(self, before: Kept, after: Kept) -> None:
        if after != before:
            (self.moved if _known_by(after) == _known_by(before) else self.changed).append(after)
            if after.state is PeriodState.OPEN and after.id in self._confirmed:
                self.reopened.append(after.id)

    def _held(self, all_kept: Iterable[Kept]) -> list[tuple[int, int]]:
        """Who is held by which agency, as far as the prisons use Kinkeeper."""
        return [
            (kept.person_id, agency)
            for kept in all_kept
            if kept.is_held and (agency := self._prisons.agencies[kept.prison]) is not None
        ]

    def _kept(self, row: Sequence[Any], *, guarded: bool) -> Kept:
        (
            person_id, number, start_identity, admitted_prison, started_at, prison, arrived_at, ended_at, state, flag,
            settled_flags, pk, bears_work, release_confirmed_at,
        ) = row  # fmt: skip
        return Kept(
            id=pk,
            person_id=person_id,
            number=number,
            start_identity=start_identity,
            admitted_prison=self._prisons.codes[admitted_prison],
            prison=self._prisons.codes[prison],
            started_at=started_at,
            arrived_at=arrived_at,
            ended_at=ended_at,
            state=_STATES[state],
            flag=flag,
            settled_flags=frozenset(settled_flags.split(",")) - {""},
            bears_work=bears_work and guarded,
            release_confirmed=release_confirmed_at is not None and guarded,
        )

    def row(self, kept: Kept) -> tuple[Any, ...]:
        """The columns in _FOLDED."""
        admitted_prison = self._prisons.ids[kept.admitted_prison]
        return (
            kept.person_id, kept.number, kept.start_identity, admitted_prison, kept.started_at, *self.following(kept),
        )  # fmt: skip

    def following(self, kept: Kept) -> tuple[Any, ...]:
        """The columns in _FOLLOWS."""
        settled_flags = ",".join(sorted(kept.settled_flags))
        return self._prisons.ids[kept.prison], kept.arrived_at, kept.ended_at, kept.state, kept.flag, settled_flags


def _id(told: int | str, ids: Mapping[str, int]) -> int:
    return ids[told] if isinstance(told, str) else told


def _write(plans: Sequence[_Plan]) -> dict[str, int]:
    """Write all plans; answers the ids of new periods by their references."""
    change_rows(Period, _FOLLOWS, [(*plan.following(kept), kept.id) for plan in plans for kept in plan.moved])
    changed = [(kept.state is PeriodState.ABSORBED, (*plan.row(kept), kept.id)) for plan in plans for kept in plan.changed]
    # The absorbed ones first: an admission that opened one of them may open another period from now on.
    change_rows(Period, _FOLDED, [row for absorbed, row in changed if absorbed])
    change_rows(Period, _FOLDED, [row for absorbed, row in changed if not absorbed])
    reopened = [(None, "", pk) for plan in plans for pk in plan.reopened]
    change_rows(Period, ("release_confirmed_at", "release_kind"), reopened)
    moment = now()
    created = [
        (*plan.row(kept), reference, moment, 1, Stage.UNKNOWN, False, None, "")
        for plan in plans
        for reference, kept in plan.created
    ]
    insert_rows(Period, _NEW, created)
    new = [reference for plan in plans for reference, _ in plan.created]
    return dict(find_rows(Period, ("reference", "id"), "reference", new))
