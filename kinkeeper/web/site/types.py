"""The words of the public site: its sections, its pages' shapes, and what a page is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    PLAIN = "plain"
    EASY = "easy"  # Easy Read: short sentences, each beside a picture, for A4
    PAPER = "paper"  # print first: for somebody who will only ever see it on paper


class FactKind(StrEnum):
    """What kind of number it is. A stock may never be compared with a flow."""

    STOCK = "stock"  # so many on one day
    YEAR = "year"  # so many different children or people in the course of a year
    FLOW = "flow"  # so many events in a year: one person may be counted twice
    SHARE = "share"  # of those who were asked or counted, so many in a hundred
    STUDY = "study"  # a comparison found by research
    SUM = "sum"  # money
    TOTAL = "total"  # so many over several years together
    AIM = "aim"  # what a service promises, which nobody has counted
    UNSAID = "unsaid"  # the source does not say, and nobody may guess


class ListKind(StrEnum):
    """What pages draw on, each on a list of its own."""

    HELPLINES = "helplines"
    COLLECTIONS = "collections"
    FACTS = "facts"


# The first part of every address of the site. None of them says what the page is about: addresses stay in histories.
SECTIONS: Mapping[str, str] = {
    "home": "Home",
    "steps": "Step by step",
    "young": "For children and young people",
    "carers": "For those looking after a child",
    "away": "For a parent in prison",
    "sectors": "For people who work with families",
    "rights": "Rights",
    "facts": "Facts and figures",
    "words": "Words explained",
    "easy": "Easy Read",
    "read": "More to read",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a page: writing (`kind` is "text"), or a directive such as {scene: gate} with what it names."""

    kind: str
    text: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageWords:
    """What somebody writes on a page."""

    title: str
    tab: str = ""
    teaser: str = ""
    lead: str = ""
    source: str = ""
