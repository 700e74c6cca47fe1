"""How fast Find help finds what is nearest: `kinkeeper bench nearest`.

Three figures, each holding the one before it: `ranked` is the database's order alone; `whole_page` is all that a page of
results says (names, numbers, hours, how many there are); `served` is the request itself, from the typed postcode through
every middleware to the HTML, asked in this process by Django's test client.

The reference, run in the same call on the same places: every place's great-circle distance worked out in Python
(haversine) and sorted, which is what one writes first. `ratio` says how many times slower than us that is, at the median.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from string import ascii_uppercase
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.surroundings import ROOT, database_of_its_own, machine, settle

INSIDE = "KINKEEPER_BENCH_INSIDE"  # set in the process that is measured


def main(words: list[str]) -> int:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(prog="kinkeeper bench nearest", description="Measure nearest-first.")
    parser.add_argument("--services", type=int, default=10_000, help="services, each at one place (default: %(default)s)")
    parser.add_argument("--asks", type=int, default=300, help="questions asked (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", ""), help="a PostgreSQL server; else SQLite")
    arguments = parser.parse_args(words)
    if INSIDE in os.environ:
        print(json.dumps(_measure(arguments.services, arguments.asks, arguments.seed)))
        return 0
    with database_of_its_own(arguments.database) as environment:
        options = ["--services", str(arguments.services), "--asks", str(arguments.asks), "--seed", str(arguments.seed)]
        command = [sys.executable, "-m", "kinkeeper", "bench", "nearest", *options]
        done = subprocess.run(
            command, env={**environment, INSIDE: "1"}, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
    measured = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps({"bench": "nearest", "machine": machine(), "services": arguments.services, **measured}))
    return 0


def _measure(services: int, asks: int, seed: int) -> dict[str, object]:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from kinkeeper.directory.models import Location
    from kinkeeper.directory.queries import find_help
    from kinkeeper.directory.queries.ranking import asked_for
    from kinkeeper.directory.rules import kilometres
    from kinkeeper.directory.types import Point, Stage, Wanted
    from kinkeeper.foundation.clock import today

    chance = random.Random(seed)
    _fill(services, chance)
    points = [Point(chance.uniform(50, 58), chance.uniform(-6, 2)) for _ in range(asks)]
    stages = [chance.choice(("", "prison", "release")) for _ in points]
    places = list(Location.objects.values_list("pk", "latitude", "longitude"))

    postcodes = _postcodes(points)
    settle(os.environ["DATABASE_URL"])
    numbers = {stage.value: str(place) for place, stage in enumerate(Stage, start=1)}
    settings.STATIC_ROOT.mkdir(exist_ok=True)  # where the server looks for files
    reader = Client(headers={"host": "127.0.0.1"})

    def served(number: int) -> None:
        asked = {"near": postcodes[number], "stage": numbers.get(stages[number], "")}
        answer = reader.get(reverse("directory:find-help"), asked)
        if answer.status_code != 200 or postcodes[number].encode() not in answer.content:
            raise RuntimeError(f"{asked} answered {answer.status_code}")

    def by_hand(number: int) -> None:
        here = points[number]
        sorted(places, key=lambda place: kilometres(here.latitude, here.longitude, place[1], place[2]))[:20]

    day = today(settings.TIME_ZONE)
    ranking = _times(lambda number: asked_for(Wanted(near=points[number], stage=stages[number]), day).nearest(0, 20), asks)
    page = _times(lambda number: find_help(Wanted(near=points[number], stage=stages[number])), asks)
    request = _times(served, asks)
    reference = _times(by_hand, min(asks, 60))
    return {
        "engine": connection.vendor,
        "asks": asks,
        "ranked": ranking,
        "whole_page": page,
        "served": request,
        "goal_p95_ms": 10,
        "reference": "haversine of every place in Python, sorted, no filter, places already in memory",
        "reference_ms": reference,
        "ratio": round(reference["p50_ms"] / ranking["p50_ms"], 1),
    }


def _times(ask: Callable[[int], object], asks: int) -> dict[str, float]:
    for number in range(5):
        ask(number)
    spent: list[float] = []
    worked: list[float] = []
    for number in range(asks):
        began, busy = time.perf_counter(), time.process_time()
        ask(number)
        spent.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - busy) * 1000)
    figures = {}
    # By the clock, and by this process’s own time, which a busy machine does not lengthen. A database server’s time is apart.
    for name, times in (("", sorted(spent)), ("cpu_", sorted(worked))):
        figures[f"p50_{name}ms"] = round(statistics.median(times), 2)
        figures[f"p95_{name}ms"] = round(times[int(len(times) * 0.95)], 2)
    return figures


def _postcodes(points: list[Any]) -> list[str]:
    """A postcode at each of these points, as a reader would type it."""
    from kinkeeper.directory.models import Place

    letters = [first + second for first in ascii_uppercase for second in ascii_uppercase]
    postcodes = [f"ZZ{10 + number // 10 % 90} {number % 10}{letters[number // 900]}" for number in range(len(points))]
    Place.objects.bulk_create(
        Place(code=postcode, name=postcode, latitude=point.latitude, longitude=point.longitude)
        for postcode, point in zip(postcodes, points, strict=True)
    )
    return postcodes


def _fill(services: int, chance: random.Random) -> None:
    """Services with one place each, written in bulk: the bench measures asking, not writing."""
    from kinkeeper.directory.models import Location, Organisation, Phone, Service, ServiceAtLocation
    from kinkeeper.directory.rules import unit_vector
    from kinkeeper.foundation.clock import now

    day = now().date()
    organisations = Organisation.objects.bulk_create(Organisation(name=f"Charity {number}") for number in range(200))
    made = Service.objects.bulk_create(
        [
            Service(
                organisation=chance.choice(organisations), name=f"Service {number}", summary="Someone to talk to",
                stages=chance.choice((0, 8, 16, 24)), assured_on=chance.choice((day, day, day, None)),
                uuid=UUID(int=chance.getrandbits(128), version=4),
            )
            for number in range(services)
        ],
        batch_size=500,
    )  # fmt: skip
    Phone.objects.bulk_create([Phone(service=service, number="01632 960150") for service in made], batch_size=1000)
    spots = Location.objects.bulk_create(
        [
            Location(
                organisation_id=service.organisation_id, name="Hall",
                latitude=chance.uniform(50, 58), longitude=chance.uniform(-6, 2),
            )
            for service in made
        ],
        batch_size=500,
    )  # fmt: skip
    rows = []
    for service, spot in zip(made, spots, strict=True):
        x, y, z = unit_vector(spot.latitude or 0, spot.longitude or 0)
        rows.append(
            ServiceAtLocation(
                service=service, location=spot, stages=service.stages, assured_on=service.assured_on, x=x, y=y, z=z,
                words=service.name.lower(),
            )
        )  # fmt: skip
    ServiceAtLocation.objects.bulk_create(rows, batch_size=500)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
