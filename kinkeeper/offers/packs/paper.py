"""Packs on paper: tagged PDF (PDF/UA-1) set by typst, in our own type, the same bytes for the same pack."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from kinkeeper.offers.packs.types import NEUTRAL_TITLE, Pack, Part

FOLDER = Path(__file__).parent
FONTS = FOLDER / "fonts"
# Characters that turn the reading direction round or cannot be seen could make a printed line say something else.
_UNSEEN = {"Cc", "Cf", "Co", "Cs"}
_KEPT = {"\n", "\u200c", "\u200d", "\u00ad"}
STAND_IN = "\u25a1"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def render_pdf(pack: Pack, large_print: bool = False) -> bytes:
    """One pack as a tagged A4 PDF. Its first page is the cover, whose back is blank. Large print is 18 point."""
    return _render([pack], large_print)


def render_batch(packs: Sequence[Pack], large_print: bool = False) -> bytes:
    """A day's packs in one PDF, each on its own sheets when printed on both sides, under a list that gives nobody away.

    ValueError when there are none.
    """
    if not packs:
        raise ValueError("a batch needs at least one pack")
    return _render(packs, large_print, top=_cover_list(packs))


def _cover_list(packs: Sequence[Pack]) -> dict[str, Any]:
    """References to tick off, and which pack has no address for the window: no name, no place, nothing of why."""
    return {
        "title": f"{len(packs)} for {long_day(max(pack.made_on for pack in packs))}",
        "says": "Tick each as it is put in its envelope. Then say on the screen that they were posted.",
        "rows": [
            {
                "reference": pack.reference,
                "goes": "by post" if pack.cover.addressee.name else "by hand, the window is empty",
            }
            for pack in packs
        ],
    }


def _render(packs: Sequence[Pack], large_print: bool, top: dict[str, Any] | None = None) -> bytes:
    data = {"title": NEUTRAL_TITLE, "large": large_print, "top": top, "packs": [_as_data(pack) for pack in packs]}
    return set_in_type("pack.typ", data, max(pack.made_on for pack in packs))


def set_in_type(template: str, data: dict[str, Any], made_on: date) -> bytes:
    """The template filled with `data` as PDF/UA-1, dated `made_on`. Letters no font of ours has become a square."""
    safe = printable(data)
    pdf: bytes = typst.compile(
        FOLDER / template,
        root=FOLDER,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"data": json.dumps(safe, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(made_on, time(), UTC),
    )
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """Our own fonts and typst's, never the machine's: the same letters everywhere."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])


def long_day(day: date) -> str:
    """A day in words: 21 November 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _as_data(pack: Pack) -> dict[str, Any]:
    return {
        "title": pack.title,
        "reference": pack.reference,
        "made_on": long_day(pack.made_on),
        "service": pack.cover.sender,
        "phone": pack.phone,
        "notice": pack.notice,
        "notice_language": pack.notice_language,
        "site": pack.site,
        "code": square_code(pack.site),
        "cover": {
            "sender": pack.cover.sender,
            "name": pack.cover.addressee.name,
            "lines": list(pack.cover.addressee.lines),
        },
        "sections": [
            {
                "title": section.title,
                "heading": section.heading,
                "language": section.title_language,
                "own_page": section.own_page,
                "blocks": [{"title": block.title, "parts": [_part(part) for part in block.parts]} for block in section.blocks],
            }
            for section in pack.sections
        ],
    }


def _part(part: Part) -> dict[str, Any]:
    return {"kind": type(part).__name__.lower(), **asdict(part)}


def square_code(address: str) -> str:
    """A QR code for `address` as SVG; empty for an empty address."""
    if not address:
        return ""
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", border=2, dark="#16191a", light="#ffffff")
    return drawing.getvalue().decode()


def printable(value: Any) -> Any:
    """The same data without what cannot be printed, and with a square for letters that no font of ours has."""
    if isinstance(value, str):
        return "".join(_printed(letter) for letter in unicodedata.normalize("NFC", value))
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value


def unprintable(words: Iterable[str]) -> frozenset[str]:
    """The letters in `words` that our fonts do not have, so that a worker can be told before a pack is posted."""
    return frozenset(letter for text in words for letter in text if _printed(letter) == STAND_IN != letter)


@cache
def _printed(letter: str) -> str:
    if (letter.isascii() and letter.isprintable()) or letter in _KEPT:
        return letter
    if unicodedata.category(letter) in _UNSEEN:
        return " " if letter in "\t\r\x0b\x0c\x85" else ""
    return letter if _has_letter(letter) else STAND_IN


@cache
def _has_letter(letter: str) -> bool:
    try:
        typst.compile(
            b'#set document(title: "x")\n#set text(lang: "en")\n#sys.inputs.letter',
            font_paths=_fonts(),
            format="pdf",
            sys_inputs={"letter": letter},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError:
        return False
    return True
