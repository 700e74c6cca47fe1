"""RIS, BibTeX and CSL-JSON both ways, citations, and files that mean harm."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinkeeper.library.errors import UnreadableReferences
from kinkeeper.library.rules.bibtex import write_bibtex
from kinkeeper.library.rules.citing import cite
from kinkeeper.library.rules.csl import write_csl
from kinkeeper.library.rules.drafting import draft_of, entry_of, is_web_address, tidy
from kinkeeper.library.rules.matching import are_twins, tidy_doi, tidy_isbn
from kinkeeper.library.rules.reading import read_references
from kinkeeper.library.rules.ris import write_ris
from kinkeeper.library.types import Draft, Kind

BEARS = Draft(
    title="100% of bears & {their} \\ cubs_",
    subtitle="Waiting for é",
    kind=Kind.STORY_BOOK,
    authors=("O'Hare, Rosa Mae", "Müller, K.", "Bears & Friends (North)"),
    publisher="Den & Sons",
    journal="Bear Weekly",
    year=2001,
    language="en",
    format="DVD",
    description="A <b>bold</b> bear #1 costs $5.",
    isbn="9780306406157",
    doi="10.1234/bears_1",
    url="https://example.org/bears_1?a=b&c=d",
)
WRITERS = {"ris": write_ris, "bibtex": write_bibtex, "csl": write_csl}


@pytest.mark.parametrize("form", WRITERS)
def test_what_goes_out_comes_back(form: str) -> None:
    written = WRITERS[form]([("K7QF-29MD", BEARS)])

    reading = read_references(written.encode())

    assert reading.bad == ()
    assert reading.good == ((1, BEARS),)


LETTERS = st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs", "Cf", "Co", "Cn", "Lm", "Mn", "Me", "Sk"))
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=9), min_size=1, max_size=6).map(" ".join)


@pytest.mark.parametrize("form", WRITERS)
@settings(max_examples=80, deadline=None)
@given(title=WORDS, publisher=WORDS, kind=st.sampled_from(Kind), year=st.none() | st.integers(1500, 2100))
def test_any_title_goes_out_and_comes_back(form: str, title: str, publisher: str, kind: Kind, year: int | None) -> None:
    draft, wrong = tidy(Draft(title=title, publisher=publisher, kind=kind, year=year))
    if wrong or any(mark in title + publisher for mark in ("~", "--", "``", "''", "^", '"')):
        return  # BibTeX's own marks: a dash, a quotation mark, a space that does not break

    reading = read_references(WRITERS[form]([("K7QF-29MD", draft)]).encode())

    assert [item for _number, item in reading.good] == [draft]


def test_bibtex_as_others_write_it() -> None:
    text = r"""
    % a comment
    @string{press = "Small Press"}
    @comment{nothing}
    @Article{one, title = "On {B}ears and \"{O}st{\'e}", author = {Jane Doe and {The Bear Society} and Ng, P.},
      journal = jbs # { of Bears}, year = 1999, month = jan}
    @book(two, title={A second}, publisher = press, year="2004",)
    """
    reading = read_references(text.encode())

    assert reading.bad == ()
    first, second = (draft for _number, draft in reading.good)
    assert (first.title, first.year, first.journal) == ("On Bears and Östé", 1999, "jbs of Bears")
    assert first.authors == ("Doe, Jane", "The Bear Society", "Ng, P.")
    assert (second.title, second.publisher, second.year) == ("A second", "Small Press", 2004)


def test_a_malformed_entry_is_handed_back_and_the_next_one_is_read() -> None:
    text = (
        "@book{a, title = {Unclosed, year=2000}\n@article{b, title={Good}, year=2000}\n@book{c title}\n@book{d, year = 1999}\n"
    )

    reading = read_references(text.encode())

    assert [draft.title for _number, draft in reading.good] == ["Good"]
    assert [(item.number, item.reasons[0]) for item in reading.bad] == [
        (1, "the entry does not end (a closing brace is missing)"),
        (3, "there is no key followed by a comma"),
        (4, "there is no title"),
    ]


def test_ris_as_others_write_it() -> None:
    text = (
        "TY  - JOUR\r\nT1  - Visits\r\nA1  - Doe, J.\r\nY1  - 2003/05/01/\r\nN2  - A line\r\n that goes on\r\n"
        "UR  - javascript:alert(1)\r\nER  - \r\n\r\n"
        "TI  - no beginning\r\nER  - \r\nTY  - BOOK\r\nTI  - no end\r\n"
    )

    reading = read_references(text.encode())

    (_number, draft), *_none = reading.good
    assert (draft.title, draft.year, draft.kind, draft.description, draft.url) == (
        "Visits",
        2003,
        Kind.RESEARCH,
        "A line that goes on",
        "",
    )
    assert [item.number for item in reading.bad] == [2, 3]


def test_csl_items_in_another_shape_are_handed_back() -> None:
    items = [
        {"title": "Good", "type": "book"},
        "text",
        {"title": ["a"]},
        {"title": "Year", "issued": {"date-parts": [["x"]]}},
        {},
    ]

    reading = read_references(json.dumps(items).encode())

    assert [draft.title for _number, draft in reading.good] == ["Good"]
    assert [item.number for item in reading.bad] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\x00\x01\x02",
        b"PK\x03\x04 a zip",
        b"%PDF-1.7",
        b"{",
        b"[" * 100_000,
        b"12",
        b"<html>",
        b"x" * 5_000_001,
    ],
    ids=["empty", "words", "noughts", "zip", "pdf", "brace", "deep", "number", "html", "large"],
)
def test_a_file_that_is_none_of_them_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableReferences):
        read_references(data)


@pytest.mark.parametrize(
    "data",
    [
        b"@a{b,t={" * 60_000,
        b'@a{b,t="{\n' * 60_000,
        b"@a{b,\n" * 60_000,
        b"TY  - BOOK\n" * 100_000,
        b"TY  - BOOK\nTI  - x\n" + b"goes on\n" * 300_000,
        b"@book{b, title={" + b"{" * 100_000,
    ],
    ids=["unclosed", "unquoted", "headless", "endless", "long", "deep"],
)
def test_a_hostile_file_takes_no_longer_than_its_size(data: bytes) -> None:
    began = time.perf_counter()
    with contextlib.suppress(UnreadableReferences):
        read_references(data)

    assert time.perf_counter() - began < 20  # quadratic work would take many minutes


def test_an_entry_survives_its_own_history() -> None:
    assert draft_of(json.loads(json.dumps(entry_of(BEARS)))) == BEARS


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0-306-40615-2", "0306406152"),
        ("978 0 306 40615 7", "9780306406157"),
        ("0306406153", ""),
        ("080442957X", "080442957X"),
        ("abc", ""),
    ],
)
def test_isbn(typed: str, kept: str) -> None:
    assert tidy_isbn(typed) == kept


def test_doi_and_web_addresses() -> None:
    assert tidy_doi("https://doi.org/10.1000/ABC") == "10.1000/abc"
    assert tidy_doi("11.1000/abc") == ""
    assert [
        is_web_address(it)
        for it in ("https://example.org/a", "javascript:alert(1)", "https://a@example.org", "//x", "https://x")
    ] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_twins() -> None:
    assert are_twins(BEARS, replace(BEARS, isbn="", doi="", title="100% OF BEARS & their cubs", subtitle=""))
    assert not are_twins(BEARS, replace(BEARS, isbn="", doi="", year=1999))
    assert not are_twins(BEARS, replace(BEARS, doi="10.1234/other"))
    assert not are_twins(Draft(title="Visiting", authors=("Doe, J.",)), Draft(title="Visiting", authors=("Ng, P.",)))
    assert are_twins(Draft(title="The Visiting"), Draft(title="Visiting!"))


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (
            Draft(
                title="Maintaining ties",
                authors=("Lewis, Sara", "Bates, Salina", "Murray, Joseph"),
                year=2008,
                publisher="SCIE",
            ),
            "Lewis, S., Bates, S. and Murray, J. (2008) Maintaining ties, SCIE.",
        ),
        (Draft(title="Homeward bound", kind=Kind.FILM, publisher="APF"), "APF (n.d.) Homeward bound [Film]."),
        (Draft(title="A study", named_here=True), "(n.d.) [A study]."),
        (
            Draft(title="Ties", subtitle="A view", authors=("Condry, Rachel",), year=2018, journal="Ties Weekly", doi="10.1/a"),
            "Condry, R. (2018) Ties: A view, Ties Weekly, doi:10.1/a.",
        ),
    ],
)
def test_author_and_date(draft: Draft, said: str) -> None:
    assert cite(draft).plain == said
