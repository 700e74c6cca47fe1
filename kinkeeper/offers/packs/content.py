"""Reads the words kept in `content/`: one folder common to several jurisdictions, and one for what differs in each.

Markup, one kind a paragraph: "- " bullets, "1. " steps, "> " words to say, "! " a notice, else a paragraph; **bold**.
It is read before any value is put in, so that nothing a person typed can ever be markup.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from kinkeeper.foundation.jurisdiction import jurisdiction
from kinkeeper.foundation.tomltable import BadTable, Table
from kinkeeper.offers.packs.types import (
    AgeBand,
    Audience,
    Bullets,
    Fact,
    Insert,
    Library,
    Notice,
    Paragraph,
    Part,
    SectionKey,
    SourceBlock,
    Span,
    Spans,
    Standing,
    Steps,
    Tie,
    Titles,
    Told,
    Words,
)

FOLDER = Path(__file__).parent / "content"
_STEP = re.compile(r"^\d+\. ")


@cache
def library(code: str) -> Library:
    """Every block and title for that jurisdiction. Raises BadTable naming the file and the key that is wrong."""
    blocks: dict[str, SourceBlock] = {}
    for layer in jurisdiction(code).content:
        own = _layer(FOLDER / layer, blocks)
        blocks.update(own)
    titles = {file.stem: _titles(file) for file in sorted((FOLDER / "languages").glob("*.toml"))}
    ordered = sorted(blocks.values(), key=lambda block: (list(SectionKey).index(block.section), block.order, block.id))
    return Library(blocks=tuple(ordered), titles=titles)


def _layer(folder: Path, beneath: dict[str, SourceBlock]) -> dict[str, SourceBlock]:
    found: dict[str, SourceBlock] = {}
    for file in sorted(folder.glob("*.toml")):
        place = f"{folder.name}/{file.name}"
        table = Table(_toml(file, place), place)
        section = table.one_of(SectionKey, "section")
        reviewed, source = table.day("reviewed"), table.text("source")
        for row in table.tables("block"):
            replaces = row.switch("replaces", default=False)
            block = SourceBlock(
                id=row.text("id"),
                section=row.one_of(SectionKey, "section", default=section),
                order=row.number("order", least=0),
                audience=row.one_of(Audience, "audience", default=Audience.ADULT),
                title=row.text("title", default=""),
                parts=parse(row.text("text")),
                insert=row.one_of(Insert, "insert") if row.has("insert") else None,
                ties=row.some_of(Tie, "ties"),
                ages=row.some_of(AgeBand, "ages"),
                told=row.some_of(Told, "told"),
                standings=row.some_of(Standing, "standings"),
                needs=row.some_of(Fact, "needs"),
                lacks=row.some_of(Fact, "lacks"),
                tells=row.switch("tells", default=True),
                source=row.text("source", default=source),
                reviewed=row.day("reviewed") if row.has("reviewed") else reviewed,
            )
            row.done()
            if block.id in found or (block.id in beneath) is not replaces:
                row.refuse("id", f"{block.id} stands twice" if not replaces else f"{block.id} replaces nothing")
            found[block.id] = block
        table.done()
    return found


def _titles(file: Path) -> Titles:
    place = f"languages/{file.name}"
    table = Table(_toml(file, place), place)
    titles = Titles(
        language=file.stem,
        sections=table.table("sections").all_of(SectionKey),
        young=table.table("young").all_of(SectionKey),
        notice=table.text("notice", default=""),
    )
    return table.finish(titles)


def _toml(file: Path, place: str) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadTable(f"{place}: not TOML: {error}.") from error


def parse(text: str) -> tuple[Part, ...]:
    """The parts of a block's words. Blank lines part them; a line that goes on is joined to the one before."""
    return tuple(_part(piece) for piece in re.split(r"\n\s*\n", text.strip()))


def _part(piece: str) -> Part:
    lines = [line.strip() for line in piece.splitlines()]
    if lines[0].startswith("- "):
        return Bullets(tuple(spans(item) for item in _items(lines, re.compile(r"^- "))))
    if _STEP.match(lines[0]):
        return Steps(tuple(spans(item) for item in _items(lines, _STEP)))
    if lines[0].startswith("> "):
        return Words(spans(" ".join(line.removeprefix("> ") for line in lines)))
    if lines[0].startswith("! "):
        return Notice(spans(" ".join(line.removeprefix("! ") for line in lines)))
    return Paragraph(spans(" ".join(lines)))


def _items(lines: list[str], mark: re.Pattern[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if mark.match(line):
            items.append(mark.sub("", line))
        else:
            items[-1] += f" {line}"
    return items


def spans(text: str) -> Spans:
    """Words with their **bold** ones marked."""
    pieces = text.split("**")
    if len(pieces) % 2 == 0:
        raise BadTable(f"bold is opened and not closed in: {text}")
    return tuple(Span(piece, strong=place % 2 == 1) for place, piece in enumerate(pieces) if piece)
