"""The paper kit: permission before any name, in each place's own words."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from kinkeeper.foundation.jurisdiction import RoleName, jurisdiction, names
from kinkeeper.foundation.tomltable import BadTable
from kinkeeper.offers.packs.kit import TITLES, render_kit
from kinkeeper.offers.packs.types import Kit


def pages(which: Kit, place: str) -> list[str]:
    reader = PdfReader(io.BytesIO(render_kit(which, place)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.mark.parametrize("place", names())
@pytest.mark.parametrize("which", Kit)
def test_every_form_is_made_for_every_place(which: Kit, place: str) -> None:
    reader = PdfReader(io.BytesIO(render_kit(which, place)))

    assert reader.metadata is not None
    assert reader.metadata.title == TITLES[which]
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert not re.search(r"\b(offenders?|inmates?)\b", words, re.IGNORECASE)
    spoken = RoleName.DUTY_TEAM if which is Kit.INTERVIEW else RoleName.FAMILY_OFFICER
    assert jurisdiction(place).roles[spoken] in words


def test_the_first_night_card_is_three_questions_on_one_side() -> None:
    (card,) = pages(Kit.FIRST_NIGHT_CARD, "england_and_wales")

    assert re.findall(r"(?<!\d)([123]\. [^?]*\?)", card) == [
        "1. Does a child depend on you?",
        "2. Who has them now, and is that safe?",
        "3. Who should know tonight?",
    ]
    assert "Ring the children’s services duty team now." in card
    assert "28 days or more" in card


def test_permission_has_a_sheet_with_room_for_no_name() -> None:
    interview = pages(Kit.INTERVIEW, "scotland")

    assert "May we pass on the details of somebody in your family?" in interview[0]
    assert "Stop here." in interview[0]
    # No line, box or sticker for who it is; and the back of the sheet is blank, so it can be destroyed alone.
    assert not re.search(r"\bName\b|Prison number|Birth date|Signed", interview[0])
    assert interview[1].removesuffix("Page 2 of 5").strip() == "Induction interview, Scotland. Form of November 2026."
    assert "Part 2. About you" in interview[2]
    assert "Name" in interview[2]


def test_each_person_is_asked_for_apart_with_who_must_not_be_told() -> None:
    words = " ".join(pages(Kit.INTERVIEW, "england_and_wales"))

    asked = ("May we pass this on?", "To whom?", "For what?", "Until when?", "Who will NOT be told")
    assert [words.count(question) for question in asked] == [3, 3, 3, 3, 3]
    assert "A mark, never the reason." in words


def test_the_slip_has_a_copy_to_keep() -> None:
    (slip,) = pages(Kit.CONSENT_SLIP, "northern_ireland")

    assert slip.count("What I have agreed") == 2
    assert slip.count("I can stop this on any day,") == 2
    assert "Copy for me" in slip


def test_the_same_form_is_the_same_file() -> None:
    assert render_kit(Kit.INTERVIEW, "scotland") == render_kit(Kit.INTERVIEW, "scotland")


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(BadTable):
        render_kit(Kit.INTERVIEW, "atlantis")
