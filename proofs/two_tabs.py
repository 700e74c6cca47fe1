"""Two tabs open on one record: whoever saves second is refused, nothing of the first is lost, and both versions are told."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from inspect import isfunction, signature
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F

import kinkeeper
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import StaleVersion
from kinkeeper.foundation.models import Versioned
from proofs import inside
from proofs.lives_places import Places, build_places
from proofs.surroundings import ENGINES, Say, database, run_inside
from proofs.two_tabs_table import EDITS, Edit
from tests.offers.offer_world import PASSED_ON, hours

NAME = "two tabs"
GOAL = (
    "Every action that is given the version its form was shown with: saved from a second tab it is refused, changes no column, "
    "and carries both versions. Saved from a fresh tab it raises the version, so that the other tab is refused in turn."
)
PAIRS = 1_000
# What stands inside the actions of the table and is tried with them; and what has a version and no form that sends it back.
INNER = {
    "offers.save_step": "the step that all actions on an offer share",
    "sharing.end_consent": "what withdrawing, narrowing, renewing and objecting share",
    "sharing.agree_after": "what portal.agree_again does beside a consent, or after one",
    "directory.write_entry": "what saving an entry and taking a proposal share",
    "custody.note_stage": "called by intake's",
    "custody.settle_flag": "called by intake's",
    "custody.plan_release": "called by intake's",
}
NO_FORM = {
    "agencies.Agency": "changed at the command line alone",
    "agencies.Agreement": "written once",
    "people.Identity": "written whole with an interview, under the asking's version",
    "people.Whereabouts": "as identity",
    "people.Kin": "as identity",
    "people.Demographics": "as identity",
    "people.Health": "as identity",
}


def prove(*, seed: int, whole: bool, say: Say) -> dict[str, object]:
    """So many pairs, half on each engine; and that the table is whole."""
    found: dict[str, dict[str, Any]] = {}
    for engine in ENGINES:
        with database(engine) as environment:
            pairs = PAIRS // len(ENGINES) if whole else len(EDITS)
            found[engine] = run_inside(environment, "proofs.two_tabs:pairs", say, seed=seed, count=pairs)
    one_of_each = list(found.values())
    return {
        "checked": sum(one["pairs"] for one in one_of_each),
        "what": f"pairs over {len(EDITS)} actions of {one_of_each[0]['models']} kinds of record",
        "differences": sum(len(one["wrong"]) for one in one_of_each),
        "examples": [sentence for one in one_of_each for sentence in one["wrong"]][:8],
        "pairs": {engine: one["pairs"] for engine, one in found.items()},
        "planted": {
            "fault": "an action that saves whatever version it was shown",
            "seen": all(o["planted"] for o in one_of_each),
        },
    }


def pairs(*, seed: int, count: int) -> dict[str, Any]:
    """So many pairs, each action in turn."""
    places = build_places()
    wrong = uncovered()
    models: Counter[str] = Counter()
    for number in range(count):
        name = list(EDITS)[number % len(EDITS)]
        kind, problems = one_pair(places, EDITS[name], random.Random(seed * 10_000 + number))
        models[kind] += 1
        wrong += [f"{name}: {problem}" for problem in problems]
        if (number + 1) % 100 == 0:
            inside.say(f"{number + 1} pairs, {len(wrong)} wrong")
    lacking = {model._meta.label for model in versioned()} - set(models) - set(NO_FORM)
    wrong += [f"{label} has a version, and no action here edits it" for label in sorted(lacking) if count >= len(EDITS)]
    return {"pairs": count, "models": len(models), "wrong": wrong, "planted": planted_is_seen(places)}


def one_pair(places: Places, edit: Edit, chance: random.Random) -> tuple[str, list[str]]:
    """Two tabs on one record: what kind of record it was, and what went wrong."""
    with transaction.atomic(), clock_reading(PASSED_ON + hours(2)):
        try:
            record, do = edit(places, chance)
        except Exception as broke:  # noqa: BLE001  (a finding, in words)
            transaction.set_rollback(True)
            return "", [f"cannot be come to: {type(broke).__name__}: {broke}"]
        shown = record.version
        problems = _fresh(record, do, shown)
        _somebody_saves(record)
        first = _row(record)
        try:
            with transaction.atomic():
                do(shown)
            problems.append("the second tab was let through")
        except StaleVersion as refused:
            problems += _both(refused, record, shown)
        except Exception as other:  # noqa: BLE001  (a finding, in words)
            problems.append(f"refused by {type(other).__name__} and not as stale")
        if _row(record) != first:
            problems.append("the first tab's words were overwritten")
        transaction.set_rollback(True)
    return type(record)._meta.label, problems


def _fresh(record: Versioned, do: Any, shown: int) -> list[str]:
    """From a fresh tab it is done, and raises the version (this trial is undone)."""
    state = dict(record.__dict__)
    problems = []
    try:
        with transaction.atomic():
            do(shown)
            if _row(record)["version"] <= shown:
                problems.append("saved, and the version stayed: the other tab would overwrite it")
            transaction.set_rollback(True)
    except Exception as broke:  # noqa: BLE001  (a finding, in words)
        problems.append(f"a fresh tab was refused: {type(broke).__name__}: {broke}")
    record.__dict__.clear()
    record.__dict__.update(state)
    return problems


def _somebody_saves(record: Versioned) -> None:
    """The first tab: saved between the second one's showing and its saving. Its page object knows nothing of it."""
    type(record)._base_manager.filter(pk=record.pk).update(version=F("version") + 1)


def _row(record: Versioned) -> dict[str, Any]:
    return type(record)._base_manager.filter(pk=record.pk).values().get()


def _both(refused: StaleVersion, record: Versioned, shown: int) -> list[str]:
    theirs = getattr(refused, "theirs", None)
    problems = []
    if theirs is None or type(theirs) is not type(record) or theirs.version <= shown:
        problems.append("the refusal does not carry what stands now")
    if not isinstance(getattr(refused, "yours", None), dict):
        problems.append("the refusal does not carry what was typed")
    return problems


def versioned() -> list[type[Versioned]]:
    """Every kind of record that has a version."""
    return [model for model in apps.get_models() if issubclass(model, Versioned)]


def actions_with_a_version() -> Iterator[str]:
    """Every public function of a room's actions that is given the version that was seen: `room.name`."""
    root = Path(kinkeeper.__file__).parent
    for module in walk_packages([str(root)], "kinkeeper."):
        parts = module.name.split(".")
        if "actions" not in parts or "migrations" in parts:
            continue
        loaded = import_module(module.name)
        for name, function in vars(loaded).items():
            own = isfunction(function) and function.__module__ == module.name and not name.startswith("_")
            if own and "seen" in signature(function).parameters:
                yield f"{parts[1]}.{name}"


def uncovered() -> list[str]:
    """Actions with a version that the table lacks, and lines of the table that nothing is behind."""
    there = set(actions_with_a_version())
    covered = set(EDITS) | set(INNER)
    return [
        *(f"{name} is given a version and is not tried here" for name in sorted(there - covered)),
        *(f"{name} is in the table, and there is no such action" for name in sorted(covered - there)),
    ]


def planted_is_seen(places: Places) -> bool:
    """Whether an action that takes any version, and one the table does not have, are both found out."""
    honest = EDITS["people.set_route_safety"]

    def careless(places: Places, chance: random.Random) -> tuple[Versioned, Any]:
        record, do = honest(places, chance)
        return record, lambda _seen: do(_row(record)["version"])

    _, problems = one_pair(places, careless, random.Random(1))
    forgotten = EDITS.pop("people.set_route_safety")
    missing = uncovered()
    EDITS["people.set_route_safety"] = forgotten
    let_through = {"the second tab was let through", "the first tab's words were overwritten"} <= set(problems)
    return let_through and missing == ["people.set_route_safety is given a version and is not tried here"]
