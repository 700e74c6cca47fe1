"""The one search box: all kinds together, narrowed to one, suggestions, and what it says when there is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kinkeeper.__main__ import main
from kinkeeper.foundation import search
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.search.reading import forget
from kinkeeper.library.actions import add_collection
from tests.library.shelves import book

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.HOME = tmp_path
    forget()
    yield
    forget()


def test_all_kinds_are_found_together_and_each_alone(client: Client) -> None:
    book("Letters from a grandmother")
    add_collection(by=SYSTEM, title="For every grandmother")
    search.rebuild()

    everything = client.get("/search/?q=grandmother").content.decode()
    collections = client.get("/search/?q=grandmother&kind=collection").content.decode()

    assert "2 things found" in everything
    assert "?q=grandmother&amp;kind=collection" in everything
    assert "1 thing found" in collections
    assert "Letters from a grandmother" not in collections


def test_suggestions_are_titles_with_addresses_and_leave_no_cookie(client: Client) -> None:
    resource = book("Letters <b>home</b>")
    search.rebuild()

    answer = client.get("/search/suggest/?q=lett")

    assert answer.json() == {
        "suggestions": [{"title": "Letters <b>home</b>", "url": f"/library/{resource.reference}/", "kind": "resource"}]
    }
    assert answer.cookies == {}


@pytest.mark.parametrize(
    "query", ["", "q=", "q=zzzz", "q=%00", "q=a&page=-1", "q=a&page=99999999", "q=a&kind=nothing", "kind=x" * 50]
)
def test_nothing_that_is_sent_breaks_it(client: Client, query: str) -> None:
    book("A book")
    search.rebuild()

    assert client.get(f"/search/?{query}").status_code == 200
    assert client.get(f"/search/suggest/?{query}").status_code == 200


def test_the_index_is_rebuilt_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    book("A book")

    assert main(["search", "rebuild"]) == 0
    assert '"documents": 1' in capsys.readouterr().out
