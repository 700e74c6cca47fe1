"""A page that is only asked for is read as of one moment; one that wrote what another wrote meanwhile is asked for again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kinkeeper.agencies.models import Agency
from kinkeeper.agencies.types import AgencyKind
from kinkeeper.web.middleware import TRIES, WhoIsAsking

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite nobody reads inside a transaction"),
    pytest.mark.django_db(transaction=True),
]


class Nobody:
    is_authenticated = False


def asks(page: Callable[[], HttpResponse], method: str = "GET") -> Any:
    """Ask for a page as Django would: what it raises goes to `process_exception`, and is a page by then."""
    request = RequestFactory().generic(method, "/")
    request.user = Nobody()  # type: ignore[assignment]

    def get_response(request: HttpRequest) -> HttpResponse:
        try:
            with transaction.atomic():
                return page()
        except OperationalError as error:
            answer = middleware.process_exception(request, error)
            if answer is None:
                raise
            return answer  # type: ignore[return-value]

    middleware = WhoIsAsking(get_response)
    return middleware(request)


def elsewhere(work: Callable[[], Any]) -> None:
    """Somebody else does it, on a connection of their own, and is done."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    other = threading.Thread(target=run)
    other.start()
    other.join()


def founded(name: str) -> None:
    Agency.objects.create(kind=AgencyKind.SCHOOL, name=name)


@pytest.mark.parametrize(("method", "sees"), [("GET", [0, 0]), ("POST", [0, 1])])
def test_what_is_read_first_and_last_is_of_one_moment(method: str, sees: list[int]) -> None:
    counted = []

    def page() -> HttpResponse:
        counted.append(Agency.objects.count())
        elsewhere(lambda: founded("Hill School"))
        counted.append(Agency.objects.count())
        return HttpResponse("done")

    asks(page, method)

    assert counted == sees


def test_a_page_that_met_another_writer_is_asked_for_again() -> None:
    founded("Hill School")
    tries = []

    def page() -> HttpResponse:
        tries.append(Agency.objects.get().phone)
        if len(tries) == 1:
            elsewhere(lambda: Agency.objects.update(phone="01632 960001"))
        Agency.objects.update(name="Hill School and Nursery")
        return HttpResponse("done")

    answer = asks(page)

    assert (answer.content, tries) == (b"done", ["", "01632 960001"])
    assert Agency.objects.get().name == "Hill School and Nursery"


def test_it_is_not_asked_for_for_ever() -> None:
    founded("Hill School")
    tries = []

    def page() -> HttpResponse:
        tries.append(Agency.objects.get().phone)
        elsewhere(lambda: Agency.objects.update(phone=f"01632 96000{len(tries)}"))
        Agency.objects.update(name="Hill School and Nursery")
        return HttpResponse("done")

    with pytest.raises(OperationalError):
        asks(page)

    assert len(tries) == TRIES
    assert Agency.objects.get().name == "Hill School"


def test_a_form_that_was_sent_is_never_done_twice() -> None:
    founded("Hill School")
    tries = []

    def page() -> HttpResponse:
        tries.append(1)
        raise OperationalError

    with pytest.raises(OperationalError):
        asks(page, "POST")

    assert len(tries) == 1
