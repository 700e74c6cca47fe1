"""Twin worlds: alike but for one parent in custody. Whoever has no right to know is told the same in both, word for word."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import islice

from django.core import mail

from kinkeeper.foundation import search
from kinkeeper.foundation.recurring import run_duties
from proofs.addresses import Route, every_route
from proofs.asking import Answer, ask, repeatable, seed_for
from proofs.planted import places_say_how_many_they_hold
from proofs.second_world import GRAN, PARENT, happens, later, run_queue
from proofs.world import INVENTED, OTHER, OWN, World, world

NAME = "twin worlds, alike but for one parent in custody"
GOAL = "twin worlds alike but for one parent in custody: at least 10,000 pairs of requests, 0 differences"
WHOLE, SHARE = 10_400, 350
# Whoever works at the prison, and in the team to whom the parent let one name be passed on.
MAY_KNOW = frozenset({"moira", "nadia", "pete", "grace"})
TWIN, SECRET = "twin", "secret"
# What somebody curious might put behind an address.
QUERIES = (
    f"q={PARENT}", f"q={GRAN}&page=1", f"search={PARENT}", f"search={PARENT}+Twin&show=all&page=1", "search=Z9999ZZ&show=all",
    "search=Twin", "show=refused", "show=agreed&page=2", "state=passed_on&worker=nobody", "prison=XFM", "prison=XAF&page=999",
    "weeks=4", "weeks=12&by=prison", "kind=prison&q=Fenmoor", "page=2", "page=999999", "sort=-created&order=desc",
    f"q=Fenmoor+{PARENT}", "answer=not_permitted", "size=large", "modified_after=2026-11-19T00:00:00Z&per_page=5",
    f"place=ZZ99+2BB&q={GRAN}", "verb=ListRecords&metadataPrefix=oai_dc", "verb=Identify", "minimal=true", "lang=cy",
)  # fmt: skip
# What somebody curious might send: about the parent, about their mother, about an address that is known.
FORMS: tuple[dict[str, str], ...] = (
    {
        "given_name": PARENT, "family_name": "Twin", "birth_date_0": "4", "birth_date_1": "5", "birth_date_2": "1990",
        "reason": "I am worried about a child tonight.", "email": "beth@example.org", "login": "nadia@example.org",
        "password": "not the password 1", "role": "link_worker", "search": PARENT, "words": PARENT, "name": PARENT, "q": PARENT,
        "route": "07700 900777", "word": "otter", "code": "0000 0000 0000", "version": "1", "do": "end", "step": "find",
        "answer": "accepted", "kind": "phone", "title": PARENT, "form_key": "0123456789abcdef0123456789abcdef",
    },
    {
        "reference": "ZZZZ-ZZZZ", "reason": "A second look.", "email": "nadia@example.org", "login": "never@example.org",
        "password": "not the password 2", "version": "2", "do": "renew", "step": "yes", "search": "Fenmoor", "words": "Fenmoor",
        "outcome": "right", "state": "done", "first_day_0": "1", "first_day_1": "12", "first_day_2": "2026", "name": "Fenmoor",
        "code": "123456", "route": "gran@example.org", "word": "lamp", "title": "Fenmoor", "way": "text",
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """One request, asked in both worlds."""

    route: str
    path: str
    persona: str
    method: str = "GET"
    query: str = ""
    form: int = -1


@dataclass
class Found:
    """What was compared, and where the worlds differ for somebody who has no right to know."""

    checked: int = 0
    letters: int = 0
    differences: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    routes: set[str] = field(default_factory=set)


def prove(*, seed: int, whole: bool, say: Callable[[str], None]) -> dict[str, object]:
    """Ask everything in both worlds, and compare."""
    found = compare(seed=seed, pairs=WHOLE if whole else SHARE, say=say)
    planted = compare(seed=seed, pairs=0, only="directory:list-prisons", fault=places_say_how_many_they_hold, say=say)
    return {
        "checked": found.checked,
        "what": "pairs of answers",
        "letters_compared": found.letters,
        "differences": len(found.differences),
        "examples": found.differences[:20],
        "routes": len(found.routes),
        "statuses": dict(sorted(found.statuses.items())),
        "planted": {
            "fault": f"a public list says how many are held: {len(planted.differences)} differences",
            "seen": bool(planted.differences),
        },
    }


def compare(
    *,
    seed: int,
    pairs: int,
    only: str = "",
    fault: Callable[[], AbstractContextManager[None]] = nullcontext,
    say: Callable[[str], None] = print,
) -> Found:
    """Ask `pairs` of the requests there are (each route at least once), in both worlds, and compare the answers."""
    first, second, found = world(), world(), Found()
    with repeatable():
        letters = [_live(here, seed, held=held) for here, held in ((first, False), (second, True))]
        found.letters, unlike = _same_letters(*letters)
        found.differences += unlike
        first.records = second.records = _records(first, second)
        routes = [route for route in every_route() if route.name.startswith(only)]
        people = [key for key in first.personas if key not in MAY_KNOW]
        chosen = list(_choose(routes, people, first, pairs, random.Random(seed)))
        with fault():
            for number, pair in enumerate(chosen):
                _compare(pair, first, second, found, seed)
                if number % 2_000 == 1_999:
                    say(f"{number + 1:,} of {len(chosen):,} pairs, {len(found.differences)} differences")
            if not only:
                _search(first, second, people, found, seed)
    first.database.close()
    second.database.close()
    return found


def _live(here: World, seed: int, *, held: bool) -> list[tuple[str, str]]:
    """What happens in one world, then what goes on in both; answers the letters that left, with their addressees."""
    with here.in_use(seed=seed + 1):
        mail.outbox.clear()
        happens(here, held=held)
    with here.in_use(seed=seed + 2):
        later(here)
        run_duties()
        run_queue()
        return [(letter.to[0], f"{letter.subject}\n{letter.body}") for letter in mail.outbox]


def _same_letters(one: list[tuple[str, str]], two: list[tuple[str, str]]) -> tuple[int, list[str]]:
    """Letters to those with no right to know are the same in both worlds."""
    knowing = {f"{key}@example.org" for key in MAY_KNOW}
    mine, theirs = ([letter for letter in letters if letter[0] not in knowing] for letters in (one, two))
    return len(mine), [] if mine == theirs else [f"letters: {set(mine) ^ set(theirs)}"]


def _records(first: World, second: World) -> dict[str, dict[str, str]]:
    """The records to ask for: those of both worlds, and those that only the second has."""
    merged = {kind: dict(states) for kind, states in first.records.items()}
    for kind, states in second.records.items():
        merged.setdefault(kind, {}).update(states)
    return merged


def _choose(routes: list[Route], people: list[str], here: World, pairs: int, chance: random.Random) -> Iterator[Pair]:
    plain = [pair for route in routes for pair in _gets(route, people, here)]
    varied = [pair for route in routes for pair in _variants(route, people, here)]
    chance.shuffle(plain)
    chance.shuffle(varied)
    every = dict.fromkeys([*{(pair.route, pair.path): pair for pair in plain}.values()])
    if pairs == 0:
        yield from plain
        return
    yield from islice(dict.fromkeys([*every, *_turns(plain, varied)]), max(pairs, len(every) if pairs > SHARE else pairs))


def _turns(one: list[Pair], two: list[Pair]) -> Iterator[Pair]:
    for place in range(max(len(one), len(two))):
        yield from one[place : place + 1]
        yield from two[place : place + 1]


def _gets(route: Route, people: list[str], here: World) -> Iterator[Pair]:
    for state in (TWIN, SECRET, OWN, OTHER, INVENTED) if route.kinds else ("",):
        states = [state if state in here.records.get(kind, {}) else OWN for kind in route.kinds]
        for address in route.addresses(here.records, states):
            for persona in people:
                yield Pair(route.name, address.path, persona)


def _variants(route: Route, people: list[str], here: World) -> Iterator[Pair]:
    for pair in _gets(route, people, here):
        if not route.kinds:
            yield from (Pair(route.name, pair.path, pair.persona, query=query) for query in QUERIES)
        for number in range(len(FORMS)):
            yield Pair(route.name, pair.path, pair.persona, "POST", form=number)


def _compare(pair: Pair, first: World, second: World, found: Found, seed: int) -> None:
    one, two = (_ask(pair, here, seed) for here in (first, second))
    found.checked += 1
    found.statuses[one.status] += 1
    found.routes.add(pair.route)
    if one.told() != two.told():
        found.differences.append(f"{pair.method} {pair.path}?{pair.query} as {pair.persona}: {one.difference(two)}")


def _ask(pair: Pair, here: World, seed: int) -> Answer:
    with here.in_use():
        form = FORMS[pair.form] if pair.form >= 0 else None
        again = seed_for(seed, pair)
        return ask(here.personas[pair.persona], pair.path, method=pair.method, query=pair.query, form=form, seed=again)


def _search(first: World, second: World, people: list[str], found: Found, seed: int) -> None:
    """The index is one on the disk, so each world builds its own in turn and answers every search."""
    told: list[list[Answer]] = []
    asked = [(path, query, persona) for path in ("/search/", "/search/suggest/") for query in QUERIES for persona in people[:6]]
    for number, here in enumerate((first, second)):
        with here.in_use(seed=seed + 3 + number):  # apart, for each makes a folder with a name by chance
            search.rebuild()
        told.append([_ask(Pair("search", path, persona, query=query), here, seed) for path, query, persona in asked])
    for (path, query, persona), one, two in zip(asked, *told, strict=True):
        found.checked += 1
        found.statuses[one.status] += 1
        if one.told() != two.told():
            found.differences.append(f"{path}?{query} as {persona}: {one.difference(two)}")
