"""How long pages take with a whole nation's data, beside a tenth of it: `kinkeeper bench pages`.

For each engine and each size a database of its own is built, served by gunicorn as `kinkeeper serve` does, and asked for
each page by four clients over HTTP on this machine, who share its processors with the server. Each visit is a connection of
its own, as of another worker somewhere else. What one worker has is the same in both sizes, so `growth` should be near 1.
The reference is the front door, asked in the same run: a page with no data on it, so that its time is the cost of asking
this server for anything at all.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from throwaway_postgres import throwaway_postgres

from bench.surroundings import ROOT, database_of_its_own, kinkeeper_aloud, machine, settle
from kinkeeper.foundation.serving import PROCESSES, web_command

INSIDE = "KINKEEPER_BENCH_INSIDE"  # set in the process that prepares visitors and counts queries
CLIENTS = 4
VISITORS = 24  # workers, each with a list of their own
LEAST = 12  # visits that count, however slow the machine
EVENTS_A_SECOND, EVENTS_AT_ONCE = 50, 10
REFERENCE = "front door"
AROUND = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET ")  # what stands around queries, and is none
WANTED = {"p95_ms": 100, "queries": 25, "growth": 1.3}

Visit = tuple[str, str]  # path and session key


def main(words: list[str]) -> int:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(prog="kinkeeper bench pages", description="Measure pages with a nation's data.")
    parser.add_argument("--children", type=int, default=193_000, help="in the whole nation (default: %(default)s)")
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--visits", type=int, default=400, help="to each page, at most and at least 12 (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=20.0, help="for each page, at most (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args(words)
    if INSIDE in os.environ:
        print(json.dumps(_prepare(arguments.seed)))
        return 0
    engines = ["sqlite", "postgresql"] if arguments.engine == "both" else [arguments.engine]
    measured = {}
    for engine in engines:
        with ExitStack() as stack:
            url = stack.enter_context(throwaway_postgres()) if engine == "postgresql" else ""
            tenth = _measure(url, max(3_000, arguments.children // 10), arguments)
            whole = _measure(url, arguments.children, arguments)
        measured[engine] = {"nation": whole, "tenth": tenth, "growth": _growth(whole, tenth)}
    said = {
        "bench": "pages",
        "machine": machine(),
        "clients": CLIENTS,
        "reference": "the front door, a page without data, asked in the same run",
        **measured,
        "wanted": WANTED,
    }
    print(json.dumps(said))
    return 0


def _measure(url: str, children: int, arguments: argparse.Namespace) -> dict[str, Any]:
    with database_of_its_own(url) as environment:
        _say(f"{environment['DATABASE_URL'].split(':')[0]}: building {children:,} children")
        built = json.loads(_built(environment, children))
        _say(f"built {built['rows_in_all']:,} rows in {built['seconds']:.0f} s")
        prepared = _inside(environment, arguments)
        settle(environment["DATABASE_URL"])
        with _served(environment) as port:
            visit = {page: [tuple(one) for one in found["visits"]] for page, found in prepared["pages"].items()}
            alone = {page: _ask(port, visits, arguments) for page, visits in visit.items()}
            with _feeding(port, prepared) as fed:
                busy = {page: _ask(port, visits, arguments) for page, visits in visit.items() if page != REFERENCE}
    base = alone[REFERENCE]
    for page, times in alone.items():
        cost = prepared["pages"][page]
        queries = cost["queries"]["most"]
        _say(f"  {page}: p50 {times['p50_ms']} ms, p95 {times['p95_ms']} ms, cpu {cost['cpu_ms']} ms, {queries} queries")
    return {
        "built": {key: built[key] for key in ("children", "rows_in_all", "seconds", "cpu_seconds", "peak_memory_mb", "sizes")},
        "pages": {
            page: {
                **times,
                **{key: prepared["pages"][page][key] for key in ("queries", "cpu_ms")},
                "beside_the_reference": round(times["p50_ms"] / base["p50_ms"], 1),
                "beside_a_feed": busy.get(page),
            }
            for page, times in alone.items()
        },
        "feed_beside": fed,
    }


def _built(environment: dict[str, str], children: int) -> str:
    return kinkeeper_aloud(environment, "generate", "nation", "--children", str(children)).splitlines()[-1]


def _growth(whole: dict[str, Any], tenth: dict[str, Any]) -> dict[str, dict[str, float]]:
    return {
        page: {key: round(times[f"{key}_ms"] / tenth["pages"][page][f"{key}_ms"], 2) for key in ("p50", "p95")}
        for page, times in whole["pages"].items()
    }


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _inside(environment: dict[str, str], arguments: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, "-m", "kinkeeper", "bench", "pages", "--seed", str(arguments.seed)]
    done = subprocess.run(command, env={**environment, INSIDE: "1"}, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    prepared: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return prepared


# ---- in a process of its own: who visits what, and how many queries a page asks


def _prepare(seed: int) -> dict[str, Any]:
    from django.urls import NoReverseMatch, reverse

    from kinkeeper.agencies.models import Member
    from kinkeeper.agencies.queries import actor_for
    from kinkeeper.custody.models import Prison
    from kinkeeper.offers.models import Asking
    from kinkeeper.offers.queries import offers as queries

    chance = random.Random(seed)
    visits: dict[str, list[Visit]] = {REFERENCE: [("/", "")]}

    def visit(page: str, name: str, session: str, *words: str) -> None:
        with suppress(NoReverseMatch):  # a page that this version does not have is not measured
            visits.setdefault(page, []).append((reverse(name, args=words), session))

    for member in _some(Member.objects.filter(role="link_worker"), chance):
        session = _signed_in(member)
        visit("families to reach", "offers:list-families-to-reach", session)
        visit("the team's families", "offers:list-families-of-team", session)
        visit("families to ask again", "offers:list-families-to-ask-again", session)
        for offer in queries.families_to_reach(actor_for(member.user), queries.Wanted())[:4]:
            visit("call sheet", "offers:view-call-sheet", session, offer.reference)
    for member in _some(Member.objects.filter(role="team_lead"), chance):
        session = _signed_in(member)
        visit("figures", "offers:view-figures", session)
    for member in _some(Member.objects.filter(role="family_officer"), chance):
        session = _signed_in(member)
        visit("people received", "offers:list-received", session)
        visit("checks to answer", "offers:list-checks", session)
        for asking in Asking.objects.filter(prison__agency_id=member.agency_id, state="due")[:4]:
            visit("one person received", "offers:show-asking", session, asking.reference)
    return {
        "pages": {page: {"visits": found, **_cost(found)} for page, found in visits.items()},
        "token": _feed_token(),
        "prisons": list(Prison.objects.values_list("code", flat=True)),
    }


def _some(members: Any, chance: random.Random) -> list[Any]:
    found = list(members.select_related("user").order_by("pk"))
    return chance.sample(found, min(VISITORS, len(found)))


def _signed_in(member: Any) -> str:
    """The key of a session in which this member has signed in, second factor and all."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(member.user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = member.user.get_session_auth_hash()
    session["account_authentication_methods_user"] = str(member.user.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session.create()
    return str(session.session_key)


def _cost(visits: Sequence[Visit]) -> dict[str, Any]:
    """What a page costs, asked alone in this process: the fewest and the most queries (sign-in and ledger included, the
    beginning and end of transactions not), and the processor time, which says less of what else the machine is doing."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    counts, worked = [], []
    for path, session in visits[:12]:
        client = Client(headers={"host": "127.0.0.1"})
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        client.get(path)  # what is read once a process is read now
        began = time.process_time()
        client.get(path)
        worked.append(time.process_time() - began)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        said = [one["sql"] or "" for one in asked]  # PostgreSQL's driver does not tell the words of a statement it has planned
        counts.append(len([one for one in said if not one.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET "))]))
    return {
        "queries": {"fewest": min(counts), "most": max(counts)},
        "cpu_ms": round(statistics.median(worked) * 1000, 1),
    }


def _feed_token() -> str:
    from kinkeeper.agencies.models import Agency
    from kinkeeper.foundation.actors import SYSTEM
    from kinkeeper.intake.actions import add_feed

    owner = Agency.objects.create(kind="feed_owner", name="Records for a bench")
    _, token = add_feed(by=SYSTEM, name="bench", agency=owner.pk)
    return str(token)


# ---- in this process: the server, the clients, the feed


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    (Path(environment["KINKEEPER_HOME"]) / "static").mkdir(exist_ok=True)
    with tempfile.TemporaryFile() as said:
        command = web_command(f"127.0.0.1:{port}", processes=PROCESSES, home=Path(environment["KINKEEPER_HOME"]))
        server = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=said)
        try:
            _until_open(port)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)


def _until_open(port: int) -> None:
    for _ in range(150):
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("the server did not open")


def _ask(port: int, visits: Sequence[Visit], arguments: argparse.Namespace) -> dict[str, Any]:
    """Ask for one page, four at a time, until there were enough visits or the time is over."""
    times: list[float] = []
    problems: list[str] = []
    until = time.monotonic() + arguments.seconds
    warm = 2 * CLIENTS

    def client(place: int) -> None:
        for turn in range(place, max(arguments.visits, LEAST) + warm, CLIENTS):
            if time.monotonic() > until and turn >= warm + LEAST:
                break
            path, session = visits[turn % len(visits)]
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            began = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": f"kinkeeper={session}"} if session else {})
            answer = connection.getresponse()
            answer.read()
            if turn >= warm:
                times.append(time.perf_counter() - began)
            if answer.status != 200:
                problems.append(f"{path}: {answer.status}")
            connection.close()

    threads = [threading.Thread(target=client, args=(place,)) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return {
        "visits": len(times),
        "p50_ms": round(times[len(times) // 2] * 1000, 1),
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 1),
        **({"problems": problems[:5]} if problems else {}),
    }


@contextmanager
def _feeding(port: int, prepared: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Within the block events arrive at the interface, fifty a second; what is given tells how it went, once it is over."""
    from kinkeeper.intake import generate

    stopping, fed = threading.Event(), {"wanted_a_second": EVENTS_A_SECOND, "sent": 0, "slowest_ms": 0.0}
    lines = generate.event_lines(200_000, seed=99, prisons=prepared["prisons"])
    pause = EVENTS_AT_ONCE / EVENTS_A_SECOND
    began = time.monotonic()

    def feed() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Authorization": f"Bearer {prepared['token']}", "Content-Type": "application/x-ndjson"}
        due = time.monotonic()
        while not stopping.is_set():
            body = b"\n".join(next(lines) for _ in range(EVENTS_AT_ONCE))
            at = time.perf_counter()
            connection.request("POST", "/api/v1/custody-events", body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 202:
                fed["problem"] = answer.status
                return
            fed["sent"] += EVENTS_AT_ONCE
            fed["slowest_ms"] = max(fed["slowest_ms"], round((time.perf_counter() - at) * 1000, 1))
            due += pause
            stopping.wait(max(0.0, due - time.monotonic()))

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    yield fed
    stopping.set()
    thread.join()
    fed["sent_a_second"] = round(fed["sent"] / (time.monotonic() - began), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
