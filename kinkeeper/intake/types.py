"""The words of `intake`: what can be read from a line, and why one cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Refusal(StrEnum):
    """Why a line cannot be taken. Each has its words on the page of the feed's owner."""

    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    TOO_LARGE = "too_large"
    GZIP_CUT_SHORT = "gzip_cut_short"
    MISSING_MEMBER = "missing_member"  # eventType, version, occurredAt, prisonId or reason is not there, or of a wrong kind
    NO_TIME_ZONE = "no_time_zone"
    IMPOSSIBLE_DATE = "impossible_date"
    MISSING_NUMBER = "missing_number"
    MALFORMED_NUMBER = "malformed_number"
    NUMBERS_DISAGREE = "numbers_disagree"  # the event names two persons, or merges one into themselves
    UNKNOWN_REASON = "unknown_reason"
    UNKNOWN_PRISON = "unknown_prison"


class Ignored:
    """An event of a type that means nothing to us: counted, not refused."""


IGNORED = Ignored()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file, or one item of a batch, from 1. `refusal` is set when it could not even be read whole."""

    number: int
    body: bytes
    refusal: Refusal | None = None


@dataclass(slots=True)
class Count:
    """What became of what was read: `read` is the sum of the others."""

    read: int = 0
    recorded: int = 0
    duplicates: int = 0
    ignored: int = 0
    refused: int = 0

    def __add__(self, other: Count) -> Count:
        """Both together."""
        return Count(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(slots=True)
class Outcome:
    """The count, and the first hundred refusals as (line, reason)."""

    count: Count = field(default_factory=Count)
    refusals: list[tuple[int, Refusal]] = field(default_factory=list)
