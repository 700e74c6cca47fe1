"""Every route, as everybody, for records of every state, by every method: what is hidden answers as what never was."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import islice

from proofs.addresses import Route, every_route
from proofs.asking import METHODS, Answer, ask, repeatable, seed_for
from proofs.nearness import TOLD_TO_STOP, near
from proofs.planted import offers_without_scope
from proofs.staffing import Persona
from proofs.world import INVENTED, OWN, STATES, World, world

NAME = "every route, as everybody: what is hidden answers as what never was"
GOAL = "every route x persona x state of the record x method: at least 20,000 probes, 0 leaks, hidden = nonexistent"
WHOLE, SHARE = 20_500, 500
# What a form might carry: enough to come past the first check of many.
BODY = {
    "version": "1", "do": "end", "reason": "Because", "words": "Some words", "answer": "accepted", "state": "done",
    "form_key": "0123456789abcdef0123456789abcdef", "search": "Own", "step": "yes", "outcome": "right", "why": "Because",
}  # fmt: skip
PLAIN = ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing to ask: a route as somebody, for records in these states; `hidden` says which of them are hidden."""

    route: Route
    persona: str
    states: tuple[str, ...]
    method: str
    hidden: tuple[bool, ...]


@dataclass
class Found:
    """What the probes found."""

    checked: int = 0
    hidden: int = 0
    leaks: list[str] = field(default_factory=list)
    unequal_work: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    routes: set[str] = field(default_factory=set)

    @property
    def all(self) -> list[str]:
        """Everything found: what was told, what broke, and where the database works otherwise for what is hidden."""
        return [*self.leaks, *self.broken, *self.unequal_work]


def prove(*, seed: int, whole: bool, say: Callable[[str], None]) -> dict[str, object]:
    """Walk every route as everybody by GET and POST, then the rest by lot; the share has every route at least once."""
    found = walk(seed=seed, share=WHOLE if whole else SHARE, say=say)
    planted = walk(seed=seed, share=SHARE, fault=offers_without_scope, only="offers:", say=say)
    return {
        "checked": found.checked,
        "what": "probes",
        "hidden_compared": found.hidden,
        "differences": len(found.all),
        "leaks": len(found.leaks),
        "hidden_with_other_work_for_the_database": len(found.unequal_work),
        "server_errors": len(found.broken),
        "examples": found.all[:20],
        "routes": len(found.routes),
        "statuses": dict(sorted(found.statuses.items())),
        "planted": {"fault": f"offers looked up without scope: {len(planted.leaks)} leaks", "seen": bool(planted.leaks)},
    }


def walk(
    *,
    seed: int,
    share: int,
    fault: Callable[[], AbstractContextManager[None]] = nullcontext,
    only: str = "",
    say: Callable[[str], None] = print,
) -> Found:
    """Ask, compare and count. `share` limits how many; `only` keeps to routes whose name begins so."""
    here, found = world(), Found()
    routes = [route for route in every_route() if route.name.startswith(only)]
    chosen = list(probes(routes, here, random.Random(seed)))
    random.Random(seed).shuffle(chosen)
    every = share > SHARE  # each route as everybody, or each route at least
    first = {(probe.route.path, *((probe.persona, probe.method) if every else ())): probe for probe in chosen}
    kept = [probe for probe in first.values() if probe.method in PLAIN or not every]
    chosen = list(islice(dict.fromkeys([*kept, *chosen]), max(share, len(kept))))
    nothing: dict[tuple[object, ...], Answer] = {}
    with here.in_use(seed=seed), repeatable(), fault():
        for number, probe in enumerate(chosen):
            _try(probe, here, found, nothing)
            if number % 5_000 == 4_999:
                say(f"{number + 1:,} of {len(chosen):,} probes, {len(found.leaks)} leaks")
    here.database.close()
    return found


def probes(routes: list[Route], here: World, chance: random.Random) -> Iterator[Probe]:
    """Every route, persona and state by GET and POST; the other methods for a third of them."""
    for route in routes:
        for persona in here.personas:
            for states in _states(route):
                hidden = tuple(
                    state != INVENTED and not _near(route, kind, state, persona)
                    for kind, state in zip(route.kinds, states, strict=True)
                )
                if not route.addresses(here.records, states, first=True):
                    continue
                for method in METHODS:
                    if method in PLAIN or chance.random() < 1 / 3:
                        yield Probe(route, persona, states, method, hidden)


def _near(route: Route, kind: str, state: str, persona: str) -> bool:
    return near(kind, state, persona) or persona in TOLD_TO_STOP.get((route.name, state), set())


def _states(route: Route) -> list[tuple[str, ...]]:
    """All parts alike; and, where an address names two records, one's own with every other."""
    if len(route.kinds) < 2:
        return [(state,) for state in STATES] if route.kinds else [()]
    mixed = [(OWN,) * place + (state,) + (OWN,) * (len(route.kinds) - place - 1) for place in range(len(route.kinds))
             for state in STATES]  # fmt: skip
    return list(dict.fromkeys([*((state,) * len(route.kinds) for state in STATES), *mixed]))


def _try(probe: Probe, here: World, found: Found, nothing: dict[tuple[object, ...], Answer]) -> None:
    persona = here.personas[probe.persona]
    for address in probe.route.addresses(here.records, probe.states, first=True):
        answer = _ask(persona, address.path, probe)
        found.checked += 1
        found.statuses[answer.status] += 1
        found.routes.add(probe.route.name)
        if answer.status >= 500:
            found.broken.append(f"{probe.method} {probe.route.name} as {probe.persona} {probe.states}: {answer.status}")
        if not any(probe.hidden):
            return
        found.hidden += 1
        instead = tuple(INVENTED if hidden else state for hidden, state in zip(probe.hidden, probe.states, strict=True))
        [never] = probe.route.addresses(here.records, instead, first=True)
        key = (probe.route.path, probe.persona, instead, probe.method)
        if key not in nothing:
            nothing[key] = _ask(persona, never.path, probe).without(never.references)
        _compare(probe, answer, address.references, nothing[key], found)


def _ask(persona: Persona, path: str, probe: Probe) -> Answer:
    form = BODY if probe.method == "POST" else None
    return ask(persona, path, method=probe.method, form=form, seed=seed_for(probe.route.path, probe.method))


def _compare(probe: Probe, answer: Answer, references: tuple[str, ...], never: Answer, found: Found) -> None:
    where = f"{probe.method} {probe.route.name} as {probe.persona} {probe.states}"
    if difference := answer.without(references).difference(never):
        found.leaks.append(f"{where}: {difference}")
    elif answer.queries != never.queries:
        found.unequal_work.append(f"{where}: {answer.queries} statements, {never.queries} for what never was")
