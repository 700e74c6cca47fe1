"""Who changed what an agency has set about asking and offering, as the ledger holds it: for those who may change it too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kinkeeper.agencies.queries import names_of_staff
from kinkeeper.foundation.actors import Actor
from kinkeeper.ledger.queries import done_at
from kinkeeper.offers.models import AskingArrangement

if TYPE_CHECKING:
    from kinkeeper.ledger.models import Entry

ASKING_TIMES = ("worry_minutes", "check_hours", "draft_days")
SERVICE_NUMBERS = ("tries", "days_between", "remind_hours", "escalate_hours", "keep_days")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: numbers by their codes, each from what to what; a team let in or out; or words, which no ledger holds."""

    at: datetime
    who: str
    numbers: tuple[tuple[str, str, str], ...] = ()
    team: str = ""
    is_let_in: bool = False
    words: str = ""  # the code of words that were written anew


def before_and_after(names: Sequence[str], before: object, after: object) -> dict[str, int | str]:
    """What the ledger says of a change of numbers: each as it is now, and all as they were."""
    return {
        **{name: int(getattr(after, name)) for name in names},
        "before": "/".join(str(getattr(before, name)) for name in names),
    }


def changes_of_asking(by: Actor) -> list[Change]:
    """What people at the actor's prison last changed of its asking, the newest first: two queries beside the ledger's."""
    entries = done_at(by.agency_reference, ("change_asking_times", "arrange_asking", "end_arrangement"))
    return _changes(entries, ASKING_TIMES)


def changes_of_offering(by: Actor) -> list[Change]:
    """The same of what the actor's service has set."""
    return _changes(done_at(by.agency_reference, ("change_service_settings",)), SERVICE_NUMBERS)


def _changes(entries: Sequence[Entry], names: Sequence[str]) -> list[Change]:
    staff = names_of_staff({entry.actor for entry in entries})
    teams = _teams(entry.detail["team"] for entry in entries if "team" in entry.detail)
    found = []
    for entry in entries:
        who, team = staff.get(entry.actor, ""), teams.get(entry.detail.get("team", ""), "")
        numbers = _numbers(names, entry.detail)
        words = "open_hours" if entry.detail.get("open_hours_changed") else ""
        if numbers or team or words:
            found.append(Change(entry.at, who, numbers, team, entry.action == "arrange_asking", words))
    return found


def _numbers(names: Sequence[str], detail: dict[str, object]) -> tuple[tuple[str, str, str], ...]:
    before = str(detail.get("before", "")).split("/")
    if len(before) != len(names):
        return ()
    return tuple((name, was, str(detail[name])) for name, was in zip(names, before, strict=True) if was != str(detail[name]))


def _teams(references: Iterable[str]) -> dict[str, str]:
    rows = AskingArrangement.objects.filter(team__reference__in=set(references))
    return dict(rows.values_list("team__reference", "team__name"))
