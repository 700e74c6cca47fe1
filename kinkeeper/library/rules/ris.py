"""RIS, both ways: lines of a two-letter tag, two spaces, a hyphen, a space and a value; a record ends with ER."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kinkeeper.library.rules.drafting import is_web_address
from kinkeeper.library.types import BadItem, Draft, Kind, Reading

TO_RIS = {
    Kind.BOOK: "BOOK",
    Kind.STORY_BOOK: "BOOK",
    Kind.COMIC: "BOOK",
    Kind.LEAFLET: "PAMP",
    Kind.FACTSHEET: "PAMP",
    Kind.GUIDE: "BOOK",
    Kind.PACK: "GEN",
    Kind.FILM: "VIDEO",
    Kind.SOUND: "SOUND",
    Kind.GAME: "COMP",
    Kind.ART: "ART",
    Kind.WEBSITE: "ELEC",
    Kind.TRAINING: "GEN",
    Kind.PROGRAMME: "GEN",
    Kind.POLICY: "GOVDOC",
    Kind.LAW: "STAT",
    Kind.STANDARD: "STAND",
    Kind.STATISTICS: "DATA",
    Kind.REPORT: "RPRT",
    Kind.RESEARCH: "RPRT",
    Kind.ARTICLE: "MGZN",
    Kind.TOOL: "GEN",
}
FROM_RIS = {
    "ART": Kind.ART,
    "BILL": Kind.LAW,
    "BLOG": Kind.WEBSITE,
    "BOOK": Kind.BOOK,
    "CHAP": Kind.BOOK,
    "COMP": Kind.GAME,
    "DATA": Kind.STATISTICS,
    "EBOOK": Kind.BOOK,
    "ELEC": Kind.WEBSITE,
    "GEN": Kind.REPORT,
    "GOVDOC": Kind.POLICY,
    "JOUR": Kind.RESEARCH,
    "LEGAL": Kind.LAW,
    "MGZN": Kind.ARTICLE,
    "MPCT": Kind.FILM,
    "NEWS": Kind.ARTICLE,
    "PAMP": Kind.LEAFLET,
    "RPRT": Kind.REPORT,
    "SOUND": Kind.SOUND,
    "STAND": Kind.STANDARD,
    "STAT": Kind.LAW,
    "THES": Kind.RESEARCH,
    "VIDEO": Kind.FILM,
    "WEB": Kind.WEBSITE,
}
LINE = re.compile(r"^([A-Z][A-Z0-9])  - ?(.*)$")
LONGEST_VALUE = 20_000
OWN_KIND = "kinkeeper:kind="


def write_ris(entries: Iterable[tuple[str, Draft]]) -> str:
    """RIS of (reference, entry) pairs. Our own finer kind travels in C1, a field for one's own use."""
    return "".join(_record(reference, draft) for reference, draft in entries)


def _record(reference: str, draft: Draft) -> str:
    lines = [("TY", TO_RIS[Kind(draft.kind)]), ("ID", reference), ("TI", draft.title), ("ST", draft.subtitle)]
    lines += [("AU", author) for author in draft.authors]
    lines += [
        ("PB", draft.publisher),
        ("T2", draft.journal),
        ("PY", str(draft.year or "")),
        ("LA", draft.language),
        ("SN", draft.isbn),
        ("DO", draft.doi),
        ("UR", draft.url),
        ("AB", draft.description),
        ("M3", draft.format),
        ("C1", f"{OWN_KIND}{draft.kind}"),
    ]
    said = [f"{tag}  - {' '.join(value.split())}" for tag, value in lines if value]
    return "\r\n".join([*said, "ER  - ", "", ""])


def read_ris(text: str) -> Reading:
    """The records of a RIS file. Raises ValueError when no line of it is RIS."""
    good: list[tuple[int, Draft]] = []
    bad: list[BadItem] = []
    number, seen = 0, False
    tags: list[tuple[str, str]] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        match = LINE.match(line.lstrip("\ufeff").rstrip())
        if match is None:
            if tags and line.strip():  # a long value that goes on in the next line
                tag, value = tags[-1]
                if len(value) < LONGEST_VALUE:
                    tags[-1] = (tag, f"{value} {line.strip()}")
            continue
        tag, value = match.groups()
        seen = True
        if tag == "TY":
            if tags:
                number += 1
                bad.append(BadItem(number, _short(tags), ("the record does not end (no ER line)",)))
            tags = [(tag, value.strip())]
        elif tag == "ER":
            number += 1
            if tags:
                good.append((number, _draft(tags)))
            else:
                bad.append(BadItem(number, line.strip(), ("the record has no beginning (no TY line)",)))
            tags = []
        elif tags:
            tags.append((tag, value.strip()))
    if tags:
        bad.append(BadItem(number + 1, _short(tags), ("the record does not end (no ER line)",)))
    if not seen:
        raise ValueError("not RIS")
    return Reading(tuple(good), tuple(bad))


def _short(tags: list[tuple[str, str]]) -> str:
    return "; ".join(f"{tag} {value}" for tag, value in tags)[:200]


def _draft(tags: list[tuple[str, str]]) -> Draft:
    def first(*names: str) -> str:
        return next((value for name in names for tag, value in tags if tag == name and value), "")

    own = first("C1").removeprefix(OWN_KIND)
    year = re.search(r"\d{4}", first("PY", "Y1", "DA"))
    url = first("UR", "L1")
    return Draft(
        title=first("TI", "T1", "CT", "BT"),
        subtitle=first("ST") if first("ST") != first("TI", "T1") else "",
        kind=own if own in set(Kind) else FROM_RIS.get(first("TY"), Kind.REPORT),
        authors=tuple(value for tag, value in tags if tag in {"AU", "A1"} and value),
        publisher=first("PB"),
        journal=first("T2", "JO", "JF", "JA"),
        year=int(year[0]) if year else None,
        language=first("LA")[:12],
        isbn=first("SN") if len(first("SN").replace("-", "")) >= 10 else "",  # eight figures are an ISSN
        doi=first("DO"),
        url=url if is_web_address(url) else "",
        description=first("AB", "N2"),
        format=first("M3") if first("M3") != "DOI" else "",
    )
