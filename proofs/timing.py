"""How long an answer takes for what is hidden, against what never was: no stopwatch may tell one from the other.

Asked in turn, one of each, and measured in this thread's own processor time, which other work on the machine does not move
as a clock on the wall would. Medians are compared with a bootstrap interval, corrected over all classes (Bonferroni).
"""

from __future__ import annotations

import gc
import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from unittest.mock import patch

from kinkeeper.foundation.actors import Actor
from kinkeeper.offers.models import Offer
from kinkeeper.offers.queries import offers as offer_queries
from proofs.addresses import every_route
from proofs.asking import ask, repeatable
from proofs.crawl import Fault
from proofs.world import INVENTED, LEFT, OTHER, OWN, World, world

NAME = "timing"
GOAL = "response time of hidden against nonexistent, interleaved, 2,000 samples a class: median difference < 2 %"
WHOLE, SHARE = 2_000, 60
LIMIT = 0.02
ROUNDS = 1_000  # of the bootstrap
LEVEL = 0.05  # over all classes together


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of hidden answers: a route, who asks, and the state of what they ask for."""

    route: str
    persona: str
    states: tuple[str, ...]

    @property
    def name(self) -> str:
        """For a report."""
        return f"{self.route} as {self.persona}, {' and '.join(self.states)}"


CLASSES = (
    Kind("offers:view-call-sheet", "ruth", (OWN,)),
    Kind("offers:show-asking", "tom", (OTHER,)),
    Kind("portal:view-person", "sheila", (OTHER,)),
    Kind("portal:view-consent", "sheila", (OWN, OTHER)),
    Kind("portal:my-agreement", "carer", (OTHER,)),
    Kind("intake:show-custody", "tom", (LEFT,)),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One class: how many of each, the medians in milliseconds, how much longer hidden takes, and how sure that is."""

    kind: Kind
    samples: int
    hidden: float
    never: float
    difference: float  # a share of the time for what never was
    low: float
    high: float

    @property
    def tells(self) -> bool:
        """Whether a patient stopwatch could tell: the difference is over the limit and its interval leaves nothing out."""
        return abs(self.difference) >= LIMIT and not self.low <= 0 <= self.high

    @property
    def words(self) -> str:
        """For a report."""
        return (
            f"{self.kind.name}: {self.hidden:.2f} ms hidden, {self.never:.2f} ms never was,"
            f" {self.difference:+.2%} [{self.low:+.2%}, {self.high:+.2%}]"
        )


def prove(*, seed: int, whole: bool, say: Callable[[str], None]) -> dict[str, object]:
    """Measure each class. Only the whole compares with the limit: a share is too small to tell anything."""
    found = measure(seed=seed, samples=WHOLE if whole else SHARE, say=say)
    again = WHOLE // 4 if whole else SHARE * 3  # so many that one slow second does not hide it
    [planted] = measure(seed=seed, samples=again, classes=CLASSES[:1], fault=hidden_offers_take_longer, say=say)
    telling = [one.words for one in found if one.tells] if whole else []
    return {
        "checked": sum(2 * one.samples for one in found),
        "what": "answers timed",
        "classes": [one.words for one in found],
        "largest_difference": max(abs(one.difference) for one in found),
        "differences": len(telling),
        "examples": telling,
        "planted": {
            "fault": f"a hidden offer is loaded before it is refused: {planted.difference:+.1%}",
            "seen": planted.tells,
        },
    }


def measure(
    *,
    seed: int,
    samples: int,
    classes: Sequence[Kind] = CLASSES,
    fault: Fault = nullcontext,
    say: Callable[[str], None] = print,
) -> list[Measured]:
    """Ask hidden and never-was in turn, `samples` times each, and compare."""
    here = world()
    found = []
    with repeatable(), here.in_use(seed=seed), fault():
        for kind in classes:
            times = _times(here, kind, samples, random.Random(seed))
            found.append(compare(kind, *times, level=LEVEL / len(classes), seed=seed))
            say(found[-1].words)
    here.database.close()
    return found


def _times(here: World, kind: Kind, samples: int, chance: random.Random) -> tuple[list[float], list[float]]:
    [route] = [route for route in every_route() if route.name == kind.route]
    never = (*kind.states[:-1], INVENTED)
    [hidden_at] = route.addresses(here.records, kind.states, first=True)
    [never_at] = route.addresses(here.records, never, first=True)
    persona = here.personas[kind.persona]
    times: dict[str, list[float]] = {hidden_at.path: [], never_at.path: []}
    for _ in range(5):
        for path in times:  # what is made once is made before anything is measured
            if ask(persona, path).status != 404:
                raise AssertionError(f"{kind.name} is not hidden")
    gc.collect()
    gc.freeze()  # what stands by now is not walked again each time
    gc.disable()
    try:
        for number in range(samples):
            for path in sorted(times, key=lambda _: chance.random()):
                times[path].append(ask(persona, path).cpu * 1_000)
            if number % 100 == 99:
                gc.collect()
    finally:
        gc.enable()
        gc.unfreeze()
    return times[hidden_at.path], times[never_at.path]


def compare(kind: Kind, hidden: list[float], never: list[float], *, level: float, seed: int) -> Measured:
    """The difference of the medians, with the interval that resampling gives at this level."""
    chance = random.Random(seed)
    base = statistics.median(never)

    def again(times: list[float]) -> float:
        return statistics.median(chance.choices(times, k=len(times)))

    drawn = sorted((again(hidden) - again(never)) / base for _ in range(ROUNDS))
    middle = statistics.median(hidden)
    low, high = drawn[int(ROUNDS * level / 2)], drawn[min(ROUNDS - 1, int(ROUNDS * (1 - level / 2)))]
    return Measured(kind, len(hidden), middle, base, (middle - base) / base, low, high)


@contextmanager
def hidden_offers_take_longer() -> Iterator[None]:
    """A fault: what is there is loaded, with all its people, before it is found to be somebody else's."""
    right = offer_queries.offer_to_open

    def slow(by: Actor, reference: str) -> offer_queries.Opened:
        if there := Offer.objects.select_related("asking", "team").filter(reference=reference).first():
            offer_queries.people_of(there)
            offer_queries.attempts_of(there)
        return right(by, reference)

    with patch.object(offer_queries, "offer_to_open", slow):
        yield
