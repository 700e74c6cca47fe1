"""Walking every route of a world full of canaries, once for two proofs: what was served to whom, and what the ledger says."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pypdf
from django.db import connection

from proofs.addresses import Address, Route, every_route
from proofs.asking import Answer, ask, seed_for
from proofs.canary_words import PATTERN, Canary, plant, protected_fields
from proofs.filling import forms_on
from proofs.staffing import Persona
from proofs.world import DELETED, INVENTED, OWN, STATES, World

Fault = Callable[[], AbstractContextManager[None]]
WHOLE, SHARE = 2_500, 250  # addresses asked for, beside every route at least once
_LIVE = tuple(state for state in STATES if state not in {DELETED, INVENTED})
_WRITES = re.compile(r'^(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"')
_NAMES = re.compile(r'"(\w+)"')


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of the walk, and its answer."""

    route: str
    persona: str
    path: str
    method: str
    form: tuple[tuple[str, str], ...]
    answer: Answer
    words: frozenset[str]  # canaries in what was served: body, headers, cookies
    strays: frozenset[str]  # canaries in letters, the queue, the session, the cache

    @property
    def where(self) -> str:
        """Method, route, persona and address, for a report."""
        return f"{self.method} {self.route} as {self.persona}: {self.path}"


def protected_tables() -> frozenset[str]:
    """The tables in which some field is personal data."""
    return frozenset(model._meta.db_table for model, _, _ in protected_fields())


def tables_in(answer: Answer) -> frozenset[str]:
    """The tables that the statements of an answer name."""
    return frozenset(name for sql in answer.statements for name in _NAMES.findall(sql))


def tables_written(answer: Answer) -> frozenset[str]:
    """The tables that they write."""
    return frozenset(found[1] for sql in answer.statements if (found := _WRITES.match(sql)))


def planted_world(here: World) -> dict[str, Canary]:
    """Fill a world with canaries."""
    with here.in_use():
        return plant()


def walk(here: World, *, seed: int, share: int, only: str = "") -> Iterator[Visit]:
    """Every route as everybody by GET; and every form found on a page, filled in twice, by POST."""
    asked = [
        (route, persona, address)
        for route in every_route()
        if route.name.startswith(only)
        for persona in here.personas.values()
        for address in _addresses(route, here)
    ]
    random.Random(seed).shuffle(asked)
    first = {(route.path, persona.key in _BUSY): (route, persona, address) for route, persona, address in asked}
    asked = list(dict.fromkeys([*first.values(), *asked[:share]]))
    sent: set[tuple[str, str, str]] = set()
    for route, persona, address in asked:
        visit = _visit(route.name, persona, address.path, "GET", {})
        yield visit
        if visit.answer.status != 200 or b"<form" not in visit.answer.body:
            continue
        for form in forms_on(visit.answer.text, address.path):
            key = (route.name, form.action.split("?")[0] if not route.kinds else route.path, persona.key)
            if not form.action.startswith("/") or "sign-out" in form.action or key in sent:
                continue
            sent.add(key)
            for which in (0, -1):
                yield _visit(route.name, persona, form.action, "POST", form.filled(which))


_BUSY = frozenset({"nadia", "tom", "carer", "petra", "sol", "joan", "cora", "ines"})


def _addresses(route: Route, here: World) -> list[Address]:
    if not route.kinds:
        return route.addresses(here.records, ())
    return [
        address
        for state in (*_LIVE, "twin", "due")
        for address in route.addresses(
            here.records, [state if state in here.records.get(kind, {}) else OWN for kind in route.kinds]
        )
        if any(state in here.records.get(kind, {}) for kind in route.kinds)
    ]


def again(visit: Visit, here: World, *, after: Callable[[], int]) -> Answer:
    """The same request once more; `after` is asked before what it did is taken back."""
    return _ask(here.personas[visit.persona], visit.path, visit.method, dict(visit.form), after=after)


def _visit(route: str, persona: Persona, path: str, method: str, form: dict[str, str]) -> Visit:
    answer = _ask(persona, path, method, form)
    served = f"{_text(answer)} {answer.headers}"
    beside = f"{answer.letters} {answer.queue} {answer.kept}"
    typed = set(PATTERN.findall(f"{path} {form}"))  # what somebody typed may come back to them
    return Visit(
        route=route,
        persona=persona.key,
        path=path,
        method=method,
        form=tuple(sorted(form.items())),
        answer=answer,
        words=frozenset(set(PATTERN.findall(served)) - typed),
        strays=frozenset(set(PATTERN.findall(beside)) - typed),
    )


def _ask(persona: Persona, path: str, method: str, form: dict[str, str], *, after: Callable[[], int] | None = None) -> Answer:
    sent = form if method == "POST" else None
    return ask(persona, path, method=method, form=sent, seed=seed_for(path, method), watch=True, after=after)


def _text(answer: Answer) -> str:
    if answer.body.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.body)).pages)
    return answer.text


def contents(tables: frozenset[str]) -> int:
    """A number that changes when any row of these tables does."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}"')
            found.append(tuple(cursor.fetchall()))
    return hash(tuple(found))
