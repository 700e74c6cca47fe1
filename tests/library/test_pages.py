"""The public pages: open to anyone, no cookie, nothing typed ever becomes markup, and no more queries for more rows."""

from __future__ import annotations

import json
import re
import threading
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from django.test import Client

from kinkeeper.foundation import search
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.search import store
from kinkeeper.library.actions import add_collection, put_on_shelf, remove_resource
from kinkeeper.library.types import Kind
from tests.library.shelves import book

pytestmark = pytest.mark.django_db

BAD = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'"


def test_the_first_page_counts_what_there_is_and_sets_no_cookie(client: Client) -> None:
    book("The bear who waited", audiences=("under_8",), stages=("prison",), kind=Kind.STORY_BOOK)
    book("Going to court", stages=("court",), kind=Kind.LEAFLET)
    search.rebuild()

    page = client.get("/library/")

    words = page.content.decode()
    assert page.status_code == 200
    assert "2 things in all." in words
    assert 'href="/library/find/?audience=under_8"' in words
    assert page.cookies == {}
    assert "Exit this page" in words
    assert "<title>Library – Kinkeeper</title>" in words


def test_what_is_found_can_be_narrowed_by_links_alone(client: Client) -> None:
    book("Going to court", stages=("court",), kind=Kind.LEAFLET)
    book("Court in pictures", stages=("court",), kind=Kind.COMIC)
    book("Coming home", stages=("release",))
    search.rebuild()

    wide = client.get("/library/find/?q=court").content.decode()
    narrow = client.get("/library/find/?q=court&kind=comic").content.decode()

    assert "2 things fit, best first" in wide
    assert "?q=court&amp;kind=comic" in wide
    assert "1 thing fits, best first" in narrow
    assert "Court in pictures" in narrow
    assert "Going to court" not in narrow
    assert 'href="?q=court&amp;kind=comic&amp;kind=leaflet"' in narrow


def test_nothing_found_says_what_to_do(client: Client) -> None:
    search.rebuild()
    words = client.get("/library/find/?q=zzzzqqqq").content.decode()

    assert "Nothing found" in words
    assert "/search/?q=zzzzqqqq" in words


def test_a_misspelt_word_is_understood_and_said(client: Client) -> None:
    book("Visiting day")
    search.rebuild()

    words = client.get("/library/find/?q=vistiing").content.decode()

    assert "<strong>visiting</strong>" in words
    assert "Visiting day" in words


def test_html_in_every_field_stays_text(client: Client) -> None:
    names = ("subtitle", "publisher", "format", "length", "cost", "how_to_get", "licence", "description", "good_for", "journal")
    resource = book(
        BAD, authors=(BAD,), listed_in=BAD, address_then=BAD, address_then_year=2008, **dict.fromkeys(names, BAD[:70])
    )
    shelf = add_collection(by=SYSTEM, title=BAD, description=BAD)
    put_on_shelf(by=SYSTEM, shelf=shelf, resource=resource)
    search.rebuild()

    for path in (
        "/library/",
        "/library/find/",
        "/library/find/?q=alert",
        f"/library/find/?q={BAD}&kind={BAD[:50]}",
        "/library/new/",
        f"/library/{resource.reference}/",
        f"/library/{resource.reference}/print/",
        "/library/collections/",
        f"/library/collections/{shelf.reference}/",
        "/search/?q=alert",
        f"/search/?q={BAD}",
    ):
        words = client.get(path).content.decode()
        scripts = re.findall(r"<script[^>]*>", words)
        assert all("src=" in tag or "application/ld+json" in tag for tag in scripts), path
        assert "<img" not in words, path
        assert words.count("</script>") == len(scripts), path


def test_the_head_describes_the_resource_for_other_machines(client: Client) -> None:
    resource = book("Bears </script> & <b>", authors=("Doe, Jane",), year=1999, audiences=("ages_8_to_12", "teachers"))

    words = client.get(f"/library/{resource.reference}/").content.decode()

    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', words, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert (data["@type"], data["name"], data["typicalAgeRange"]) == ("Book", "Bears </script> & <b>", ["8-12"])
    assert data["audience"] == [{"@type": "EducationalAudience", "educationalRole": "Teachers and schools"}]


def test_an_old_address_is_history_and_never_a_link(client: Client) -> None:
    resource = book(
        "Old leaflet", address_then="www.example.org; 0808 157 0001", address_then_year=2008, url="https://example.org/x"
    )

    words = client.get(f"/library/{resource.reference}/").content.decode()

    assert "Address given in 2008" in words
    assert "Never, since it was listed" in words
    assert 'href="https://example.org/x"' not in words


def test_a_removed_resource_is_the_same_as_none(client: Client) -> None:
    resource = book("Gone tomorrow")
    remove_resource(by=SYSTEM, resource=resource, seen=1)

    gone = client.get(f"/library/{resource.reference}/")
    never = client.get("/library/0000-0000/")

    assert (gone.status_code, gone.content) == (never.status_code, never.content)
    assert gone.status_code == 404


@pytest.mark.parametrize("form", ["ris", "bib", "json"])
def test_references_can_be_taken_away(client: Client, form: str) -> None:
    resource = book("Going to court")
    answer = client.get(f"/library/{resource.reference}/reference.{form}")

    assert answer.status_code == 200
    assert "Going to court" in answer.content.decode()
    assert answer["Content-Disposition"] == f'attachment; filename="{resource.reference}.{form}"'
    assert client.get(f"/library/{resource.reference}/reference.exe").status_code == 404


def test_what_is_new_is_a_feed(client: Client) -> None:
    book("First & <b>")
    book("Second")

    feed = ET.fromstring(client.get("/library/new.rss").content)

    assert [item.findtext("title") for item in feed.iter("item")] == ["Second", "First & <b>"]


def test_more_rows_ask_no_more_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    shelf = add_collection(by=SYSTEM, title="All")
    made = [book(f"Visiting number {number}", audiences=("carers",), subjects=("visiting",)) for number in range(30)]
    for resource in made:
        put_on_shelf(by=SYSTEM, shelf=shelf, resource=resource)
    search.rebuild()

    for path, most in (
        ("/library/", 5),
        ("/library/find/?q=visiting", 2),
        ("/library/new/", 2),
        (f"/library/collections/{shelf.reference}/", 4),
        (f"/library/{made[0].reference}/", 5),
        (f"/library/collections/{shelf.reference}/print/", 4),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200


def test_an_index_being_built_is_said_plainly(client: Client) -> None:
    entered, leave = threading.Event(), threading.Event()

    def build_slowly() -> None:
        with store.writing():
            entered.set()
            leave.wait(10)

    builder = threading.Thread(target=build_slowly)
    builder.start()
    entered.wait(5)
    try:
        answers = [client.get(path) for path in ("/library/", "/library/find/?q=a", "/search/?q=a", "/search/suggest/?q=abc")]
    finally:
        leave.set()
        builder.join()

    assert [answer.status_code for answer in answers] == [200, 503, 503, 200]
    assert "Search is being made ready" in answers[1].content.decode()
