"""All that is held about one person: gathered through the one door, checked by a person, then theirs."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.encryption import decrypt
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.rowsecurity import acting_for
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line, Outcome
from kinkeeper.portal.models import FamilyRequest
from kinkeeper.portal.permissions import may_decide
from kinkeeper.portal.queries.requests import TABLE, has_bundle
from kinkeeper.portal.queries.tellings import tellings_as_their_own
from kinkeeper.portal.rules import BUNDLE_LASTS
from kinkeeper.portal.types import RequestKind, RequestState, TellingDay
from kinkeeper.sharing.actions import disclose
from kinkeeper.sharing.queries import permits_of, references
from kinkeeper.sharing.types import Purpose


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of what is held, for the person who checks it: `key` names it, `rows` are (what, value)."""

    key: str
    category: Category
    rows: tuple[tuple[str, str], ...]


def gather(*, by: Actor, request: FamilyRequest) -> list[Part]:
    """Everything held about whoever asked, piece by piece, for the check. Raises NotVisible.

    Only what they may read themselves: for a child who was not told no part of custody, whoever checks it.
    """
    view = disclose(
        by=by,
        purpose=Purpose.OWN_RECORD,
        about=[request.person_id],
        action="check_everything",
        asked_for=request.reference,
        only=_theirs_to_read(request),
    )[request.person_id]
    return [
        Part(f"{category}-{place}", category, rows)
        for category, parts in view.shown.items()
        for place, part in enumerate(parts)
        if (rows := tuple(_rows(part)))
    ]


def _theirs_to_read(request: FamilyRequest) -> frozenset[Category]:
    themselves = Actor(kind=ActorKind.FAMILY, person_id=request.person_id)
    with acting_for(themselves):
        found = permits_of(themselves, Purpose.OWN_RECORD, request.person_id)
    if found is None:
        raise NotVisible(request.reference, Purpose.OWN_RECORD)
    return frozenset(found[0])


def bundle_of(request: FamilyRequest, parts: Collection[Part], *, left_out: Collection[str]) -> bytes:
    """What may leave, as JSON: the pieces that were not left out, and who was told what."""
    person = request.person_id
    reference = references([person])[person]
    kept = [part for part in parts if part.key not in left_out]
    days = tellings_as_their_own(reference, person, at_most=100_000)
    return json.dumps(
        {
            "reference": reference,
            "held": [{"category": part.category, "fields": dict(part.rows)} for part in kept],
            "who_was_told": [
                {
                    "day": day.on.isoformat(),
                    "who": telling.agency,
                    "role": telling.role,
                    "what": list(telling.categories),
                    "what_for": telling.purpose or "",
                    "times": telling.times,
                }
                for day in days
                for telling in day.tellings
            ],
            "parts_left_out_to_protect_others": len(parts) - len(kept),
        },
        ensure_ascii=False,
        indent=1,
    ).encode()


def take_bundle(*, by: Actor, request: FamilyRequest) -> dict[str, Any]:
    """One's own copy, as it was released. Raises NotVisible for anybody else, and when its days are over."""
    if not by.is_family or by.person_id != request.person_id or not has_bundle(request):
        raise NotVisible(request.reference)
    disclose(by=by, purpose=Purpose.OWN_RECORD, about=[request.person_id], action="take_everything")
    return _opened(request)


@transaction.atomic
def hand_over_bundle(*, by: Actor, request: FamilyRequest) -> dict[str, Any]:
    """The same copy, for whoever checked it to print and give into their hands. Raises NotVisible, also when it is over."""
    if request.kind != RequestKind.EVERYTHING or not may_decide(by, request) or not has_bundle(request):
        raise NotVisible(request.reference)
    found = _opened(request)
    parts = {Category(part["category"]) for part in found["held"]} | {Category.SUPPORT}  # what they asked
    _wrote_given(by, "hand_over_everything", request, parts)
    return found


@transaction.atomic
def hand_over_who_knows(*, by: Actor, request: FamilyRequest) -> list[TellingDay]:
    """Who was told what about whoever asked, as they would read it themselves, for paper. Raises NotVisible.

    For thirty days after it was asked and answered: then they ask again.
    """
    over = request.decided_at is not None and request.decided_at + BUNDLE_LASTS < now()
    refused = request.state == RequestState.REFUSED
    if request.kind != RequestKind.WHO_KNOWS or not may_decide(by, request) or refused or over:
        raise NotVisible(request.reference)
    person = request.person_id
    days = tellings_as_their_own(references([person])[person], person)
    told = {category for day in days for telling in day.tellings for category in telling.categories}
    _wrote_given(by, "hand_over_who_knows", request, told)
    return days


def _wrote_given(by: Actor, action: str, request: FamilyRequest, parts: Collection[Category]) -> None:
    """The ledger's entry of what was printed to be given into the hands of whoever asked."""
    person = references([request.person_id])[request.person_id]
    record(
        by=by,
        action=action,
        purpose=Purpose.OWN_RECORD,
        outcome=Outcome.SERVED,
        lines=[Line(person=person, categories=frozenset({Category.EXISTENCE, *parts}), rule="given-into-their-hands")],
        detail={"request": request.reference},
    )


def _opened(request: FamilyRequest) -> dict[str, Any]:
    plain = decrypt(bytes(request.bundle), table=TABLE, column="bundle", row=request.reference)
    found: dict[str, Any] = json.loads(plain)
    return found


# How a person calls what we hold; what is not here is called by its own name.
_CALLED = {
    "given_name": _("first name"),
    "family_name": _("last name"),
    "birth_date": _("day of birth"),
    "routes": _("way to reach you"),
    "kind": _("by"),
    "value": _("number or address"),
    "safety": _("is it safe"),
    "may_leave_message": _("may a message be left"),
    "says_prison_call": _("it says where a call comes from"),
    "ties": _("somebody of the family"),
    "tie": _("they are"),
    "lives_with": _("lives with you"),
    "cares_for": _("looks after the other"),
    "parental_responsibility": _("decides for the child by law"),
    "responsibility_source": _("as we know from"),
    "known": _("what they know"),
    "words": _("in these words"),
    "sex": _("woman or man"),
    "moves": _("place"),
    "at": _("since"),
    "stage": _("where the court case stands"),
}
_FOR_US = frozenset({"reference", "version", "period"})  # tells nobody anything


def _rows(part: object, prefix: str = "") -> list[tuple[str, str]]:
    found = _plain(part)
    if not isinstance(found, Mapping):
        return [(prefix or "value", str(found))]
    rows: list[tuple[str, str]] = []
    for name, value in found.items():
        if name in _FOR_US:
            continue
        called = str(_CALLED.get(name, name.replace("_", " ")))
        label = f"{prefix}: {called}" if prefix else called
        if isinstance(value, Mapping):
            rows += _rows(value, label)
        elif isinstance(value, list):
            for place, item in enumerate(value, start=1):
                rows += _rows(item, f"{label} {place}")
        elif value not in ("", None) and not name.endswith("_id"):
            rows.append((label, str(value)))
    return rows


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(item) for name, item in asdict(value).items()}
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    if isinstance(value, datetime):
        return localtime(value).isoformat(" ", "minutes")[:16]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value
