"""Asking follows the custody period: due when somebody is received, moved with them, taken back when it never was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from django.db import transaction

from kinkeeper.custody.queries import agencies_of_prisons, stays
from kinkeeper.custody.types import ChangeKind, PeriodChange, PeriodState, Stay
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.bulk import change_rows, find_rows, insert_many
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.offers.actions.asking_leaving import know_again, let_go_after_release, not_held_there
from kinkeeper.offers.actions.asking_moves import Moved, follow_to_new_prison, let_teams_ask
from kinkeeper.offers.actions.offer_cover import flag_moved_prison
from kinkeeper.offers.actions.offers import due_next
from kinkeeper.offers.models import Asking, Offer
from kinkeeper.offers.queries.asking import place_of
from kinkeeper.offers.rules.asking import REFUSED, Outcome, may_ask_again, when_held, when_released, when_taken_back
from kinkeeper.offers.rules.clocks import first_attempt_due, offer_due, pack_due
from kinkeeper.offers.rules.states import may_ask_step
from kinkeeper.offers.types import AskingState, Concern, Reopening
from kinkeeper.sharing.queries import references

CHUNK = 400  # periods to one round of statements
_FOLLOWED = (
    "person_id", "prison_id", "state", "admitted_at", "asked_by", "answered_at", "reopened_for", "reopened_at",
    "needs_a_person",
)  # fmt: skip
_told = attrgetter(*_FOLLOWED)
_COLUMNS = tuple(str(column.attname) for column in Asking._meta.concrete_fields)
_TIMES = ("admitted_at", "first_attempt_due_at", "offer_due_at", "pack_due_at", "next_due_at", "version")


@dataclass(slots=True)
class _Round:
    """What is to be written for one round of periods."""

    new: list[Asking] = field(default_factory=list)
    changed: dict[int, Asking] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
    retimed: list[int] = field(default_factory=list)  # askings whose admission turned out to be earlier
    released: list[Asking] = field(default_factory=list)  # as a person confirmed
    back: list[Asking] = field(default_factory=list)  # of whom a release was reported that was none


def follow_periods(*, by: Actor, changes: Sequence[PeriodChange]) -> None:
    """Bring askings, and the offers that came of them, in line with what changed about custody periods.

    Called by intake inside its own transaction, after `custody`; safe to repeat. A few statements for each 400 periods.
    What people have worked on is never taken back by this: it gets a code that asks for a person.
    """
    kinds: dict[int, set[ChangeKind]] = {}
    into: dict[int, int] = {}
    for change in changes:
        kinds.setdefault(change.period_id, set()).add(change.kind)
        if change.into_id is not None:
            into[change.period_id] = change.into_id
    ids = list(kinds)
    for start in range(0, len(ids), CHUNK):
        _follow(by, {pk: kinds[pk] for pk in ids[start : start + CHUNK]}, into)


@transaction.atomic(savepoint=False)
def _follow(by: Actor, kinds: dict[int, set[ChangeKind]], into: dict[int, int]) -> None:
    wanted = {*kinds, *(into[pk] for pk in kinds if pk in into)}
    told = stays(wanted)
    askings = _askings_of(wanted)
    answers = {pk: (row.state, row.asked_by, row.answered_at) for pk, row in askings.items()}
    agencies = agencies_of_prisons({row.prison_id for row in askings.values()} | {stay.prison_id for stay in told.values()})
    done = _Round()
    for pk, stay in sorted(told.items()):
        if pk in askings:
            _bring_in_line(askings[pk], stay, kinds.get(pk, set()), agencies, done)
        elif stay.state in {PeriodState.OPEN, PeriodState.ENDED} and not stay.release_confirmed:
            # Also when the release came in the same batch: nobody has confirmed it, and apart they would have made an asking.
            askings[pk] = Asking(period_id=pk, person_id=stay.person_id, prison_id=stay.prison_id, admitted_at=stay.started_at)
            done.new.append(askings[pk])
    for pk, other in into.items():
        # A refusal is respected under whichever period now tells the stay.
        if pk in answers and other in askings and answers[pk][0] in REFUSED and askings[other].state == AskingState.DUE:
            askings[other].state, askings[other].asked_by, askings[other].answered_at = answers[pk]
            _changed(askings[other], done)
    _write(by, done)


def _askings_of(periods: Collection[int]) -> dict[int, Asking]:
    """The askings of these periods, by period, which nobody else changes until this is over."""
    rows = find_rows(Asking, _COLUMNS, "period_id", periods, lock=True)
    return {row.period_id: row for row in (Asking.from_db("default", _COLUMNS, columns) for columns in rows)}


def _bring_in_line(
    asking: Asking, stay: Stay, kinds: set[ChangeKind], agencies: Mapping[int, int | None], done: _Round
) -> None:
    state = AskingState(asking.state)
    outcome = _outcome(state, stay)
    concern = outcome.concern
    if ChangeKind.FLAGGED in kinds and state is AskingState.PERMITTED:
        concern = concern or Concern.FLAGGED
    if ChangeKind.ENDED in kinds and stay.release_confirmed:
        done.released.append(asking)
    elif ChangeKind.REOPENED in kinds and stay.state is PeriodState.OPEN:
        done.back.append(asking)
    before = _told(asking)
    if outcome.state is not state and may_ask_step(state, outcome.state):
        asking.state = outcome.state
    if concern:
        asking.needs_a_person = concern
    if asking.admitted_at != stay.started_at:
        asking.admitted_at = stay.started_at
        done.retimed.append(asking.pk)
    if state is not AskingState.PERMITTED:
        asking.person_id = stay.person_id
    if asking.prison_id != stay.prison_id:
        done.moved.append(Moved(asking, agencies[asking.prison_id], asking.prison_id, agencies[stay.prison_id]))
        asking.prison_id = stay.prison_id
        if state in REFUSED and stay.state is PeriodState.OPEN and may_ask_again(asking.answered_at, now()):
            asking.state, asking.reopened_for, asking.reopened_at = AskingState.DUE, Reopening.TRANSFER, now()
    if _told(asking) != before:
        _changed(asking, done)


def _outcome(state: AskingState, stay: Stay) -> Outcome:
    if stay.state in {PeriodState.REVERSED, PeriodState.ABSORBED}:
        return when_taken_back(state, merged=stay.state is PeriodState.ABSORBED)
    if stay.release_confirmed:
        return when_released(state)
    return when_held(state)


def _changed(asking: Asking, done: _Round) -> None:
    if asking.pk is not None:
        done.changed[asking.pk] = asking


def _write(by: Actor, done: _Round) -> None:
    insert_many(done.new)
    change_rows(Asking, _FOLLOWED, [(*_told(asking), asking.pk) for asking in done.changed.values()])
    _set_times(done)
    follow_to_new_prison(by=by, moved=done.moved)
    if done.moved:
        flag_moved_prison(by=by, periods=[move.asking.period_id for move in done.moved])
    gone = not_held_there(done.released)
    if gone:
        let_go_after_release(by=by, people=[asking.person_id for asking in gone])
    know_again(by=by, back=done.back)
    let_teams_ask(
        by=by,
        come=[*done.new, *(move.asking for move in done.moved), *done.back],
        left=[
            *((move.from_prison, move.asking.person_id) for move in done.moved),
            *((asking.prison_id, asking.person_id) for asking in gone),
        ],
    )
    touched = [*done.new, *done.changed.values()]
    if not touched:
        return
    named = references({asking.person_id for asking in touched})
    record(
        by=by,
        action="follow_periods",
        lines=[
            Line(person=named[asking.person_id], categories=frozenset({Category.CUSTODY_FACT}), rule=asking.state)
            for asking in touched
        ],
    )


def _set_times(done: _Round) -> None:
    """The three clocks run from the admission: when that turns out to be another moment, so do they. Late stays late."""
    ids = [pk for (pk,) in find_rows(Offer, ("id",), "asking_id", done.retimed)]
    if not ids:
        return
    offers = list(Offer.objects.select_related("asking__prison__agency").filter(pk__in=ids))
    for offer in offers:
        place = place_of(offer.asking.prison.agency)
        offer.admitted_at = offer.asking.admitted_at
        offer.first_attempt_due_at = first_attempt_due(offer.admitted_at, place.zone)
        offer.offer_due_at = offer_due(offer.admitted_at, place.hours_to_offer)
        offer.pack_due_at = pack_due(offer.admitted_at, place.hours_to_offer)
        offer.next_due_at = due_next(offer)
        offer.version += 1
    Offer.objects.bulk_update(offers, _TIMES)


def leave_released_askings(*, limit: int = 500) -> int:
    """Write "left before asked" for those released, as a person confirmed, before anybody asked them; for the tick."""
    gone = list(
        Asking.objects.filter(state=AskingState.DUE, period__release_confirmed_at__isnull=False).values_list(
            "period_id", flat=True
        )[:limit]
    )
    follow_periods(by=SYSTEM, changes=[PeriodChange(pk, ChangeKind.ENDED) for pk in gone])
    return len(gone)
