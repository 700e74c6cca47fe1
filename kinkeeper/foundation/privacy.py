"""Labels: every model field says what kind of data it holds and how long it lives. An unlabelled field fails the tests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kinkeeper.foundation.categories import Category


class Keep(StrEnum):
    """How long a field lives. The days behind each are set by the agency or the jurisdiction."""

    ALWAYS = "always"  # not about a family: structure, codes, random references
    WITH_RECORD = "with_record"  # as long as the record it stands in
    WHILE_BASIS_LIVES = "while_basis_lives"  # until the last live basis for the person ends
    UNREACHED = "unreached"  # named but declined or never reached: the days the agency has set
    THIRTY_DAYS = "thirty_days"
    WHILE_MEMBER = "while_member"  # staff: while they work there
    SEALED = "sealed"  # in the ledger: references and codes only, kept with the chain


@dataclass(frozen=True, slots=True)
class Label:
    """What a field holds (`category`, or None when it is not personal data about a family) and how long it lives."""

    category: Category | None
    keep: Keep


STRUCTURE = Label(None, Keep.ALWAYS)
RECORD = Label(None, Keep.WITH_RECORD)
SEALED = Label(None, Keep.SEALED)
STAFF = Label(None, Keep.WHILE_MEMBER)


def about(category: Category, keep: Keep = Keep.WHILE_BASIS_LIVES) -> Label:
    """The label of a field that holds personal data of `category`."""
    return Label(category, keep)
