"""On PostgreSQL every page of every test is asked for as the web's own role, which owns nothing and stands before the wall."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.http import HttpRequest, HttpResponse

from kinkeeper.web.walls import grant_to, raise_walls

WEB_ROLE = "kinkeeper_web_of_tests"


def put_up() -> None:
    """Once a run: the walls, and a role of the web."""
    if connection.vendor == "postgresql":
        raise_walls()
        grant_to(WEB_ROLE)


@contextmanager
def as_the_web() -> Iterator[None]:
    """Within the block this connection has the web's role."""
    connection.ensure_connection()
    connection.connection.execute(f"SET ROLE {WEB_ROLE}")  # not counted among the page's queries
    try:
        yield
    finally:
        connection.connection.execute("RESET ROLE")


class AsTheWeb:
    """The outermost middleware of the tests on PostgreSQL."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with as_the_web():
            return self.get_response(request)
