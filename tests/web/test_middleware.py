"""What stands between a request and every page."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kinkeeper.foundation.actors import NOBODY, Actor, ActorKind
from kinkeeper.foundation.errors import NotPermitted, NotVisible
from kinkeeper.ledger.actions import keyed_hash
from kinkeeper.ledger.models import Entry
from kinkeeper.web.middleware import WhoIsAsking

pytestmark = pytest.mark.django_db

ROSA = Actor(kind=ActorKind.STAFF, reference="R0SA-0001", role="link_worker", agency_reference="AGCY-0001")


def answer(error: Exception, actor: Actor) -> HttpResponse | None:
    """What the handler makes of an error in a view."""
    request: HttpRequest = RequestFactory().get("/families/K7QF-29MD/")
    request.actor = actor  # type: ignore[attr-defined]
    return WhoIsAsking(lambda _: HttpResponse()).process_exception(request, error)


def test_what_was_asked_for_in_vain_is_written_down_as_a_hash() -> None:
    response = answer(NotVisible("K7QF-29MD", purpose="offer_support"), ROSA)

    entry = Entry.objects.get()
    assert response is not None
    assert response.status_code == 404
    assert (entry.actor, entry.outcome, entry.purpose) == ("R0SA-0001", "hidden", "offer_support")
    assert [line.person for line in entry.lines.all()] == [keyed_hash("K7QF-29MD")]


def test_a_page_that_names_nobody_writes_nothing() -> None:
    response = answer(NotVisible(), NOBODY)

    assert response is not None
    assert response.status_code == 404
    assert Entry.objects.count() == 0


def test_a_refusal_is_a_page_and_any_other_error_takes_its_way() -> None:
    refused = answer(NotPermitted("not_administrator"), ROSA)

    assert refused is not None
    assert refused.status_code == 403
    assert answer(ValueError("broken"), ROSA) is None
