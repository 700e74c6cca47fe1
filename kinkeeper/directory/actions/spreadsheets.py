"""Spreadsheets in and out: read safely, and hand bad rows back with the reasons beside them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from kinkeeper.directory.errors import FileRefused
from kinkeeper.directory.rules import is_telephone
from kinkeeper.directory.types import WEEK, BadRow, Draft, Hours, Spot, Telephone
from kinkeeper.foundation.clock import now

LARGEST_FILE = 5_000_000  # bytes, as sent
LARGEST_CONTENTS = 60_000_000  # bytes, unpacked: a zip bomb is far above, a list of 5,000 services far below
MOST_PARTS = 200
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 8_000

# The columns of the list, in order. The first two must be there; a file may leave out any other, and add columns of its own.
COLUMNS = (
    "name", "organisation", "what they do", "kinds", "who for", "stages", "youngest", "oldest", "cost", "about the cost",
    "languages", "getting in", "area", "how to ask", "website", "e-mail", "telephone", "open", "prisons", "place", "address",
    "town", "county", "postcode", "latitude", "longitude", "owner",
)  # fmt: skip
NEEDED = ("name", "organisation")
OPEN = re.compile(
    r"^(?P<first>mo|tu|we|th|fr|sa|su)\w*(?:\s*(?:-|–|to)\s*(?P<last>mo|tu|we|th|fr|sa|su)\w*)?\s+"
    r"(?P<opens>\d{1,2}:\d{2})\s*(?:-|–|to)\s*(?P<closes>\d{1,2}:\d{2})$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: its number there, and its cells as text."""

    number: int
    cells: tuple[str, ...]


def read_rows(name: str, content: bytes) -> tuple[tuple[str, ...], list[Row]]:
    """The header and the rows of an .xlsx or .csv file. Raises FileRefused for what is too large, broken or something else."""
    if len(content) > LARGEST_FILE:
        raise FileRefused("The file is larger than 5 MB. Split it in two.")
    kind = Path(name).suffix.lower()
    if kind == ".xlsx":
        lines = _read_workbook(content)
    elif kind == ".csv":
        lines = _read_csv(content)
    else:
        raise FileRefused("Send a spreadsheet saved as .xlsx or .csv.")
    rows = [row for row in lines if any(row.cells)]
    if not rows:
        raise FileRefused("The file is empty.")
    header = tuple(" ".join(cell.lower().split()) for cell in rows[0].cells)
    missing = [column for column in NEEDED if column not in header]
    if missing:
        raise FileRefused(f"The first row must name the columns; “{missing[0]}” is not among them.")
    return header, rows[1:]


def _read_workbook(content: bytes) -> Iterator[Row]:
    _refuse_bombs(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = [
            Row(number, tuple(_text(cell) for cell in cells))
            for number, cells in enumerate(
                sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True), start=1
            )
        ]
        book.close()
    except Exception as problem:
        raise FileRefused("The file cannot be read as a spreadsheet. Open it, save it as .xlsx and send it again.") from problem
    return iter(_no_more_than(rows))


def _refuse_bombs(content: bytes) -> None:
    """Unpack everything once, counting, before anything is parsed: what a header says of sizes is not believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if len(parts.infolist()) > MOST_PARTS:
                raise FileRefused("The file has too many parts to be a list of services.")
            unpacked = 0
            for part in parts.infolist():
                with parts.open(part) as stream:
                    head = stream.read(4096)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise FileRefused("The file holds something that a spreadsheet has no use for.")
                    unpacked += len(head)
                    while piece := stream.read(1 << 16):
                        unpacked += len(piece)
                        if unpacked > LARGEST_CONTENTS:
                            raise FileRefused("The file unpacks to far more than a list of services.")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as problem:
        raise FileRefused("The file cannot be read as a spreadsheet. Open it, save it as .xlsx and send it again.") from problem
    except Exception as problem:
        if isinstance(problem, FileRefused):
            raise
        raise FileRefused("The file is damaged.") from problem


def _read_csv(content: bytes) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise FileRefused("The file is not text. Save it as .csv or .xlsx and send it again.")
    separator = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    try:
        rows = [
            Row(number, tuple(_text(cell) for cell in cells[:MOST_COLUMNS]))
            for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1)
        ]
    except csv.Error as problem:
        raise FileRefused("The file cannot be read as .csv. Save it again, or as .xlsx.") from problem
    return iter(_no_more_than(rows))


def _no_more_than(rows: list[Row]) -> list[Row]:
    filled = [row for row in rows if any(row.cells)]
    if len(filled) > MOST_ROWS + 1:
        raise FileRefused(f"The file has more than {MOST_ROWS} rows. Split it.")
    return filled


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text: str = ILLEGAL_CHARACTERS_RE.sub("", str(cell))
    return text.strip()[:LONGEST_CELL]


def draft_of_row(header: Sequence[str], row: Row) -> tuple[Draft, list[str]]:
    """The draft that a row makes, and sentences for the cells that cannot be read."""
    cells = dict(zip(header, row.cells, strict=False))
    problems: list[str] = []

    def number(column: str) -> float | None:
        typed = cells.get(column, "").replace(",", ".")
        try:
            return float(typed) if typed else None
        except ValueError:
            problems.append(f"“{typed}” in the column “{column}” is not a number.")
            return None

    def age(column: str) -> int | None:
        value = number(column)
        if value is not None and not float(value).is_integer():
            problems.append(f"“{cells[column]}” in the column “{column}” is not a whole number.")
            return None
        return None if value is None else int(value)

    spot = Spot(
        name=cells.get("place", "")[:160],
        address=cells.get("address", "")[:300],
        town=cells.get("town", "")[:80],
        county=cells.get("county", "")[:80],
        postcode=cells.get("postcode", ""),
        latitude=number("latitude"),
        longitude=number("longitude"),
    )
    draft = Draft(
        name=cells.get("name", ""),
        organisation=cells.get("organisation", ""),
        summary=cells.get("what they do", ""),
        kinds=_codes(cells.get("kinds", "")),
        audiences=_codes(cells.get("who for", "")),
        stages=_codes(cells.get("stages", "")),
        min_age=age("youngest"),
        max_age=age("oldest"),
        cost=cells.get("cost", "").lower(),
        cost_words=cells.get("about the cost", ""),
        languages=listed(cells.get("languages", "")),
        access=cells.get("getting in", ""),
        coverage=cells.get("area", ""),
        how_to_ask=cells.get("how to ask", ""),
        website=cells.get("website", ""),
        email=cells.get("e-mail", ""),
        owner_email=cells.get("owner", ""),
        prisons=tuple(code.upper() for code in listed(cells.get("prisons", ""))),
        phones=tuple(telephone_of(typed) for typed in listed(cells.get("telephone", ""))),
        spots=(spot,) if any((spot.name, spot.address, spot.town, spot.postcode)) else (),
        hours=tuple(hours_of_line(typed) for typed in listed(cells.get("open", ""))),
        source="Spreadsheet",
    )
    return draft, problems


def listed(cell: str) -> tuple[str, ...]:
    """The parts of a cell or a box: one a line, or parted by semicolons."""
    return tuple(part.strip() for part in re.split(r"[;\n|]", cell) if part.strip())


def _codes(cell: str) -> tuple[str, ...]:
    return tuple(re.sub(r"[ -]+", "_", part.strip().lower()) for part in re.split(r"[;,\n|]", cell) if part.strip())


def telephone_of(typed: str) -> Telephone:
    """A number with words about it in brackets."""
    number, _, words = typed.partition("(")
    if number.strip() and is_telephone(number):
        return Telephone(number.strip()[:30], words.rstrip(") ")[:120])
    return Telephone(typed[:30])


def hours_of_line(typed: str) -> Hours:
    """Days and times where they can be read as such, else the words as typed."""
    match = OPEN.match(typed)
    if not match:
        return Hours(words=typed[:200])
    first = WEEK.index(match["first"].upper())
    last = WEEK.index((match["last"] or match["first"]).upper())
    try:
        opens, closes = (time.fromisoformat(match[name].zfill(5)) for name in ("opens", "closes"))
    except ValueError:
        return Hours(words=typed[:200])
    return Hours(days=WEEK[first : last + 1] or (WEEK[first],), opens=opens, closes=closes)


def bad_rows_back(header: Sequence[str], bad: Sequence[BadRow]) -> bytes:
    """An .xlsx of the rows that were not taken, as they were sent, with the reasons in a last column."""
    book = Workbook()
    book.properties.created = now().replace(tzinfo=None)
    sheet = book.active
    assert sheet is not None  # noqa: S101  (a new workbook has one sheet)
    sheet.title = "To mend"
    _write_line(sheet, 1, [*header, "please mend", "row in your file"])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for place, row in enumerate(bad, start=2):
        padded = [*row.cells, *[""] * (len(header) - len(row.cells))][: len(header)]
        _write_line(sheet, place, [*padded, " ".join(row.reasons), str(row.number)])
    sheet.freeze_panes = "A2"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def blank_list() -> bytes:
    """An empty .xlsx with the columns that an import reads."""
    return bad_rows_back(COLUMNS, ())


def _write_line(sheet: object, place: int, values: Sequence[str]) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row=place, column=column)  # type: ignore[attr-defined]
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"  # text even where it begins with "=": what was typed is never run
