"""Whether addresses still answer: asked of a real server on this machine, and never of this machine where a site runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.library.actions import check_some_links
from kinkeeper.library.actions.links import EVERY, look
from kinkeeper.library.models import LinkCheck
from kinkeeper.library.queries import needs_an_editor
from tests.library.shelves import book
from tests.signing import agency, signed_in, works

MOVES = {
    "/moved": "/here",
    "/for-good": "/moved",
    "/round": "/round",
    "/to-a-file": "file:///etc/hostname",
    "/away": "//nowhere.invalid/",
}
STATUSES = {"/here": 200, "/gone": 404, "/broken": 500, "/members": 401}


class Answers(BaseHTTPRequestHandler):
    """A small site with a page that moved, one that is gone, one that never answers, and one that refuses HEAD."""

    asked: list[tuple[str, str]]
    let_go: threading.Event

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.asked.append((self.command, self.path))
        if self.path == "/never":
            self.let_go.wait(10)
            return
        if self.path in MOVES:
            self.send_response(302 if self.path == "/moved" else 301)
            self.send_header("Location", MOVES[self.path])
        elif self.path == "/readers-only":
            self.send_response(405 if self.command == "HEAD" else 200)
        else:
            self.send_response(STATUSES.get(self.path, 404))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    asked: list[tuple[str, str]] = []
    let_go = threading.Event()
    handler = type("Handler", (Answers,), {"asked": asked, "let_go": let_go})
    serving = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}", asked
    let_go.set()
    serving.shutdown()
    thread.join()
    serving.server_close()


@pytest.mark.parametrize(
    ("path", "works", "found", "asked"),
    [
        ("/here", True, "status 200", [("HEAD", "/here")]),
        ("/for-good", True, "status 200", [("HEAD", "/for-good"), ("HEAD", "/moved"), ("HEAD", "/here")]),
        ("/readers-only", True, "status 200", [("HEAD", "/readers-only"), ("GET", "/readers-only")]),
        ("/gone", False, "status 404", [("HEAD", "/gone")]),
        ("/broken", False, "status 500", [("HEAD", "/broken")]),
        ("/members", False, "status 401", [("HEAD", "/members")]),
        ("/round", False, "moved too often", [("HEAD", "/round")] * 5),
        ("/to-a-file", False, "not a web address", [("HEAD", "/to-a-file")]),
        ("/never", False, "TimeoutError", [("HEAD", "/never")]),
    ],
)
def test_what_a_server_says_is_what_is_found(
    server: tuple[str, list[tuple[str, str]]], path: str, works: bool, found: str, asked: list[tuple[str, str]]
) -> None:
    site, heard = server
    assert look(site + path, seconds=0.5, public_only=False) == (works, found)
    assert heard == asked


def test_a_server_that_is_not_there_does_not_work(server: tuple[str, list[tuple[str, str]]]) -> None:
    assert look("http://127.0.0.1:9/", seconds=0.5, public_only=False) == (False, "ConnectionRefusedError")


def test_this_machines_own_network_is_never_asked(server: tuple[str, list[tuple[str, str]]]) -> None:
    site, heard = server
    for address in (f"{site}/here", site.replace("127.0.0.1", "localhost") + "/here", "http://127.0.0.1/", "http://[::1]/"):
        assert look(address)[0] is False
    assert heard == []


@pytest.mark.django_db
def test_addresses_are_asked_for_monthly_only_where_switched_on_and_breakage_comes_to_the_editors(settings: Any) -> None:
    broken = book("Finding Dad", url="http://127.0.0.1/finding-dad")
    book("Seeing Sam")
    began = datetime(2026, 11, 21, 9, tzinfo=UTC)
    with clock_reading(began):
        settings.LIBRARY_LINK_CHECKS = False
        assert (check_some_links(), LinkCheck.objects.count()) == (0, 0)
        settings.LIBRARY_LINK_CHECKS = True
        assert (check_some_links(), check_some_links()) == (1, 0)
    with clock_reading(began + EVERY + timedelta(minutes=1)):
        assert check_some_links() == 1
    assert [check.resource for check in needs_an_editor()] == [broken]
    edith = signed_in(works("Edith", agency("Ties East"), Role.COORDINATOR))
    assert "Finding Dad" in edith.get("/library/desk/").content.decode()
