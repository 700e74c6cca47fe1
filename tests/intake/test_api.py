"""`POST /api/v1/custody-events`: who is let in, what is answered, and what is never lost."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from kinkeeper.agencies.models import Agency
from kinkeeper.custody.actions import import_prisons
from kinkeeper.custody.models import CustodyEvent, Period
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.intake import actions
from kinkeeper.intake.models import FeedToken, Receipt, Refused
from tests.intake.samples import event, line, merge, number, wrapped

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/custody-events"


@pytest.fixture
def token() -> str:
    import_prisons(by=SYSTEM, rows=[{"prisonId": "XHI", "prisonName": "Highfold"}])
    owner = Agency.objects.create(kind="feed_owner", name="Custody feed service")
    return actions.add_feed(by=SYSTEM, name="custody", agency=owner.pk)[1]


def send(body: Any, token: str = "", content_type: str = "application/json") -> HttpResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client(enforce_csrf_checks=True).post(ADDRESS, raw, content_type=content_type, headers=headers)


def counts(answer: HttpResponse) -> tuple[int, ...]:
    found = json.loads(answer.content)
    return tuple(found[name] for name in ("read", "recorded", "duplicates", "ignored", "refused"))


def test_one_event_is_taken_with_a_receipt(token: str) -> None:
    answer = send(event(), token)
    assert (answer.status_code, counts(answer)) == (202, (1, 1, 0, 0, 0))
    assert Period.objects.count() == 1
    receipt = json.loads(answer.content)["receipt"]
    asked = Client().get(f"{ADDRESS}/{receipt}", headers={"Authorization": f"Bearer {token}"})
    assert (asked.status_code, asked.json()) == (
        200,
        {"receipt": receipt, "read": 1, "recorded": 1, "duplicates": 0, "ignored": 0, "refused": 0},
    )


@pytest.mark.parametrize(
    "body",
    [
        [event(), wrapped(merge()), event(), {"eventType": "other"}, number("bad"), 7],
        b"\n".join(line(each) for each in [event(), wrapped(merge()), event(), {"eventType": "other"}, number("bad"), 7]),
    ],
)
def test_a_batch_is_a_list_or_lines(token: str, body: Any) -> None:
    answer = send(body, token)
    assert (answer.status_code, counts(answer)) == (202, (6, 2, 1, 1, 2))
    assert json.loads(answer.content)["refusals"] == [
        {"line": 5, "reason": "malformed_number"},
        {"line": 6, "reason": "not_an_object"},
    ]
    assert Refused.objects.count() == 2


def test_sending_it_again_changes_nothing(token: str) -> None:
    send([event(), merge()], token)
    answer = send([merge(), event()], token)
    assert counts(answer) == (2, 0, 2, 0, 0)
    assert CustodyEvent.objects.count() == 2


@pytest.mark.parametrize("shown", ["", "wrong", "ünïcode"])
def test_without_a_live_token_nothing_is_read(token: str, shown: str) -> None:
    answer = send(event(), shown)
    assert (answer.status_code, json.loads(answer.content)["error"]) == (401, "unknown_token")
    assert CustodyEvent.objects.count() == 0


def test_a_token_is_kept_as_its_hash_alone(token: str) -> None:
    kept = FeedToken.objects.get()
    assert token not in str(kept.__dict__)
    assert len(kept.digest) == 64


def test_an_old_token_is_good_for_the_overlap_and_no_longer(token: str) -> None:
    feed = FeedToken.objects.get().feed
    fresh = actions.rotate_token(by=SYSTEM, feed=feed, overlap=timedelta(hours=2))
    assert [send(event(), each).status_code for each in (token, fresh)] == [202, 202]
    with clock_reading(now() + timedelta(hours=2)):
        assert [send(event(), each).status_code for each in (token, fresh)] == [401, 202]


def test_rotating_twice_never_makes_an_old_token_live_longer(token: str) -> None:
    feed = FeedToken.objects.get().feed
    actions.rotate_token(by=SYSTEM, feed=feed, overlap=timedelta(hours=1))
    actions.rotate_token(by=SYSTEM, feed=feed, overlap=timedelta(hours=48))
    with clock_reading(now() + timedelta(hours=2)):
        assert send(event(), token).status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"", 400, "empty"),
        (b" \n ", 400, "empty"),
        (b'{"eventType": ', 400, "not_json"),
        (b"[1, 2", 400, "not_json"),
        (b"[" * 50_000, 400, "not_json"),
        (b"\xff\xfe", 400, "not_utf8"),
        (b"7", 422, "not_an_event"),
        (b'"words"', 422, "not_an_event"),
        (b"null", 422, "not_an_event"),
        (b'{"eventType": "' + b"x" * 262_144 + b'"}', 413, "too_large"),
        (b"[" + b" " * 2_700_000 + b"]", 413, "too_large"),
    ],
)
def test_what_is_no_delivery_is_answered_in_plain_json(token: str, body: bytes, status: int, error: str) -> None:
    answer = send(body, token)
    found = json.loads(answer.content)
    assert (answer.status_code, found["error"], set(found)) == (status, error, {"error", "detail"})
    assert Receipt.objects.count() == 0


def test_an_empty_list_is_a_delivery_of_nothing(token: str) -> None:
    assert counts(send([], token)) == (0, 0, 0, 0, 0)


def test_an_item_over_256_kb_is_refused_alone(token: str) -> None:
    answer = send([event(description="x" * 262_144), event()], token)
    assert counts(answer) == (2, 1, 0, 0, 1)


def test_a_feed_reads_no_other_feeds_receipt(token: str) -> None:
    receipt = json.loads(send(event(), token).content)["receipt"]
    other = actions.add_feed(by=SYSTEM, name="other", agency=Agency.objects.get().pk)[1]
    for reference in (receipt, "0000-0000", "nonsense"):
        answer = Client().get(f"{ADDRESS}/{reference}", headers={"Authorization": f"Bearer {other}"})
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def test_the_interface_describes_itself_and_fetches_nothing_from_elsewhere(token: str) -> None:
    found = Client().get("/api/v1/openapi.json")
    assert found.status_code == 200
    assert set(found.json()["paths"]) == {ADDRESS, f"{ADDRESS}/{{reference}}"}
    assert Client().get("/api/v1/docs").status_code == 404
