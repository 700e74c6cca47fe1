"""A word of its own in every protected field, looked for in all that leaves: pages, files, letters, logs, queue, cache."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

from django.core import mail

from kinkeeper.accounts.models import User
from kinkeeper.agencies.queries import actor_for
from kinkeeper.foundation.actors import NOBODY, Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.recurring import run_duties
from kinkeeper.portal.queries import family_actor_for
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.queries.consents import children_spoken_for
from kinkeeper.sharing.types import Purpose
from proofs.asking import repeatable
from proofs.canary_words import PATTERN, Canary
from proofs.crawl import SHARE, WHOLE, Fault, Visit, planted_world, walk
from proofs.planted import everything_is_disclosed
from proofs.second_world import run_queue
from proofs.world import World, world

NAME = "a word of its own in every protected field, looked for in all that leaves"
GOAL = "a word in every protected field, searched in every output, log, address, header, file name, job, cache: 0 not permitted"
_REVIEWERS = frozenset({"sol", "ravi", "pip", "wanda"})
_TO_THE_AGENCY = frozenset({"nadia", "pete", "grace", "wen", "petra", "femi", "ruth", "amir"})
_DECIDE = frozenset({"grace", "petra", "femi", "amir"})
# What somebody may read that no purpose of `sharing` shows: by the field, who, and why.
BESIDE: dict[str, tuple[frozenset[str], str]] = {
    "sharing.GlassBreak.reason": (_REVIEWERS, "their own words, and whoever reviews them"),
    "sharing.GlassBreak.review_words": (_REVIEWERS, "who opened it may read the review"),
    "portal.FamilyRequest.words": (
        _TO_THE_AGENCY,
        "written to this agency, whose readers are named on the page before anything is written",
    ),
    "portal.FamilyRequest.answer": (_TO_THE_AGENCY, "as the words"),
    "sharing.Disagreement.words": (_DECIDE, "who decides between two must read both"),
    "sharing.Disagreement.why": (_DECIDE, "who decided wrote it"),
    "sharing.Basis.reason": (_REVIEWERS | {"sian"}, "who says whether it is still needed must read why it was"),
    "sharing.Basis.law": (_REVIEWERS | {"sian"}, "as the reason"),
    "offers.Draft.body": (frozenset({"tom"}), "the interview that he has begun and not concluded"),
    "intake.Refused.body": (frozenset({"ines"}), "the owner of the feed sent it"),
}


@dataclass
class Found:
    """What was read, and every word in a place where it may not be."""

    checked: int = 0
    served: int = 0
    leaks: list[str] = field(default_factory=list)
    fields: Counter[str] = field(default_factory=Counter)


def prove(*, seed: int, whole: bool, say: Callable[[str], None]) -> dict[str, object]:
    """Walk the planted world and read everything."""
    found, planted = look(seed=seed, share=WHOLE if whole else SHARE, say=say)
    fault, _ = look(seed=seed, share=SHARE, fault=everything_is_disclosed, only="intake:", say=say)
    return {
        "checked": found.checked,
        "what": "answers, letters and log lines read",
        "words_planted": len(planted),
        "fields_planted": len({canary.field for canary in planted.values()}),
        "words_served_with_right": found.served,
        "fields_served": dict(found.fields),
        "differences": len(found.leaks),
        "examples": sorted(set(found.leaks))[:30],
        "planted": {"fault": f"disclosing says yes to everybody: {len(fault.leaks)} words", "seen": bool(fault.leaks)},
    }


def look(
    *, seed: int, share: int, fault: Fault = nullcontext, only: str = "", say: Callable[[str], None] = print
) -> tuple[Found, dict[str, Canary]]:
    """Walk, then let the queue and the duties run, reading letters and logs."""
    here, found = world(), Found()
    planted = planted_world(here)
    with repeatable(), here.in_use(seed=seed), _logs() as logged:
        rights = Rights(here)
        with fault():
            for visit in walk(here, seed=seed, share=share, only=only):
                _read(visit, planted, rights, found)
                if found.checked % 2_000 == 0:
                    say(f"{found.checked:,} requests read, {len(found.leaks)} words out of place")
        mail.outbox.clear()
        run_duties()
        run_queue()
        for letter in mail.outbox:
            found.checked += 1
            found.leaks += [_leak(word, planted, "a letter") for word in PATTERN.findall(f"{letter.subject} {letter.body}")]
        found.leaks += [_leak(word, planted, f"the log: {line[:60]}") for line in logged for word in PATTERN.findall(line)]
    here.database.close()
    return found, planted


def _read(visit: Visit, planted: dict[str, Canary], rights: Rights, found: Found) -> None:
    found.checked += 1
    for word in visit.words:
        if rights.holds(visit.persona, planted[word]):
            found.served += 1
            found.fields[planted[word].field] += 1
        else:
            found.leaks.append(_leak(word, planted, visit.where))
    found.leaks += [_leak(word, planted, f"beside {visit.where}") for word in visit.strays]


def _leak(word: str, planted: dict[str, Canary], where: str) -> str:
    return f"{planted[word].field} ({planted[word].category}) in {where}"


class Rights:
    """Who may see which category of whom for any purpose at all, by the decision itself (proved apart, against Cedar)."""

    def __init__(self, here: World) -> None:
        self._actors = {key: self._actor(persona.user) for key, persona in here.personas.items()}
        self._known: dict[tuple[str, int, Category], bool] = {}

    @staticmethod
    def _actor(user: int | None) -> Actor:
        if user is None:
            return NOBODY
        found = User.objects.get(pk=user)
        actor = actor_for(found)
        return family_actor_for(found) if actor is NOBODY else actor

    def holds(self, persona: str, canary: Canary) -> bool:
        """Whether this persona may read that word."""
        readers, _why = BESIDE.get(canary.field, (frozenset(), ""))
        if persona in readers:
            return True
        key = (persona, canary.person, canary.category)
        if key not in self._known:
            self._known[key] = self._decided(self._actors[persona], canary)
        return self._known[key]

    def _decided(self, actor: Actor, canary: Canary) -> bool:
        if any(may_see(actor, purpose, canary.category, canary.person) for purpose in Purpose):
            return True
        # Somebody who answers for a child is shown the child's first name, to speak for them.
        named = canary.field in {"people.Identity.given_name", "people.Identity.known_as"}
        return actor.is_family and named and canary.person in children_spoken_for(actor)


@contextmanager
def _logs() -> Iterator[list[str]]:
    """Every line logged meanwhile, at the finest level, but for the database's own, which a site never logs."""
    lines: list[str] = []

    class Keeps(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith("django.db"):
                lines.append(record.getMessage())

    keeper, root = Keeps(), logging.getLogger()
    level, refusals = root.level, logging.getLogger("django.request").level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    logging.getLogger("django.request").setLevel(logging.DEBUG)
    handlers = [handler for handler in root.handlers if handler is not keeper]
    for handler in handlers:
        root.removeHandler(handler)
    try:
        yield lines
    finally:
        for handler in handlers:
            root.addHandler(handler)
        root.removeHandler(keeper)
        root.setLevel(level)
        logging.getLogger("django.request").setLevel(refusals)
