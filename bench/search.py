"""How well and how fast the one search finds a known thing: `kinkeeper bench search`.

Generates resources (seeded, repeatable), remembers a few words of some of them, and looks for them: as they are, and with one
slip of the hand in one word. The reference is SQLite FTS5 (porter stems, OR, bm25 with the same weight for titles) on the same
corpus in the same run. Latencies are of whole calls in this process: ours counts facets too, the reference does not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.surroundings import machine

SYLLABLES = (
    *(
        "ba",
        "be",
        "bi",
        "bo",
        "bra",
        "bre",
        "ca",
        "ce",
        "co",
        "cra",
        "da",
        "de",
        "di",
        "do",
        "dra",
        "fa",
        "fe",
        "fi",
        "fo",
        "ga",
    ),
    *("ge", "go", "gra", "ha", "he", "ho", "la", "le", "li", "lo", "ma", "me", "mi", "mo", "na", "ne", "ni", "no", "pa", "pe"),
    *(
        "pi",
        "po",
        "pra",
        "ra",
        "re",
        "ri",
        "ro",
        "sa",
        "se",
        "si",
        "so",
        "sta",
        "ta",
        "te",
        "ti",
        "to",
        "tra",
        "va",
        "ve",
        "vi",
    ),
)
ENDINGS = ["", "", "", "n", "r", "l", "s", "t", "ng", "nd", "st", "ble", "ter", "ness", "ing", "ed", "er", "ly"]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = 40_000
TITLE_WEIGHT, TEXT_WEIGHT = 3.0, 1.0
FACETS = {"kind": 22, "audience": 17, "stage": 6, "subject": 24}

Spent = tuple[float, float]  # seconds by the clock, seconds of processor
Entry = tuple[str, str, dict[str, list[str]]]


def main(words: list[str]) -> int:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(prog="kinkeeper bench search", description="Measure the search beside SQLite FTS5.")
    parser.add_argument("--resources", type=int, default=100_000, help="resources to generate (default: %(default)s)")
    parser.add_argument("--queries", type=int, default=1_000, help="things to look for (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args(words)
    _start_django()
    chance = random.Random(arguments.seed)
    entries = list(corpus(arguments.resources, chance))
    sought = [_remembered(entries, chance) for _ in range(arguments.queries)]
    slipped = [(number, _with_a_slip(query, chance)) for number, query in sought]
    starts = [_typed_so_far(entries[number][0], chance) for number, _query in sought]
    with tempfile.TemporaryDirectory(prefix="kinkeeper-bench-") as folder:
        ours, suggestions = _measure_ours(entries, sought, slipped, starts, Path(folder))
        reference = _measure_fts5(entries, sought, slipped, Path(folder))
    result = {
        "bench": "search",
        "machine": machine(),
        "resources": arguments.resources,
        "queries": arguments.queries,
        "seed": arguments.seed,
        "kinkeeper": ours,
        "suggestions": suggestions,
        "reference": "SQLite FTS5, porter, OR, bm25, titles weighed alike, no facets",
        "fts5": reference,
        "ratio": {
            "mrr_clean": _ratio(ours["clean"]["mrr_at_10"], reference["clean"]["mrr_at_10"]),
            "mrr_one_slip": _ratio(ours["one_slip"]["mrr_at_10"], reference["one_slip"]["mrr_at_10"]),
            "p95_clean": _ratio(ours["clean"]["p95_ms"], reference["clean"]["p95_ms"]),
            "p95_cpu_clean": _ratio(ours["clean"]["p95_cpu_ms"], reference["clean"]["p95_cpu_ms"]),
        },
    }
    print(json.dumps(result))
    return 0


def corpus(number: int, chance: random.Random) -> Iterator[Entry]:
    """Titles, texts and facets, in words whose frequencies fall as those of a language do."""
    vocabulary = _vocabulary(chance)
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(vocabulary))))
    topics = [chance.sample(vocabulary[200:], 60) for _ in range(400)]

    def draw(count: int) -> list[str]:
        return chance.choices(vocabulary, cum_weights=weights, k=count)

    for _ in range(number):
        topic = chance.choice(topics)
        title = chance.sample(topic, chance.randint(1, 3)) + draw(chance.randint(2, 5))
        chance.shuffle(title)
        text = draw(chance.randint(30, 90)) + chance.choices(topic, k=chance.randint(8, 20))
        chance.shuffle(text)
        facets = {
            group: [f"{group}{chance.randrange(values)}" for _ in range(1 if group == "kind" else chance.randint(1, 4))]
            for group, values in FACETS.items()
        }
        yield " ".join(title).capitalize(), " ".join(text), facets


def _vocabulary(chance: random.Random) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < WORDS:
        words["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) + chance.choice(ENDINGS)] = None
    return list(words)


def _remembered(entries: Sequence[Entry], chance: random.Random) -> tuple[int, str]:
    """A thing's number, and the two or three words of its title that somebody remembers."""
    number = chance.randrange(len(entries))
    title = list(dict.fromkeys(entries[number][0].lower().split()))
    return number, " ".join(chance.sample(title, min(len(title), chance.choice((2, 2, 3)))))


def _with_a_slip(query: str, chance: random.Random) -> str:
    """The query with one slip of the hand in its longest word: swapped, left out, doubled or struck beside."""
    words = query.split()
    place = max(range(len(words)), key=lambda it: len(words[it]))
    word = words[place]
    at = chance.randrange(len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    elif kind == 1:
        word = word[:at] + word[at + 1 :]
    elif kind == 2:
        word = word[:at] + word[at] + word[at:]
    else:
        word = word[:at] + chance.choice(LETTERS) + word[at + 1 :]
    words[place] = word
    return " ".join(words)


def _typed_so_far(title: str, chance: random.Random) -> str:
    return title[: chance.randint(3, min(14, len(title)))]


def _measure_ours(
    entries: Sequence[Entry],
    sought: Sequence[tuple[int, str]],
    slipped: Sequence[tuple[int, str]],
    starts: Sequence[str],
    folder: Path,
) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    from django.test.utils import override_settings

    from kinkeeper.foundation import search
    from kinkeeper.foundation.search import sources

    def documents() -> Iterator[search.Document]:
        for number, (title, text, facets) in enumerate(entries):
            yield search.Document("resource", str(number), title, text, f"/{number}/", facets)

    kept, sources._sources = sources._sources, {}
    try:
        with override_settings(HOME=folder):
            search.register_source("resource", documents)
            began = time.perf_counter()
            search.rebuild()
            seconds = time.perf_counter() - began

            def ask(query: str) -> list[str]:
                return [hit.key for hit in search.search(query, size=10).hits]

            ask(sought[0][1])  # the first opens the index
            clean, one_slip = _rank_and_time(ask, sought), _rank_and_time(ask, slipped)
            times = [_timed(search.suggest, start)[0] for start in starts]
    finally:
        sources._sources = kept
    return {"build_seconds": {"total": round(seconds, 1)}, "clean": clean, "one_slip": one_slip}, _latency(times)


def _measure_fts5(
    entries: Sequence[Entry], sought: Sequence[tuple[int, str]], slipped: Sequence[tuple[int, str]], folder: Path
) -> dict[str, dict[str, float]]:
    database = sqlite3.connect(folder / "fts5.sqlite3")
    began = time.perf_counter()
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize = 'porter unicode61')")
    rows = ((number, title, text) for number, (title, text, _facets) in enumerate(entries))
    database.executemany("INSERT INTO texts (rowid, title, body) VALUES (?, ?, ?)", rows)
    database.execute("INSERT INTO texts (texts) VALUES ('optimize')")
    database.commit()
    seconds = time.perf_counter() - began
    ranked = f"SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, {TITLE_WEIGHT}, {TEXT_WEIGHT}) LIMIT 10"

    def ask(query: str) -> list[str]:
        match = " OR ".join(f'"{word}"' for word in query.split())
        return [str(row[0]) for row in database.execute(ranked, [match])]

    ask(sought[0][1])
    measured = {"clean": _rank_and_time(ask, sought), "one_slip": _rank_and_time(ask, slipped)}
    database.close()
    return {"build_seconds": {"total": round(seconds, 1)}, **measured}


def _rank_and_time(ask: Callable[[str], list[str]], sought: Sequence[tuple[int, str]]) -> dict[str, float]:
    marks: list[float] = []
    times: list[Spent] = []
    for number, query in sought:
        spent, found = _timed(ask, query)
        times.append(spent)
        marks.append(1 / (found.index(str(number)) + 1) if str(number) in found else 0.0)
    return {"mrr_at_10": round(sum(marks) / len(marks), 4), **_latency(times)}


def _timed(call: Callable[[str], Any], query: str) -> tuple[Spent, Any]:
    began, worked = time.perf_counter(), time.process_time()
    answer = call(query)
    return (time.perf_counter() - began, time.process_time() - worked), answer


def _latency(times: Sequence[Spent]) -> dict[str, float]:
    """By the clock, and by the processor's own time, which a busy machine does not lengthen."""
    figures = {}
    for name, seconds in (("", sorted(wall for wall, _cpu in times)), ("cpu_", sorted(cpu for _wall, cpu in times))):
        figures[f"p50_{name}ms"] = round(seconds[len(seconds) // 2] * 1000, 2)
        figures[f"p95_{name}ms"] = round(seconds[int(len(seconds) * 0.95)] * 1000, 2)
    return figures


def _ratio(ours: float, reference: float) -> float | None:
    return round(ours / reference, 3) if reference else None


def _start_django() -> None:
    import django
    from django.apps import apps

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinkeeper.settings")
        os.environ.setdefault("KINKEEPER_SECRET_KEY", "a-secret-for-benches-alone-never-for-a-site")
        django.setup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
