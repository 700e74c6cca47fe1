"""Pulled out by the root: whoever takes in custody events is killed at any moment, and nothing acknowledged is lost.

The process that is killed is the one that serves: the database's own server goes on (PostgreSQL), or there is none
(SQLite, whose file is then opened by somebody else). The machine keeps its power.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
import traceback
from collections import Counter
from typing import Any

from django.db import connection, connections, transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

from kinkeeper.agencies.models import Agency
from kinkeeper.agencies.types import AgencyKind
from kinkeeper.custody.actions import import_prisons, link_prison
from kinkeeper.custody.models import CustodyEvent, Period, Prison
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.jobs import enqueue
from kinkeeper.intake.actions import add_feed
from kinkeeper.intake.models import Receipt
from kinkeeper.ledger.actions import record, seal_pending
from kinkeeper.ledger.models import Entry
from kinkeeper.ledger.queries import verify
from kinkeeper.offers.models import Asking
from proofs import inside
from proofs.surroundings import ENGINES, Say, database, run_inside

NAME = "kill -9"
GOAL = (
    "A process that takes in events at the feed's address, and one that enqueues work, are killed at any moment: every "
    "delivery that was answered 202 is there with its receipt, its events, its periods and askings; every job that was "
    "acknowledged is queued; nothing stands half-done; the ledger is sound."
)
KILLS = 1_000


def prove(*, seed: int, whole: bool, say: Say) -> dict[str, object]:
    """So many kills on each engine, with commits that wait for the disk."""
    found: dict[str, dict[str, Any]] = {}
    for engine in ENGINES:
        with database(engine, durable=True) as environment:
            found[engine] = run_inside(environment, "proofs.killed:feed_and_kill", say, seed=seed, kills=KILLS if whole else 15)
    one_of_each = list(found.values())
    return {
        "checked": sum(one["kills"] for one in one_of_each),
        "what": f"kills, after {sum(one['acknowledged'] for one in one_of_each):,} acknowledged deliveries and jobs",
        "differences": sum(len(one["wrong"]) for one in one_of_each),
        "examples": [sentence for one in one_of_each for sentence in one["wrong"]][:5],
        **{name: {engine: one[name] for engine, one in found.items()} for name in ("kills", "acknowledged", "events", "jobs")},
        "planted": {
            "fault": "a delivery and a job acknowledged before they are committed",
            "seen": all(one["planted"] for one in one_of_each),
        },
    }


def feed_and_kill(*, seed: int, kills: int) -> dict[str, Any]:
    """Let somebody work, kill them, again and again; then look at what stands."""
    browser = Client()
    token = prepare(browser)
    chance = random.Random(seed)
    acknowledged: list[dict[str, Any]] = []
    for number in range(kills):
        acknowledged += work_until_killed(browser, token, number, said=chance.randint(1, 6), after=chance.uniform(0.0, 0.02))
        if (number + 1) % 100 == 0:
            inside.say(f"{number + 1} kills, {len(acknowledged):,} acknowledged")
    wrong = losses(acknowledged)
    early = [{"kind": "delivery", "receipt": "0000-0000", "numbers": ["Z0000ZZ"]}, {"kind": "job", "member": -1}]
    jobs = sum(one["kind"] == "job" for one in acknowledged)
    return {
        "kills": kills,
        "acknowledged": len(acknowledged),
        "events": CustodyEvent.objects.count(),
        "jobs": jobs,
        "wrong": wrong,
        "planted": len(losses([*acknowledged, *early])) - len(wrong) == 3,
    }


def prepare(browser: Client) -> str:
    """A prison that uses Kinkeeper, and a feed; answers its token."""
    import_prisons(by=SYSTEM, rows=[{"prisonId": "XHI", "prisonName": "Highfold"}])
    prison = Agency.objects.create(kind=AgencyKind.PRISON, name="Highfold prison")
    link_prison(by=SYSTEM, prison=Prison.objects.get(code="XHI"), agency=prison.pk)
    token = add_feed(by=SYSTEM, name="custody", agency=prison.pk)[1]
    _deliver(browser, token, ["Z9999ZZ"])  # what a process loads once is loaded here, and not by everybody who is killed
    return token


def work_until_killed(browser: Client, token: str, number: int, *, said: int, after: float) -> list[dict[str, Any]]:
    """Somebody works until they are killed, `after` seconds after they said something for the `said`th time.

    Answers what they had acknowledged by then. Raises RuntimeError when they fell over by themselves.
    """
    connections.close_all()
    ours, theirs = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.close(ours)
        try:
            _work(browser, token, number, theirs)
        except BaseException:  # noqa: BLE001  (a copy of this process must never go on as if it were this one)
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(theirs)
    with os.fdopen(ours) as told:
        lines = [told.readline() for _ in range(said)]  # from here on any moment may be the last
        if not all(lines):
            raise RuntimeError("whoever took in events fell over by themselves")
        time.sleep(after)
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        lines += told
    return [json.loads(line) for line in lines if line.endswith("}\n")][1:]


def _work(browser: Client, token: str, number: int, told: int) -> None:
    """Deliver and enqueue for ever, saying after each what was acknowledged."""
    os.write(told, b'{"kind": "begun"}\n')
    turn = 0
    while True:
        turn += 1
        numbers = [_number(number, turn, place) for place in range(1 + turn % 3)]
        answer = _deliver(browser, token, numbers)
        if answer.status_code == 202 and answer.json()["recorded"] == len(numbers):
            said = {"kind": "delivery", "receipt": answer.json()["receipt"], "numbers": numbers}
            os.write(told, (json.dumps(said) + "\n").encode())
        member = number * 1_000 + turn
        with transaction.atomic():
            enqueue("offers.mail_notices", member_id=member)
            record(by=SYSTEM, action="enqueue", detail={"member": member})
        os.write(told, (json.dumps({"kind": "job", "member": member}) + "\n").encode())


def _deliver(browser: Client, token: str, numbers: list[str]) -> Any:
    return browser.post(
        "/api/v1/custody-events",
        json.dumps([_reception(one) for one in numbers]),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def _number(number: int, turn: int, place: int) -> str:
    """A person's number that nobody else has: a letter, four digits, two letters."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return f"{letters[place]}{number:04}{letters[turn // 26 % 26]}{letters[turn % 26]}"


def _reception(number: str) -> dict[str, Any]:
    return {
        "eventType": "prisoner-offender-search.prisoner.received",
        "version": 1,
        "occurredAt": "2026-03-28T23:40:00+00:00",
        "additionalInformation": {"nomsNumber": number, "prisonId": "XHI", "reason": "NEW_ADMISSION"},
        "personReference": {"identifiers": [{"type": "NOMS", "value": number}]},
    }


def losses(acknowledged: list[dict[str, Any]]) -> list[str]:
    """What was acknowledged and is not there, and what stands half-done."""
    receipts = set(Receipt.objects.values_list("reference", flat=True))
    events = set(CustodyEvent.objects.values_list("number", flat=True))
    queued = DBTaskResult.objects.values_list("args_kwargs", flat=True)
    jobs = Counter(row["kwargs"]["arguments"]["member_id"] for row in queued if "member_id" in row["kwargs"]["arguments"])
    wrong = []
    for one in acknowledged:
        if one["kind"] == "job":
            if jobs[one["member"]] != 1:
                wrong.append(f"job {one['member']} was acknowledged and is queued {jobs[one['member']]} times")
            continue
        if one["receipt"] not in receipts:
            wrong.append(f"receipt {one['receipt']} was given and is not there")
        wrong += [f"{number} was acknowledged and is not there" for number in one["numbers"] if number not in events]
    periods = list(Period.objects.values_list("number", flat=True))
    asked = list(Asking.objects.values_list("period__number", flat=True))
    if sorted(periods) != sorted(events) or sorted(asked) != sorted(events):
        wrong.append(f"half-done: {len(events)} receptions, {len(periods)} periods, {len(asked)} askings")
    written = set(Entry.objects.filter(action="enqueue").values_list("detail__member", flat=True))
    if written != set(jobs):
        wrong.append("half-done: a job without its line in the ledger, or a line without its job")
    seal_pending()
    wrong += verify().problems
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            wrong += [row[0] for row in cursor.fetchall() if row[0] != "ok"]
    return wrong
