"""One search for every room: what is found, in which order, and that the index follows the database."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from kinkeeper.foundation import search
from kinkeeper.foundation.search import Document, sources, store
from kinkeeper.foundation.search.reading import forget
from kinkeeper.foundation.search.writing import keep

SHELF: dict[str, Document] = {}


def _book(key: str, title: str, text: str = "", weight: float = 0.0, **facets: Sequence[str]) -> Document:
    return Document("book", key, title, text, f"/books/{key}/", facets, weight)


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Document]]:
    settings.HOME = tmp_path
    monkeypatch.setattr(sources, "_sources", {})
    search.register_source("book", lambda: list(SHELF.values()))
    SHELF.clear()
    for book in (
        _book("bear", "The bear who waited", "A bear waits for a friend to come home.", stage=["prison"], age=["under 8"]),
        _book("visit", "Visiting day", "What happens on a visit to a prison: gate, search, hall.", stage=["prison", "release"]),
        _book("letters", "Writing letters home", "How to write a letter that a child will keep.", stage=["remand"]),
        _book("cafe", "The café on the corner", "Coffee and cake after the visits."),
    ):
        SHELF[book.key] = book
    forget()
    yield SHELF
    forget()


def _keys(results: search.Results) -> list[str]:
    return [hit.key for hit in results.hits]


def test_a_title_comes_first_and_words_are_stemmed() -> None:
    search.rebuild()
    assert _keys(search.search("visiting day"))[0] == "visit"
    assert _keys(search.search("letter")) == ["letters"]
    assert _keys(search.search("prisons")) == ["visit"]


@pytest.mark.parametrize("typed", ["viisting day", "visitng", "vsiiting", "lettres", "wriitng"])
def test_one_slip_of_the_hand_is_forgiven(typed: str) -> None:
    search.rebuild()
    found = search.search(typed)
    assert _keys(found)[0] in {"visit", "letters"}
    assert found.corrected != ""


def test_accents_and_capitals_do_not_matter() -> None:
    search.rebuild()
    assert _keys(search.search("CAFE corner"))[0] == "cafe"
    assert _keys(search.search("Café"))[0] == "cafe"


def test_facets_are_counted_with_the_results_and_a_narrowed_group_can_be_widened() -> None:
    search.rebuild()
    all_books = search.search("")
    assert {count.value: count.count for count in all_books.facets["stage"]} == {"prison": 2, "release": 1, "remand": 1}
    narrowed = search.search("", facets={"stage": ["remand"]})
    assert _keys(narrowed) == ["letters"]
    assert {count.value: count.count for count in narrowed.facets["stage"]} == {"prison": 2, "release": 1, "remand": 1}
    assert "age" not in narrowed.facets
    assert search.search("", kinds=["film"]).total == 0
    assert search.search("", kinds=["film"]).kinds == {"book": 4}


def test_a_snippet_marks_the_words_that_were_found_and_markup_stays_text() -> None:
    SHELF["html"] = _book("html", "<b>Bold</b>", "Before <script>alert(1)</script> the gate opens.")
    search.rebuild()
    pieces = search.search("gates").hits[0].snippet + search.search("gates").hits[1].snippet
    assert [piece.text for piece in pieces if piece.found] == ["gate", "gate"]
    assert any("<script>" in piece.text for piece in pieces)


def test_weight_breaks_a_tie() -> None:
    SHELF["plain"] = _book("plain", "Court leaflet", "About court.")
    SHELF["best"] = _book("best", "Court leaflet", "About court.", weight=2.0)
    search.rebuild()
    assert _keys(search.search("court leaflet"))[:2] == ["best", "plain"]


@pytest.mark.parametrize(
    "typed", ["", " ", "'", '"', "(((", "title:foo AND", "a" * 10_000, "\x00", "* OR 1=1", "🙈", "é" * 400]
)
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    search.rebuild()
    search.search(typed)
    search.suggest(typed)


def test_a_page_beyond_the_last_is_the_last() -> None:
    for number in range(45):
        SHELF[f"n{number}"] = _book(f"n{number}", f"Number {number:02}")
    search.rebuild()
    last = search.search("number", page=99)
    assert (last.page, last.pages, last.total, len(last.hits)) == (3, 3, 45, 5)


def test_suggestions_begin_with_what_is_typed_and_forgive_a_slip() -> None:
    search.rebuild()
    assert [it.key for it in search.suggest("visiting d")] == ["visit"]
    assert [it.key for it in search.suggest("wri")] == ["letters"]
    assert [it.key for it in search.suggest("leters ho")] == ["letters"]
    assert search.suggest("w") == []


def test_what_changed_is_found_and_what_went_is_not() -> None:
    search.rebuild()
    SHELF["new"] = _book("new", "A new game")
    del SHELF["bear"]
    search.update("book", ["new", "bear"])
    assert _keys(search.search("new game"))[0] == "new"
    assert _keys(search.search("bear")) == []


def test_an_index_that_is_missing_or_broken_is_built_on_first_use() -> None:
    assert _keys(search.search("bear")) == ["bear"]
    forget()
    generation = store.current_generation()
    assert generation is not None
    (generation / "meta.json").write_text("not an index")
    assert _keys(search.search("bear")) == ["bear"]
    assert keep() == 0


def test_while_another_builds_it_says_so() -> None:
    entered, leave = threading.Event(), threading.Event()

    def build_slowly() -> None:
        with store.writing():
            entered.set()
            leave.wait(5)

    builder = threading.Thread(target=build_slowly)
    builder.start()
    entered.wait(5)
    with pytest.raises(search.SearchNotReady):
        search.search("bear")
    leave.set()
    builder.join()


def test_old_generations_are_removed() -> None:
    for _ in range(4):
        search.rebuild()
    assert len(list(store.home().glob("shape*"))) == 2


@pytest.mark.django_db(transaction=True)
def test_a_change_is_indexed_only_if_the_transaction_stands() -> None:
    from django.db import transaction
    from django_tasks_db.models import DBTaskResult

    search.changed("book", ["bear", "bear"])
    with transaction.atomic():
        search.changed("book", ["visit"])
        transaction.set_rollback(True)
    waiting = [task.args_kwargs["kwargs"] for task in DBTaskResult.objects.all()]
    assert waiting == [{"name": "search.update", "arguments": {"kind": "book", "keys": ["bear"]}}]
