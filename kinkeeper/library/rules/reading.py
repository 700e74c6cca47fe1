"""A file of references in whichever of the three formats it is."""

from __future__ import annotations

from collections.abc import Callable

from kinkeeper.library.errors import UnreadableReferences
from kinkeeper.library.rules.bibtex import read_bibtex
from kinkeeper.library.rules.csl import read_csl
from kinkeeper.library.rules.drafting import tidy
from kinkeeper.library.rules.ris import read_ris
from kinkeeper.library.types import BadItem, Draft, Reading

LARGEST = 5_000_000  # bytes
MOST_ITEMS = 5_000


def read_references(data: bytes) -> Reading:
    """The items of a RIS, BibTeX or CSL-JSON file, those that may be kept apart from those that may not.

    Raises UnreadableReferences for a file that is none of these, or too large.
    """
    if len(data) > LARGEST:
        raise UnreadableReferences("references_too_large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\x00" in text:
        raise UnreadableReferences
    for reader in _readers(text):
        try:
            return _kept(reader(text))
        except ValueError:
            continue
    raise UnreadableReferences


def _readers(text: str) -> list[Callable[[str], Reading]]:
    if text.lstrip()[:1] in {"[", "{"}:
        return [read_csl]
    return [read_ris, read_bibtex]


def _kept(reading: Reading) -> Reading:
    good: list[tuple[int, Draft]] = []
    bad = list(reading.bad)
    for number, draft in reading.good:
        if len(good) >= MOST_ITEMS:
            bad.append(BadItem(number, draft.title[:200], (f"a file may hold {MOST_ITEMS} items: send the rest in another",)))
            continue
        kept, wrong = tidy(draft)
        if wrong:
            bad.append(BadItem(number, (kept.title or "(no title)")[:200], tuple(wrong)))
        else:
            good.append((number, kept))
    return Reading(tuple(good), tuple(sorted(bad, key=lambda item: item.number)))
