"""Authors' names: "Family, Given" for a person, plain words for a body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A person's family and given names; a body has only `family`."""

    family: str
    given: str = ""

    @property
    def stored(self) -> str:
        return f"{self.family}, {self.given}" if self.given else self.family


def read_name(stored: str) -> Name:
    """A name as stored."""
    family, comma, given = stored.partition(",")
    return Name(family.strip(), given.strip() if comma else "")


def tidy_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names without empty ones and repeats, spaces made single, in order."""
    tidied = (" ".join(name.split()).strip(" ,;") for name in names)
    return tuple(dict.fromkeys(name for name in tidied if name))


def initials(given: str) -> str:
    """The initials of given names: "Peter Aage" is "P. A."."""
    letters = [part[0] for part in given.replace("-", " ").replace(".", ". ").split() if part[0].isalpha()]
    return " ".join(f"{letter.upper()}." for letter in letters)


def author_list(names: Sequence[str]) -> str:
    """Names as a reference list gives them: "Lewis, S., Bates, S. and Murray, J."; more than six are cut to "and others"."""
    said = []
    for stored in names:
        name = read_name(stored)
        said.append(f"{name.family}, {initials(name.given)}" if initials(name.given) else name.family)
    if len(said) > 6:
        return f"{said[0]} and others"
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""


def author_short(names: Sequence[str]) -> str:
    """Names as a text gives them: "Murray and Farrington", "Lewis and others"."""
    families = [read_name(stored).family for stored in names]
    if len(families) > 2:
        return f"{families[0]} and others"
    return " and ".join(families)
