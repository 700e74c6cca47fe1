"""The kinds of personal data. Every protected field belongs to exactly one, and sharing decides on each apart."""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """Order matters: a set of categories is stored as a bit mask (see `mask`), so new ones go at the end."""

    EXISTENCE = "existence"
    IDENTITY = "identity"
    WHEREABOUTS = "whereabouts"
    KIN = "kin"
    CUSTODY_FACT = "custody_fact"
    CUSTODY_DETAILS = "custody_details"
    SUPPORT = "support"
    WELLBEING = "wellbeing"
    HEALTH = "health"
    EDUCATION = "education"
    RISK = "risk"
    CONTACT = "contact"
    DEMOGRAPHICS = "demographics"

    @property
    def bit(self) -> int:
        return 1 << _POSITION[self]


_POSITION = {category: place for place, category in enumerate(Category)}


def mask(categories: set[Category] | frozenset[Category] | list[Category] | tuple[Category, ...]) -> int:
    """The bit mask that stands for `categories` in a database column."""
    return sum(category.bit for category in set(categories))


def unmask(bits: int) -> frozenset[Category]:
    """The categories that a bit mask stands for."""
    return frozenset(category for category in Category if bits & category.bit)
