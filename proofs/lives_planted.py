"""Faults to plant in lives, and whether they are seen: most in a life made for the fault, some in any life."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.offers.actions import asking_undo, moves, offer_cover, offer_notices
from kinkeeper.sharing import permissions
from kinkeeper.sharing.actions import disclosing, erasing, glass, reviews
from kinkeeper.sharing.models import Involvement
from kinkeeper.sharing.queries import standing_rows
from kinkeeper.sharing.types import Purpose
from proofs.lives_places import Places
from proofs.lives_watch import LENGTH, Telling, Watch, in_place_of, one_life
from proofs.lives_world import Life

RANDOM_LIVES = 10


def _never_withdrawn() -> Any:
    return in_place_of(standing_rows, "LIVE", "basis.starts_at <= %(now)s")


def _remembered() -> Any:
    kept: dict[Any, Any] = {}
    honest = disclosing.standings

    def remembering(by: Actor, purpose: Purpose, ids: Any) -> Any:
        key = (by.reference, purpose, tuple(ids))
        if key not in kept or not any(standing.bases for standing in kept[key].values()):
            kept[key] = honest(by, purpose, ids)
        return kept[key]

    return in_place_of(disclosing, "standings", remembering)


def _nothing(**_: object) -> list[int]:
    return []


@contextmanager
def _anybody_opens() -> Iterator[None]:
    kinds = in_place_of(permissions, "LOOKS_AFTER_CHILDREN", frozenset(AgencyKind))
    with kinds, in_place_of(permissions, "BREAKS_GLASS", frozenset(Role)):
        yield


@contextmanager
def _open_to_colleagues() -> Iterator[None]:
    """The agency works with whoever was opened, and the opening is not asked whose it was."""
    ended = "coalesce(basis.ends_at <= %(now)s, FALSE)"
    in_its_time = f"basis.starts_at <= %(now)s AND basis.withdrawn_at IS NULL AND NOT {ended}"
    with in_place_of(glass, "enqueue", _open_to_all), in_place_of(standing_rows, "LIVE", in_its_time):
        yield


def _open_to_all(_job: str, **_: object) -> None:
    Involvement.objects.update(member=None)


def _a_letter_waits(watch: Watch) -> None:
    """A notice is written, and its letter waits in the queue; then the prison says: do not contact."""
    watch.certainly(Life.receive, Life.permit, Life.pass_on)
    watch.life.moment += timedelta(hours=14)
    watch.tick()
    watch.certainly(Life.stop)
    watch.post_goes()


def _handed_to_the_other_team(watch: Watch) -> None:
    watch.certainly(Life.receive, Life.permit, Life.pass_on, lambda life: life.hand_over_to(life.places.offers.west))


def _taken_on_elsewhere(watch: Watch) -> None:
    watch.certainly(Life.receive, Life.permit, Life.pass_on, Life.transfer)
    watch.certainly(Life.propose_service, Life.parent_agrees, Life.take_on)


def _an_hour_goes_by(watch: Watch) -> None:
    watch.certainly(Life.receive, Life.permit, lambda life: life.open_glass(life.maya))
    watch.life.moment += timedelta(minutes=61)


def _everybody_tries(watch: Watch) -> None:
    watch.certainly(Life.receive, Life.permit)
    for _ in range(8):
        watch.happens(Life.try_glass)


def _one_record_is_opened(watch: Watch) -> None:
    watch.certainly(Life.receive, Life.permit, lambda life: life.open_glass(life.maya))


def _undone_after_passing_on(watch: Watch) -> None:
    watch.certainly(Life.receive, Life.permit, Life.pass_on, Life.undo_permission)


def _undone_before(watch: Watch) -> None:
    watch.certainly(Life.receive, Life.permit, Life.undo_permission)
    watch.nothing_is_left()


def _nobody_needs_it(watch: Watch) -> None:
    watch.certainly(Life.receive, Life.permit, Life.pass_on, Life.end_at_review)


def _maya_is_erased(watch: Watch) -> None:
    watch.certainly(Life.receive, Life.permit, lambda life: life.erase_one(life.maya))
    watch.nothing_is_left()


def _held_and_erased(watch: Watch) -> None:
    watch.certainly(Life.receive)
    for _ in range(8):
        watch.happens(lambda life: life.erase_one(life.danny))


@dataclass(frozen=True, slots=True)
class Plant:
    """A fault, the life in which it must show (None: any life), and how it is told of."""

    fault: Callable[[], Any]
    life: Callable[[Watch], None] | None = None
    told_as: str = "told:"


PLANTS: dict[str, Plant] = {
    "a basis holds for ever once it was given": Plant(_never_withdrawn),
    "what a reader may see is remembered from the first time": Plant(_remembered),
    "a letter is not asked again before it leaves": Plant(
        lambda: in_place_of(offer_notices, "_still_holds", lambda *_: True),
        _a_letter_waits,
        "left after what it tells of had ended",
    ),
    "the former team works on with a family that was handed over": Plant(
        lambda: in_place_of(offer_cover, "end_involvements", _nothing), _handed_to_the_other_team
    ),
    "the former service keeps a family that another took on": Plant(
        lambda: in_place_of(moves, "let_go", _nothing), _taken_on_elsewhere
    ),
    "an opened record stays open after its hour": Plant(
        lambda: in_place_of(glass, "LASTS", timedelta(hours=9)), _an_hour_goes_by
    ),
    "whoever wants to opens a record": Plant(_anybody_opens, _everybody_tries, "opened a record"),
    "an opened record is open to all colleagues": Plant(_open_to_colleagues, _one_record_is_opened),
    "a yes that was never said leaves the service what it was passed": Plant(
        lambda: in_place_of(asking_undo, "end_passing_on", _nothing), _undone_after_passing_on
    ),
    "a yes that was never said leaves the names": Plant(
        lambda: in_place_of(asking_undo, "forget_people", _nothing), _undone_before, "left:"
    ),
    "a review that ends a ground ends nothing": Plant(
        lambda: in_place_of(reviews, "withdraw_basis", _nothing), _nobody_needs_it
    ),
    "whoever was erased is named still": Plant(
        lambda: in_place_of(erasing, "forget_person", _nothing), _maya_is_erased, "left:"
    ),
    "whoever is held is erased all the same": Plant(
        lambda: in_place_of(erasing, "law_keeps", lambda _: ()), _held_and_erased, "whom the law keeps"
    ),
}


def planted_is_seen(places: Places, plant: Plant) -> bool:
    """Whether a planted fault is told of: in the life made for it, which must be clean without it, or in some of any lives."""
    if plant.life is not None:
        return not _lived(places, plant.life).wrong and _tells(plant, _lived(places, plant.life, plant.fault))
    for number in range(RANDOM_LIVES):
        total = Telling()
        with plant.fault():
            one_life(places, 777_000 + number, LENGTH, total)
        if _tells(plant, total):
            return True
    return False


def _tells(plant: Plant, total: Telling) -> bool:
    return any(plant.told_as in words for words in total.wrong)


def _lived(places: Places, story: Callable[[Watch], None], fault: Callable[[], Any] | None = None) -> Telling:
    """One certain life, undone at its end; with a fault in it, or without."""
    life, total = Life(places, random.Random(1)), Telling()
    with transaction.atomic(), clock_reading(lambda: life.moment):
        watch = Watch(life, total, story.__name__.strip("_"))
        if fault is None:
            story(watch)
            watch.everybody_asks()
        else:
            with fault():
                story(watch)
                watch.everybody_asks()
        transaction.set_rollback(True)
    return total
