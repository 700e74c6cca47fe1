"""The words of the ledger. References and codes only: words are rendered when read, so erasure never touches the chain."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kinkeeper.foundation.categories import Category


class Outcome(StrEnum):
    SERVED = "served"  # something was shown or sent
    DONE = "done"  # something was written
    HIDDEN = "hidden"  # asked for and not there for this actor, whether it exists or not


@dataclass(frozen=True, slots=True)
class Line:
    """What one entry says about one person.

    `person` is the person's reference (or, in a hidden entry, the keyed hash of the reference asked for).
    `categories` were told or written, `withheld` were asked for and refused; `rule` and `basis` say why it was allowed.
    """

    person: str
    categories: frozenset[Category] = frozenset()
    withheld: frozenset[Category] = frozenset()
    rule: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found. `problems` are sentences; empty means that no sealed row was edited, deleted or cut off."""

    blocks: int
    sealed: int
    unsealed: int
    oldest_unsealed_seconds: float
    last_seal: str
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not self.problems
