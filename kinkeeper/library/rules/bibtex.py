"""BibTeX, both ways. The reader goes letter by letter without recursion, and begins again at the next entry after a bad one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from kinkeeper.library.rules.drafting import is_web_address
from kinkeeper.library.rules.names import Name, read_name
from kinkeeper.library.types import BadItem, Draft, Kind, Reading

TO_BIBTEX = {Kind.BOOK: "book", Kind.STORY_BOOK: "book", Kind.COMIC: "book", Kind.GUIDE: "book", Kind.LEAFLET: "booklet",
             Kind.FACTSHEET: "booklet", Kind.REPORT: "techreport", Kind.RESEARCH: "techreport", Kind.ARTICLE: "article",
             Kind.STATISTICS: "techreport"}  # fmt: skip
FROM_BIBTEX = {
    "article": Kind.RESEARCH,
    "book": Kind.BOOK,
    "booklet": Kind.LEAFLET,
    "dataset": Kind.STATISTICS,
    "electronic": Kind.WEBSITE,
    "inbook": Kind.BOOK,
    "incollection": Kind.BOOK,
    "inproceedings": Kind.RESEARCH,
    "manual": Kind.GUIDE,
    "mastersthesis": Kind.RESEARCH,
    "movie": Kind.FILM,
    "online": Kind.WEBSITE,
    "phdthesis": Kind.RESEARCH,
    "report": Kind.REPORT,
    "standard": Kind.STANDARD,
    "techreport": Kind.REPORT,
    "thesis": Kind.RESEARCH,
    "video": Kind.FILM,
    "www": Kind.WEBSITE,
}
MONTHS = dict.fromkeys(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), "")
SPECIAL = str.maketrans(
    {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}"}
)
ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "c": "\u0327",
    "v": "\u030c",
    "=": "\u0304",
}
LETTERS = {r"\ss": "ß", r"\o": "ø", r"\O": "Ø", r"\aa": "å", r"\AA": "Å", r"\ae": "æ", r"\AE": "Æ", r"\l": "ł", r"\L": "Ł"}
START = re.compile(r"@\s*([A-Za-z]+)\s*[{(]")
DEEPEST = 40
LONGEST_VALUE = 50_000
MOST_BAD = 2_000


class _Broken(Exception):
    """This entry cannot be read; the message says why."""


def write_bibtex(entries: Iterable[tuple[str, Draft]]) -> str:
    """BibTeX of (reference, entry) pairs. Our own finer kind travels in `keywords`."""
    return "\n".join(_entry(reference, draft) for reference, draft in entries)


def _entry(reference: str, draft: Draft) -> str:
    names = [read_name(stored) for stored in draft.authors]
    fields = {
        "title": _escaped(draft.title),
        "subtitle": _escaped(draft.subtitle),
        "author": " and ".join(_escaped(it.stored) if it.given else f"{{{_escaped(it.family)}}}" for it in names),
        "institution" if TO_BIBTEX.get(Kind(draft.kind)) == "techreport" else "publisher": _escaped(draft.publisher),
        "journal": _escaped(draft.journal),
        "year": str(draft.year or ""),
        "language": _escaped(draft.language),
        "isbn": draft.isbn,
        "doi": _escaped(draft.doi),
        "url": draft.url.replace("{", "%7B").replace("}", "%7D"),
        "howpublished": _escaped(draft.format),
        "abstract": _escaped(draft.description),
        "keywords": f"kinkeeper-{str(draft.kind).replace('_', '-')}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    kind = TO_BIBTEX.get(Kind(draft.kind), "misc")
    return "\n".join([f"@{kind}{{{reference},", *lines, "}", ""])


def read_bibtex(text: str) -> Reading:
    """The entries of a BibTeX file. Raises ValueError when it has none."""
    good: list[tuple[int, Draft]] = []
    bad: list[BadItem] = []
    words = dict(MONTHS)
    at, number = 0, 0
    while len(bad) < MOST_BAD and (match := START.search(text, at)):
        kind = match[1].lower()
        at = match.end()
        if kind == "comment":
            continue
        if kind not in {"string", "preamble"}:
            number += 1
        try:
            at = _read_entry(text, at, kind, number, words, good)
        except _Broken as problem:
            following = re.compile(r"^\s*@", re.MULTILINE).search(text, at)
            end = following.start() if following else len(text)
            bad.append(BadItem(max(number, 1), text[match.start() : end][:200].strip(), (str(problem),)))
            at = end
    if not number:
        raise ValueError("not BibTeX")
    return Reading(tuple(good), tuple(bad))


def _read_entry(text: str, at: int, kind: str, number: int, words: dict[str, str], good: list[tuple[int, Draft]]) -> int:
    if kind == "preamble":
        _value, at = _read_value(text, at, words)
        return at
    if kind != "string":
        comma = text.find(",", at)
        if comma < 0 or "\n@" in text[at:comma]:
            raise _Broken("there is no key followed by a comma")
        at = comma + 1
    fields: dict[str, str] = {}
    while True:
        at = _skip(text, at)
        if at >= len(text) or text[at] == "@":
            raise _Broken("the entry does not end (a closing brace is missing)")
        if text[at] in "})":
            at += 1
            break
        match = re.compile(r"([A-Za-z][\w:.+-]{0,60})\s*=\s*").match(text, at)
        if match is None:
            raise _Broken(f"a field was expected at “{' '.join(text[at : at + 40].split())}”")
        value, at = _read_value(text, match.end(), words)
        fields.setdefault(match[1].lower(), value)
    if kind == "string":
        words.update({name: value for name, value in fields.items() if len(value) < 500})
    else:
        good.append((number, _draft(kind, fields)))
    return at


def _skip(text: str, at: int) -> int:
    while at < len(text) and (text[at].isspace() or text[at] == ","):
        at += 1
    return at


def _read_value(text: str, at: int, words: dict[str, str]) -> tuple[str, int]:
    """A value from `at`: braced, quoted, a number or a word, joined by #; and the place after it."""
    parts: list[str] = []
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if at >= len(text):
            raise _Broken("a value is missing at the end")
        if text[at] == "{":
            end = _closing(text, at)
            parts.append(text[at + 1 : end])
            at = end + 1
        elif text[at] == '"':
            end = _closing_quote(text, at)
            parts.append(text[at + 1 : end])
            at = end + 1
        else:
            match = re.compile(r"[\w:.+-]{1,80}").match(text, at)
            if match is None:
                raise _Broken(f"a value was expected at “{' '.join(text[at : at + 40].split())}”")
            parts.append(words.get(match[0].lower(), match[0]))
            at = match.end()
        after = re.compile(r"\s*#").match(text, at)
        if after is None:
            return "".join(parts), at
        at = after.end()


def _closing(text: str, at: int) -> int:
    depth = 0
    for place in range(at, min(len(text), at + LONGEST_VALUE)):
        letter = text[place]
        if text[place - 1] == "\\" and letter in "{}" and place > at:
            continue
        if letter == "{":
            depth += 1
            if depth > DEEPEST:
                raise _Broken("there are too many braces within braces")
        elif letter == "}":
            depth -= 1
            if not depth:
                return place
        elif letter == "@" and text[place - 1] == "\n" and depth == 1 and START.match(text, place):
            break  # the next entry begins: this one's brace was forgotten
    raise _Broken("a brace is not closed")


def _closing_quote(text: str, at: int) -> int:
    depth = 0
    for place in range(at + 1, min(len(text), at + LONGEST_VALUE)):
        letter = text[place]
        if letter == "{":
            depth += 1
        elif letter == "}":
            depth -= 1
        elif letter == '"' and depth <= 0 and text[place - 1] != "\\":
            return place
        elif letter == "@" and text[place - 1] == "\n" and START.match(text, place):
            break
    raise _Broken("a quotation mark is not closed")


def _draft(kind: str, fields: dict[str, str]) -> Draft:
    plain = {name: _unescaped(value) for name, value in fields.items() if name not in {"author", "editor", "url"}}
    own = re.search(r"kinkeeper-([a-z-]+)", plain.get("keywords", ""))
    year = re.search(r"\d{4}", plain.get("year", "") or plain.get("date", ""))
    authors = fields.get("author") or fields.get("editor") or ""
    url = fields.get("url", "").strip().replace("\\", "")
    mine = own[1].replace("-", "_") if own else ""
    return Draft(
        title=plain.get("title", ""),
        subtitle=plain.get("subtitle", ""),
        kind=mine if mine in set(Kind) else FROM_BIBTEX.get(kind, Kind.REPORT),
        authors=tuple(_name(name) for name in re.split(r"\s+and\s+", authors.strip()) if name.strip()),
        publisher=plain.get("publisher") or plain.get("institution") or plain.get("organization") or plain.get("school") or "",
        journal=plain.get("journal") or plain.get("journaltitle") or plain.get("booktitle") or "",
        year=int(year[0]) if year else None,
        language=plain.get("language", "")[:12],
        isbn=plain.get("isbn", ""),
        doi=plain.get("doi", ""),
        url=url if is_web_address(url) else "",
        description=plain.get("abstract", ""),
        format=plain.get("howpublished", "")[:80],
    )


def _name(typed: str) -> str:
    typed = typed.strip()
    if typed.startswith("{") and typed.endswith("}"):
        return _unescaped(typed)  # braces keep a body's name whole
    name = _unescaped(typed)
    if "," in name:
        return name
    *given, family = name.split() or [""]
    return Name(family, " ".join(given)).stored


def _escaped(text: str) -> str:
    return " ".join(text.translate(SPECIAL).split())


def _unescaped(text: str) -> str:
    text = re.sub(r"\\textbackslash(\{\}|\b)", "\ue000", text)
    text = re.sub(r"\\([&%$#_{}])", lambda match: {"{": "\ue001", "}": "\ue002"}.get(match[1], match[1]), text)
    text = re.sub(r"\\(['`^\"~=]|[cv](?=[\s{]))\s*\{?([A-Za-z])\}?", _accented, text)
    for command, letter in LETTERS.items():
        text = re.sub(re.escape(command) + r"(\{\}|(?![A-Za-z])\s?)", letter, text)
    text = re.sub(r"\\[A-Za-z]+\s*", "", text).replace("~", " ").replace("---", "—").replace("--", "–")
    text = text.replace("``", "“").replace("''", "”").replace("{", "").replace("}", "").replace("\\", "")
    return " ".join(text.replace("\ue000", "\\").replace("\ue001", "{").replace("\ue002", "}").split())


def _accented(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[2] + ACCENTS[match[1]])
