"""Is it the same thing? Entries are twins when their numbers agree, or their titles do and nothing speaks against it."""

from __future__ import annotations

import re
import unicodedata

from kinkeeper.library.types import Draft

KEY_LENGTH = 120


def plain(text: str) -> str:
    """Small letters, figures and single spaces: no accents, quotation marks or dashes."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"['’‘`]", "", letters)))


def match_key(title: str) -> str:
    """What titles are compared by: no accents, punctuation, capitals, or leading article."""
    return re.sub(r"^(a|an|the) ", "", plain(title))[:KEY_LENGTH]


def tidy_isbn(typed: str) -> str:
    """The ten or thirteen characters of a valid ISBN; "" when it is none."""
    digits = re.sub(r"[\s-]", "", typed).upper().removeprefix("ISBN").lstrip(":")
    if re.fullmatch(r"\d{9}[\dX]", digits):
        total = sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
        return digits if total % 11 == 0 else ""
    if re.fullmatch(r"97[89]\d{10}", digits):
        total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
        return digits if total % 10 == 0 else ""
    return ""


def tidy_doi(typed: str) -> str:
    """A DOI without the address before it, in small letters; "" when it is none."""
    doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", typed.strip(), flags=re.IGNORECASE).lower()
    return doi if re.fullmatch(r"10\.\d{4,9}/\S{1,100}", doi) else ""


def are_twins(one: Draft, other: Draft) -> bool:
    """Whether two entries are probably the same thing."""
    for field in ("doi", "isbn"):
        mine, theirs = getattr(one, field), getattr(other, field)
        if mine and mine == theirs:
            return True
        if mine and theirs:
            return False
    if match_key(one.title) != match_key(other.title):
        return False
    if one.year and other.year and one.year != other.year:
        return False
    if one.subtitle and other.subtitle and plain(one.subtitle) != plain(other.subtitle):
        return False
    return not (one.authors and other.authors and not _share_a_family(one, other))


def _share_a_family(one: Draft, other: Draft) -> bool:
    families = [{plain(name.partition(",")[0]) for name in draft.authors} for draft in (one, other)]
    return bool(families[0] & families[1])
