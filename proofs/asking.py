"""Asking a page, and its whole answer with everything beside it: letters, queue, cache, ledger; nothing is left behind.

Chance and time are the injected ones, also for form tokens and for times that Django itself writes, so that two answers can
be compared letter by letter.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import pickle
import random
import secrets
import string
import time as real_time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timezone
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import override_settings

from kinkeeper.foundation.clock import now
from kinkeeper.foundation.randomness import random_below, random_bytes, seeded
from proofs.staffing import Persona

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# A name is hidden by its record's reference; where that stands in a path it is no leak that it comes back.
_STAND_IN = "····-····"
_LINES = "SELECT person, categories FROM ledger_entryline WHERE entry_id > %s ORDER BY id"
_BESIDE = {
    "ledger": "SELECT e.action, e.purpose, e.outcome, e.actor_kind, e.actor, count(l.id), coalesce(sum(l.categories), 0)"
    " FROM ledger_entry e LEFT JOIN ledger_entryline l ON l.entry_id = e.id WHERE e.id > %s GROUP BY e.id ORDER BY e.id",
    "queue": "SELECT args_kwargs, task_path FROM django_tasks_database_dbtaskresult WHERE rowid > %s ORDER BY rowid",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """All that an answer tells: to whoever asked (status, headers, body), and what was left beside it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    letters: tuple[str, ...] = ()
    ledger: tuple[tuple[Any, ...], ...] = ()
    queue: tuple[tuple[Any, ...], ...] = ()
    lines: tuple[tuple[str, int], ...] = field(default=(), compare=False)  # of the ledger: whom, which categories
    kept: str = field(default="", compare=False)  # the session and the cache, as the request left them
    after: int | None = field(default=None, compare=False)  # what `after` answered, before all was taken back
    queries: int = field(default=0, compare=False)
    statements: tuple[str, ...] = field(default=(), compare=False)
    cpu: float = field(default=0.0, compare=False)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def without(self, references: tuple[str, ...]) -> Answer:
        """The same, with a stand-in for the references that stood in its address."""
        body, headers = self.body, self.headers
        for reference in references:
            body = body.replace(reference.encode(), _STAND_IN.encode())
            headers = tuple((name, value.replace(reference, _STAND_IN)) for name, value in headers if name != "Content-Length")
        return replace(self, headers=headers, body=body)

    def told(self) -> tuple[object, ...]:
        """What whoever asked is told."""
        return self.status, self.headers, self.body, self.letters

    def difference(self, other: Answer) -> str:
        """In a few words, where two answers differ; empty when they do not."""
        for name in ("status", "headers", "body", "letters", "ledger", "queue"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine != theirs:
                return f"{name}: {_first_difference(str(mine), str(theirs))}"
        return ""


def _first_difference(one: str, two: str) -> str:
    place = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    start = max(0, place - 60)
    return f"…{one[start : place + 80]!r} ≠ …{two[start : place + 80]!r}"


@contextmanager
def repeatable() -> Iterator[None]:
    """Within the block the libraries' chance and clock are the injected ones too; letters stay in memory; the demo is off."""
    chance = SimpleNamespace(
        choice=lambda letters: letters[random_below(len(letters))],
        compare_digest=secrets.compare_digest,
        token_bytes=random_bytes,
        urandom=random_bytes,
    )
    clock = SimpleNamespace(time=lambda: now().timestamp(), localtime=lambda _moment: now().timetuple())
    of_books = SimpleNamespace(timezone=timezone, datetime=SimpleNamespace(now=lambda *, tz: now().astimezone(tz)))
    mail.outbox = []
    refusals = logging.getLogger("django.request")
    level = refusals.level
    refusals.setLevel(logging.CRITICAL)  # a proof asks thousands of times for what is not there
    with ExitStack() as patches:
        for place in ("django.utils.crypto.secrets", "allauth.mfa.totp.internal.auth.secrets", "fido2.server.os"):
            patches.enter_context(patch(place, chance))
        for place in ("django.utils.cache.time", "django.core.signing.time", "zipfile.time"):
            patches.enter_context(patch(place, clock))
        patches.enter_context(patch("openpyxl.writer.excel.datetime", of_books))
        patches.enter_context(
            override_settings(
                DEMO=False,
                EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
                PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
                ALLOWED_HOSTS=["testserver"],
            )
        )
        try:
            yield
        finally:
            refusals.setLevel(level)


class Undo(Exception):
    """Raised to take back whatever a request did."""


def ask(
    persona: Persona,
    path: str,
    *,
    method: str = "GET",
    query: str = "",
    form: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    seed: int = 0,
    watch: bool = False,
    after: Callable[[], int] | None = None,
) -> Answer:
    """Ask one page and take everything back that the asking did.

    `watch` keeps the statements sent to the database, the ledger's lines, and what the session and the cache hold after.
    """
    told: list[Answer] = []
    try:
        with transaction.atomic(), seeded(seed):
            answer = _asked(persona, path + (f"?{query}" if query else ""), method, form, headers, watch=watch)
            told.append(replace(answer, after=after()) if after else answer)
            raise Undo
    except Undo:
        return told[0]


def _asked(
    persona: Persona, path: str, method: str, form: Mapping[str, Any] | None, headers: Mapping[str, str] | None, *, watch: bool
) -> Answer:
    browser = persona.browser()
    marks = {"ledger": _newest("ledger_entry", "id"), "queue": _newest("django_tasks_database_dbtaskresult", "rowid")}
    mail.outbox.clear()
    statements: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    sent: dict[str, Any] = {"headers": dict(headers or {})}
    if form is not None or method == "POST":
        sent["data"] = dict(form or {})
    elif method not in {"GET", "HEAD", "OPTIONS"}:
        sent["content_type"] = "application/json"
        sent["data"] = "{}"
    with connection.execute_wrapper(note):
        began = real_time.thread_time()
        response = getattr(browser, method.lower())(path, **sent)
        body = _body(response)
        cpu = real_time.thread_time() - began
    return Answer(
        status=response.status_code,
        headers=tuple(sorted((name, str(value)) for name, value in response.items())) + _cookies(response),
        body=body,
        letters=tuple(f"{letter.to} {letter.subject} {letter.body}" for letter in mail.outbox),
        ledger=_beside("ledger", marks["ledger"]),
        queue=_beside("queue", marks["queue"]),
        lines=_rows(_LINES, marks["ledger"]) if watch else (),
        kept=_kept(persona) if watch else "",
        queries=len(statements),
        statements=tuple(statements) if watch else (),
        cpu=cpu,
    )


def _body(response: HttpResponseBase) -> bytes:
    if response.streaming:
        return b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return bytes(response.content)  # type: ignore[attr-defined]


def _cookies(response: HttpResponseBase) -> tuple[tuple[str, str], ...]:
    return tuple(("Set-Cookie", morsel.OutputString()) for _, morsel in sorted(response.cookies.items()))


def _newest(table: str, column: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max({column}), 0) FROM {table}")
        return int(cursor.fetchone()[0])


def _beside(what: str, mark: int) -> tuple[tuple[Any, ...], ...]:
    return _rows(_BESIDE[what], mark)


def _rows(sql: str, *values: object) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return tuple(tuple(row) for row in cursor.fetchall())


def _kept(persona: Persona) -> str:
    """What the persona's session and the shared cache hold now, in clear."""
    stored = _rows("SELECT session_data FROM django_session WHERE session_key = %s", persona.session)
    sessions = [json.dumps(SessionStore().decode(row[0])) for row in stored]
    cached = [repr(pickle.loads(base64.b64decode(row[0]))) for row in _rows("SELECT value FROM shared_cache")]
    return " ".join([*sessions, *cached])


def seed_for(*parts: object) -> int:
    """A seed that is the same for the same words, in any process."""
    return int.from_bytes(hashlib.sha256("\n".join(map(str, parts)).encode()).digest()[:6], "big")


def words(chance: random.Random, size: int = 6) -> str:
    """A word that means nothing."""
    return "".join(chance.choice(string.ascii_lowercase) for _ in range(size))
