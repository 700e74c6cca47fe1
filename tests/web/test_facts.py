"""Each figure of the seed set against the words of its source: `cited.toml` beside this file quotes them.

Where the environment names a folder with the source documents (KINKEEPER_SOURCES), the quotations are looked up in them.
"""

from __future__ import annotations

import os
import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from kinkeeper.web.site.types import FactKind

IN_WORDS = {"two": "2", "three": "3", "five": "5"}
PUBLISHED = "2008"  # the guide's own year
FACTS: list[dict[str, Any]] = tomllib.loads((resources.files("kinkeeper.web.site") / "pages/lists.toml").read_text("utf-8"))[
    "facts"
]
CITED: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("cited.toml").read_text("utf-8"))["cited"]


def numbers(words: str) -> set[str]:
    """Every number in some words, 1,700 as 1700, and the few that the sources write as words."""
    digits = {found.replace(",", "") for found in re.findall(r"\d[\d,]*(?:\.\d+)?(?<!,)", words)}
    return digits | {number for name, number in IN_WORDS.items() if re.search(rf"\b{name}\b", words)}


def unsupported(fact: dict[str, Any], quoted: list[str]) -> set[str]:
    """The numbers of a fact (its figure, what it counts, where and when) that its source's words do not carry."""
    said = " ".join(fact[name] for name in ("figure", "says", "where", "when"))
    in_a_hundred = re.sub(r"\bin 100\b", "", said)
    written = set(re.findall(r"\d[\d,]*(?:\.\d+)?(?<!,)", in_a_hundred))
    return {number.replace(",", "") for number in written} - numbers(" ".join(quoted)) - {PUBLISHED}


def test_every_figure_is_quoted_once_and_every_quotation_is_of_a_figure() -> None:
    assert [row["figure"] for row in CITED] == [fact["figure"] for fact in FACTS]


@pytest.mark.parametrize(("fact", "cited"), list(zip(FACTS, CITED, strict=True)), ids=[fact["figure"] for fact in FACTS])
def test_the_source_says_every_number_of_a_fact(fact: dict[str, Any], cited: dict[str, Any]) -> None:
    assert unsupported(fact, cited["words"]) == set()
    assert {"004": "SCIE Guide 22"}[cited["seed"]] in fact["source"]


def test_a_number_that_the_source_does_not_say_is_named() -> None:
    fact, cited = FACTS[0], CITED[0]

    assert unsupported({**fact, "figure": "163,000 children"}, cited["words"]) == {"163000"}
    assert unsupported({**fact, "when": "in 2005"}, cited["words"]) == {"2005"}


def test_every_kind_of_number_is_one_that_the_page_explains() -> None:
    assert {fact["kind"] for fact in FACTS} <= set(FactKind)
    assert {fact["figure"] for fact in FACTS if fact["kind"] == FactKind.YEAR} == set()  # no source of ours says so of any


@pytest.mark.skipif(not os.environ.get("KINKEEPER_SOURCES"), reason="KINKEEPER_SOURCES names no folder of source documents")
def test_the_quotations_stand_in_the_sources() -> None:
    folder = Path(os.environ["KINKEEPER_SOURCES"])
    texts = {file.name[:3]: " ".join(file.read_text("utf-8", errors="replace").split()) for file in folder.glob("*.txt")}

    assert [words for row in CITED for words in row["words"] if words not in texts[row["seed"]]] == []
