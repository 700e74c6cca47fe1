"""The public site: whole, kind, sourced, and leaving little behind."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kinkeeper.design.marked import marked
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.web.models import Fact, Page
from kinkeeper.web.site.actions import load_pages
from kinkeeper.web.site.queries import all_documents
from kinkeeper.web.site.rules import DIRECTIVES, blocks_of, plain_words, problems_of_source
from kinkeeper.web.site.types import Block, FactKind

LABELS = re.compile(r"\b(offender|inmate|convict|criminal'?s child|broken famil)", re.IGNORECASE)


@pytest.fixture
def site(db: None) -> None:
    """The seed set."""
    load_pages(by=SYSTEM)


@pytest.mark.usefixtures("site")
def test_every_page_is_shown_links_somewhere_real_and_labels_nobody(client: Client) -> None:
    slugs = list(Page.objects.values_list("slug", flat=True))
    known = {"/", "/find/", "/find/places/", *(f"/{slug}/" for slug in slugs)}
    assert len(slugs) >= 40
    for slug in slugs:
        page = client.get("/" if slug == "home" else f"/{slug}/")
        text = page.content.decode()
        main = text.split("<main")[1].split("</main>")[0]
        assert page.status_code == 200, slug
        assert "Exit this page" in text
        assert "Print or share this page" in text
        assert page["Cache-Control"].count("no-store") == 1
        assert not LABELS.search(main), slug
        assert "prison" not in re.search(r"<title>(.*?)</title>", text)[1].lower(), slug  # type: ignore[index]
        assert "{" not in re.sub(r"<[^>]*>", "", main), slug
        for address in re.findall(r'href="(/[^"#?]*)"', main):
            assert (address if address.endswith("/") else f"{address}/") in known, (slug, address)


@pytest.mark.usefixtures("site")
def test_reading_leaves_no_cookie_and_addresses_name_no_prison(client: Client) -> None:
    assert not client.get("/").cookies
    assert not client.get("/young/a-visit/").cookies
    assert [slug for slug in Page.objects.values_list("slug", flat=True) if re.search("prison|jail|custody|arrest", slug)] == []


@pytest.mark.usefixtures("site")
def test_every_fact_names_its_source_place_time_and_kind_beside_it(client: Client) -> None:
    page = client.get("/facts/").content.decode()
    assert Fact.objects.count() >= 20
    for fact in Fact.objects.all():
        assert fact.kind in set(FactKind)
        assert f"{fact.where}, {fact.when}" in page.replace("&#39;", "'")


def test_drafts_and_unknown_pages_are_not_there(client: Client, db: None) -> None:
    assert client.get("/read/nothing/").status_code == 404
    assert client.get("/").status_code == 200  # a new site without pages still opens


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://example.org/track.png)",
        "[x]: javascript:alert(1)\n\n[x]",
        "<javascript:alert(1)>",
        '[x](/a "onmouseover=alert(1)")',
        "| <b onclick=x>a</b> |\n|---|\n| <iframe> |",
        "`<svg onload=alert(1)>`",
    ],
)
def test_nothing_that_is_written_on_a_page_runs(source: str) -> None:
    html = str(marked(source))
    assert not re.search(r"<(script|img|iframe|svg|b)[ >]", html)
    assert not re.search(r'(href|src)="\s*(javascript|data)', html, re.IGNORECASE)


def test_headings_lists_and_tables_are_made() -> None:
    html = str(marked("# One\n\n- a\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"))
    assert "<h2>One</h2>" in html
    assert "<li>a</li>" in html
    assert '<th scope="col" class="govuk-table__header">A</th>' in html


def test_directives_stand_on_lines_of_their_own_and_mistakes_are_named() -> None:
    source = "Hello\n{ring}\n{scene: gate}\nWords {ring} within\n{door: /a/ | B | C}"
    assert blocks_of(source) == [
        Block("text", "Hello"),
        Block("ring"),
        Block("scene", parts=("gate",)),
        Block("text", "Words {ring} within"),
        Block("door", parts=("/a/", "B", "C")),
    ]
    assert problems_of_source("{rng}\n{door: a}\nfine {ring}") == [
        "Line 1: “{rng}” is no directive that we know.",
        "Line 2: “{door: a}” is no directive that we know.",
    ]
    assert DIRECTIVES.keys() == {
        "door", "pages", "collection", "ring", "find", "facts", "history", "scene", "easy", "line",
    }  # fmt: skip


@pytest.mark.usefixtures("site")
def test_scenes_have_words_for_those_who_cannot_see_them(client: Client) -> None:
    page = client.get("/young/a-visit/").content.decode()
    drawn = re.findall(r'<svg viewBox="0 0 640 360" role="img" aria-label="([^"]+)"', page)
    assert len(drawn) == len(set(drawn)) == 10


def test_a_pages_words_are_found_without_its_marks() -> None:
    source = "## Bail\n\n- **Going** [home](/steps/)\n{ring}\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
    assert plain_words(source).split() == ["Bail", "Going", "home", "A", "B", "1", "2"]


@pytest.mark.usefixtures("site")
def test_every_published_page_but_the_door_is_put_into_the_search() -> None:
    found = {document.key for document in all_documents()}
    assert found == set(Page.objects.exclude(slug="home").values_list("slug", flat=True))
