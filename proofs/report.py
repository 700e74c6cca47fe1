"""The page that tells what was proved: `docs/reference/proofs.md`, in plain words."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from proofs.surroundings import ROOT

PAGE = ROOT / "docs" / "reference" / "proofs.md"

HEAD = """# What was proved

Written by `make prove`, never by hand. Each proof plants faults and must see them: a proof that cannot fail proves
nothing. A share of each runs in `make test`. What a proof does not reach is said in its module, in the folder `proofs/`.
"""


@dataclass(frozen=True)
class Result:
    """What one proof found. `trouble` holds its last words when it broke."""

    name: str
    title: str
    goal: str
    found: Mapping[str, Any]
    seconds: float
    broke: str
    processor: float = 0.0  # seconds of it, in its own processes; not those of the database's server

    @property
    def wrong(self) -> int:
        """How many differences, however the proof calls them: a number or a list."""
        found = self.found.get("differences", self.found.get("found", 0))
        return len(found) if isinstance(found, list | dict | tuple) else int(found)

    @property
    def planted(self) -> list[tuple[str, bool]]:
        """Each fault that was planted, and whether it was seen."""
        return list(_planted(self.found.get("planted")))

    @property
    def sound(self) -> bool:
        """Whether it ran, checked something, found nothing, and saw every fault that was planted."""
        told = "differences" in self.found or "found" in self.found
        ran = not self.broke and told and bool(self.found.get("checked")) and bool(self.planted)
        return ran and self.wrong == 0 and all(seen for _, seen in self.planted)

    @property
    def figure(self) -> str:
        """The result in a few words."""
        if self.broke:
            return "broke"
        return f"{int(self.found.get('checked', 0)):,} {self.found.get('what', 'checked')}, {self.wrong} wrong"

    @property
    def trouble(self) -> str:
        """What to look at when it is not sound."""
        unseen = [f"planted and not seen: {fault}" for fault, seen in self.planted if not seen]
        return "\n".join([self.broke, *unseen, *map(str, self.found.get("examples", ()))]).strip()


def _planted(planted: Any) -> Iterable[tuple[str, bool]]:
    """`{"fault": …, "seen": …}`, a list of these, or faults by name with whether each was seen."""
    if isinstance(planted, list | tuple):
        for one in planted:
            yield from _planted(one)
    elif isinstance(planted, Mapping) and "seen" in planted:
        yield str(planted.get("fault", planted.get("planted", "a fault"))), bool(planted["seen"])
    elif isinstance(planted, Mapping):
        yield from ((str(fault), bool(seen)) for fault, seen in planted.items())
    elif planted:
        yield str(planted), True


def page(results: list[Result], *, seed: int, minutes: float) -> str:
    """The whole page."""
    sound = sum(result.sound for result in results)
    lines = [
        HEAD,
        f"* On {datetime.now(UTC):%d %B %Y at %H:%M} UTC, from commit `{_git('rev-parse', '--short', 'HEAD')}`"
        f"{' with changes not yet committed' if _git('status', '--porcelain', '--untracked-files=no') else ''}.",
        f"* Seed {seed}. {minutes:.0f} minutes on {os.cpu_count()} cores, Python {platform.python_version()}, {AT_ONCE_WORDS}.",
        f"* {sound} of {len(results)} proofs hold. Minutes are the clock's; those of a processor leave PostgreSQL's own out.",
        "",
        "| proof | figure | wrong | planted fault seen | minutes | of a processor |",
        "|---|---|---|---|---|---|",
    ]
    for result in results:
        seen = "yes" if result.planted and all(seen for _, seen in result.planted) else "**no**"
        checked = "" if result.broke else f"{int(result.found.get('checked', 0)):,} {result.found.get('what', '')}".strip()
        wrong = "**broke**" if result.broke else str(result.wrong) if result.wrong == 0 else f"**{result.wrong}**"
        minutes_of = f"{result.seconds / 60:.1f} | {result.processor / 60:.1f}"
        lines.append(f"| {result.title} | {checked} | {wrong} | {seen} | {minutes_of} |")
    for result in results:
        lines += ["", f"## {result.title[:1].upper()}{result.title[1:]}", result.goal, ""]
        lines += [f"* {_words(name)}: {_said(value)}" for name, value in result.found.items() if name not in _TOLD_ELSEWHERE]
        lines += [f"* Planted: {fault}. {'Seen.' if seen else '**Not seen.**'}" for fault, seen in result.planted]
        if not result.sound:
            lines += ["", "**This proof does not hold.**", "", "```", result.trouble, "```"]
    return "\n".join(lines).rstrip() + "\n"


AT_ONCE_WORDS = "two proofs at a time"
_TOLD_ELSEWHERE = {"planted", "examples", "what"}


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{_plain(name)} {_said(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_said, value)) or "none"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _plain(name: object) -> str:
    return str(name).replace("_", " ")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, check=False, capture_output=True, text=True)
    return done.stdout.strip()
