"""`POST /api/v1/custody-events`: how a feed delivers, and what it is told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI, Schema, Status
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.references import tidy_reference
from kinkeeper.intake import actions, queries
from kinkeeper.intake.models import Feed
from kinkeeper.intake.rules import LARGEST, lines_of, pieces_of
from kinkeeper.intake.types import Line, Outcome


class _FeedToken(HttpBearer):
    """A feed shows its own token."""

    def authenticate(self, request: HttpRequest, token: str) -> Feed | None:
        return queries.feed_of_token(token)


class RefusalOut(Schema):
    """One refused item: its place in the delivery, from 1, and a code."""

    line: int
    reason: str


class ReceiptOut(Schema):
    """What became of a delivery. `read` is the sum of the other counts."""

    receipt: str
    read: int
    recorded: int
    duplicates: int
    ignored: int
    refused: int


class DeliveryOut(ReceiptOut):
    """As the receipt, with the first hundred refusals; they are kept, and shown to the feed's owner."""

    refusals: list[RefusalOut]


class ProblemOut(Schema):
    """Why nothing was taken: a code, and a sentence that says what to do."""

    error: str
    detail: str


class _Unreadable(Exception):
    """The delivery as a whole cannot be read."""

    def __init__(self, status: int, error: str, detail: str) -> None:
        self.status = status
        self.error = error
        self.detail = detail


class _Interface(NinjaAPI):
    """The interface, at home inside this room's addresses: the library looks for itself outside all rooms."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        return reverse(f"intake:{self.urls_namespace}:api-root", kwargs=path_params)


api = _Interface(
    title="Kinkeeper custody events",
    version="1.0.0",
    description="Deliver custody events in the prison service's published format.",
    urls_namespace="api",
    docs_url=None,  # its pages would fetch scripts from elsewhere
    auth=_FeedToken(),
)


@api.post(
    "/custody-events",
    url_name="custody-events",
    response={202: DeliveryOut, 400: ProblemOut, 401: ProblemOut, 413: ProblemOut, 422: ProblemOut},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"oneOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]}},
                "application/x-ndjson": {"schema": {"type": "string"}},
            },
        }
    },
)
def custody_events(request: HttpRequest) -> Status[DeliveryOut]:
    """Deliver one event, a JSON list of events, or JSON Lines; bare, or as a queue wraps them.

    202 once everything accounted for is on the disk. Deliver again whatever was not answered: what was taken before counts
    as duplicates.
    """
    receipt, outcome = actions.deliver(feed=request.auth, lines=_lines(request))  # type: ignore[attr-defined]
    return Status(202, DeliveryOut(receipt=receipt.reference, refusals=_refusals(outcome), **asdict(outcome.count)))


@api.get(
    "/custody-events/{reference}",
    url_name="custody-events-receipt",
    response={200: ReceiptOut, 401: ProblemOut, 404: ProblemOut},
)
def receipt(request: HttpRequest, reference: str) -> ReceiptOut:
    """What became of one of the feed's own deliveries."""
    found = queries.receipt(request.auth, tidy_reference(reference))  # type: ignore[attr-defined]
    return ReceiptOut(
        receipt=found.reference,
        read=found.read,
        recorded=found.recorded,
        duplicates=found.duplicates,
        ignored=found.ignored,
        refused=found.refused,
    )


@api.exception_handler(_Unreadable)
def _unreadable(request: HttpRequest, problem: _Unreadable) -> HttpResponse:
    return _say(request, problem.status, problem.error, problem.detail)


@api.exception_handler(AuthenticationError)
def _unknown_token(request: HttpRequest, problem: AuthenticationError) -> HttpResponse:
    detail = "Send the feed's own token as `Authorization: Bearer …`. Its owner can have a new one made."
    answer = _say(request, 401, "unknown_token", detail)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(NotVisible)
def _not_found(request: HttpRequest, problem: NotVisible) -> HttpResponse:
    return _say(request, 404, "not_found", "This feed has no receipt of that reference.")


def _say(request: HttpRequest, status: int, error: str, detail: str) -> HttpResponse:
    return api.create_response(request, {"error": error, "detail": detail}, status=status)


def _refusals(outcome: Outcome) -> list[RefusalOut]:
    return [RefusalOut(line=line, reason=reason) for line, reason in outcome.refusals]


def _lines(request: HttpRequest) -> Iterable[Line]:
    """What was delivered, item by item. Raises _Unreadable when it is no delivery at all."""
    try:
        body = request.body
    except RequestDataTooBig as problem:
        raise _Unreadable(413, "too_large", "Deliver in smaller batches: at most 2.5 MB at a time.") from problem
    try:
        text = body.decode("utf-8-sig").strip()
    except UnicodeDecodeError as problem:
        raise _Unreadable(400, "not_utf8", "Send the events as UTF-8.") from problem
    if not text:
        raise _Unreadable(400, "empty", "Send one event, a list of events, or one event a line.")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as problem:
        if "\n" in text and text.startswith("{"):
            return lines_of(pieces_of(text.encode()))
        raise _Unreadable(400, "not_json", "Send JSON: one event, a list of events, or one event a line.") from problem
    if isinstance(found, dict):
        if len(body) > LARGEST:
            raise _Unreadable(413, "too_large", "One event is at most 256 KB.")
        return [Line(1, text.encode())]
    if not isinstance(found, list):
        raise _Unreadable(422, "not_an_event", "Send an event as a JSON object, or a list of them.")
    return list(_items(found))


def _items(found: list[object]) -> Iterable[Line]:
    for number, item in enumerate(found, start=1):
        yield from lines_of(pieces_of(json.dumps(item).encode()), first=number)
