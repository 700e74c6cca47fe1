"""Packs on paper, read back: tagged, in our own type, neutral outside, nothing typed ever taken for markup."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from pypdf import PdfReader

from kinkeeper.offers.packs.making import make_pack
from kinkeeper.offers.packs.paper import render_batch, render_pdf, unprintable
from kinkeeper.offers.packs.types import Addressee, AgeBand, PackRequest, PrisonFacts, Tie, Told

Ask = Callable[..., PackRequest]
NASTY = "Rosa #let $x$ *Quill* _a_ <script>alert(1)</script> @b \\\\ [c] `d` // {parent} “é”"


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf), strict=True)


def text_of(reader: PdfReader, page: int | None = None) -> str:
    pages = reader.pages if page is None else [reader.pages[page]]
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def catalogue(reader: PdfReader) -> Any:
    return reader.trailer["/Root"]


def fonts_of(reader: PdfReader) -> list[tuple[str, bool]]:
    """Each font's name, and whether its letters are in the file."""
    found = set()
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            for inner in font.get_object().get("/DescendantFonts", [font]):
                about = inner.get_object()["/FontDescriptor"]
                found.add((str(about["/FontName"]), any(key in about for key in ("/FontFile2", "/FontFile3"))))
    return sorted(found)


def headings(reader: PdfReader) -> list[str]:
    """The tags of the document's headings, in order."""
    tags: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if str(node.get("/S", "")).startswith("/H"):
                tags.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(catalogue(reader)["/StructTreeRoot"])
    return tags


def test_it_is_tagged_titled_and_in_a_language(ask: Ask) -> None:
    pack = make_pack(ask())
    reader = read(render_pdf(pack))

    assert catalogue(reader)["/MarkInfo"]["/Marked"].value is True
    assert catalogue(reader)["/Lang"] == "en-GB"
    assert catalogue(reader)["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata is not None
    assert reader.metadata.title == "Information for your family"
    assert reader.metadata.author is None
    assert reader.metadata.subject is None
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    assert headings(reader).count("/H1") == 1
    assert headings(reader).count("/H2") == len(pack.sections)


def test_it_is_set_in_our_own_type_which_is_in_the_file(ask: Ask) -> None:
    fonts = fonts_of(read(render_pdf(make_pack(ask()))))

    assert fonts
    assert all(inside for _, inside in fonts)
    assert {name.split("+")[-1] for name, _ in fonts} == {
        "AtkinsonHyperlegibleNext-Regular",
        "AtkinsonHyperlegibleNext-Bold",
    }


def test_the_outside_says_nothing(ask: Ask) -> None:
    reader = read(render_pdf(make_pack(ask())))

    assert text_of(reader, 0) == (
        "Harrowmere Family Links Rosa Quill 14 Mill Lane Harrowmere ZZ99 4RT Information for your family "
        "This is private. Please give it, unopened, to the person it is addressed to. Reference K7QF-29MD"
    )
    assert text_of(reader, 1) == ""
    assert text_of(reader, 2).startswith("Information for your family Made for you on 21 November 2026.")


def test_every_word_of_the_pack_is_in_it(ask: Ask) -> None:
    words = text_of(read(render_pdf(make_pack(ask()))))

    for said in ("Safety line, Harrowmere Castle", "0808 157 0110", "What to say to the children", "A page for you"):
        assert said in words
    assert "0808 157 0199" not in words


@pytest.mark.parametrize("ages", [tuple(some) for size in (1, 2, 3) for some in combinations(list(AgeBand)[1:], size)])
def test_the_loose_page_has_a_sheet_of_its_own(ages: tuple[AgeBand, ...], ask: Ask) -> None:
    reader = read(render_pdf(make_pack(ask(children=ages, near_home=()))))
    pages = [number for number, _ in enumerate(reader.pages) if "A page for you Hello" in text_of(reader, number)]

    assert pages == [len(reader.pages) - 1]
    assert pages[0] % 2 == 0


def test_large_print_is_eighteen_point(ask: Ask) -> None:
    sizes: list[float] = []

    def note(text: str, _matrix: Any, text_matrix: Any, _font: Any, size: float) -> None:
        if text.strip():
            sizes.append(round(abs(size * text_matrix[3]), 1))

    reader = read(render_pdf(make_pack(ask()), large_print=True))
    for page in reader.pages[2:]:
        page.extract_text(visitor_text=note)

    # The foot of the page, with its number, is smaller: it is not for reading.
    assert sorted(set(sizes))[:2] == [14.0, 18.0]
    assert max(set(sizes), key=sizes.count) == 18.0


def test_the_same_pack_is_the_same_file(ask: Ask) -> None:
    assert render_pdf(make_pack(ask())) == render_pdf(make_pack(ask()))


@pytest.mark.parametrize("large_print", [False, True])
def test_each_pack_of_a_batch_starts_on_a_new_sheet(large_print: bool, ask: Ask) -> None:
    names = ["Rosa Quill", "Danuta Fell", "Marek Stone", "Ifeoma Reed"]
    ties = [Tie.PARTNER, Tie.CHILD, Tie.GRANDPARENT, Tie.FRIEND]
    packs = [
        make_pack(ask(addressee=Addressee(name), reader=tie, told=told, reference=f"AAAA-000{place}"))
        for place, (name, tie, told) in enumerate(zip(names, ties, [*Told, Told.NONE], strict=True))
    ]

    reader = read(render_batch(packs, large_print=large_print))

    starts = {name: number for name in names for number, _ in enumerate(reader.pages) if name in text_of(reader, number)}
    assert list(starts) == names
    assert all(start % 2 == 0 for start in starts.values())
    assert all("Page 1 of" in text_of(reader, start + 2) for start in starts.values())
    assert reader.metadata is not None
    assert reader.metadata.title == "Information for your family"
    # What one family's pages say of their reference, no other family's do.
    first_pack = " ".join(text_of(reader, number) for number in range(starts["Rosa Quill"], starts["Danuta Fell"]))
    assert "AAAA-0000" in first_pack
    assert "AAAA-0001" not in first_pack


def test_the_list_on_top_of_a_batch_gives_nobody_away(ask: Ask) -> None:
    packs = [make_pack(ask()), make_pack(ask(addressee=Addressee(), reference="AAAA-0001"))]
    on_top = text_of(read(render_batch(packs)), 0)
    assert ("K7QF-29MD: by post" in on_top, "AAAA-0001: by hand, the window is empty" in on_top) == (True, True)
    for word in ("Rosa", "Quill", "Castle", "prison", "Danny", "ZZ99", "family"):
        assert word not in on_top


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        render_batch([])


def test_what_people_type_prints_as_they_typed_it(ask: Ask) -> None:
    request = ask(parent_word=NASTY, addressee=Addressee(NASTY), prison=PrisonFacts(name=NASTY, visits_times=NASTY))

    words = text_of(read(render_pdf(make_pack(request))))

    assert words.count(NASTY) > 5


@pytest.mark.parametrize("name", ["李小龍", "ਪੰਜਾਬੀ", "😀", "a\x00b\u202ec\ud800"])
def test_no_name_can_stop_a_pack(name: str, ask: Ask) -> None:
    reader = read(render_pdf(make_pack(ask(addressee=Addressee(name)))))

    assert "K7QF-29MD" in text_of(reader, 0)


def test_a_worker_is_told_which_letters_will_not_print() -> None:
    assert unprintable(["Rosa Łukasz Ŵyn Анна محمد"]) == frozenset()
    assert unprintable(["Rosa 李"]) == frozenset("李")


def test_hidden_letters_cannot_turn_a_line_round(ask: Ask) -> None:
    reader = read(render_pdf(make_pack(ask(addressee=Addressee("Ro\u202esa\u200b Quill")))))

    assert "Rosa Quill" in text_of(reader, 0)


def test_bare_facts_still_make_a_whole_pack(ask: Ask) -> None:
    bare = replace(make_pack(ask(prison=PrisonFacts(), addressee=Addressee())), site="https://kin.example.org/")
    reader = read(render_pdf(bare))

    assert "More help: https://kin.example.org/" in text_of(reader)
    assert "Ring us on 01632 960101" in text_of(reader)
