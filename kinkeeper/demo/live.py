"""The live feed: the next custody event, written as the prison service publishes it, and delivered as a feed would."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kinkeeper.custody.models import CustodyEvent
from kinkeeper.demo.region.building import FEED_NAME
from kinkeeper.foundation.clock import now
from kinkeeper.intake.actions import deliver
from kinkeeper.intake.models import Feed
from kinkeeper.intake.types import Line

_LATER = "prison-offender-events.prisoner"
_AT_ONCE = "prisoner-offender-search.prisoner"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent, and the receipt for it."""

    event: str
    read: int
    recorded: int
    duplicates: int
    ignored: int
    refused: int


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that can happen next: its words, what to look for afterwards, and the event that tells of it."""

    words: Any
    look: Any
    event: Callable[[str, datetime], dict[str, Any]]
    needs_somebody: bool = True


def _event(stream: str, kind: str, number: str, prison: str, reason: str, at: datetime) -> dict[str, Any]:
    return {
        "eventType": f"{stream}.{kind}",
        "version": 1,
        "description": "Invented for the demonstration",
        "occurredAt": at.isoformat(timespec="microseconds"),
        "publishedAt": now().isoformat(timespec="microseconds"),
        "additionalInformation": {"nomsNumber": number, "prisonId": prison, "reason": reason},
        "personReference": {"identifiers": [{"type": "NOMS", "value": number}]},
    }


HAPPENINGS: Mapping[str, Happening] = {
    "received": Happening(
        _("A parent is received at Alderfen"),
        _("Sign in as Tom: a new person waits to be asked, with 48 hours on the clock."),
        lambda number, at: _event(_AT_ONCE, "received", number, "XAF", "NEW_ADMISSION", at),
        needs_somebody=False,
    ),
    "again": Happening(
        _("The slower stream reports the same admission"),
        _("Nothing changes: one admission, one period, one clock."),
        lambda number, at: _event(_LATER, "received", number, "XAF", "ADMISSION", at - timedelta(seconds=30)),
    ),
    "court": Happening(
        _("They are taken to court"),
        _("Nothing ends: court does not stop the clock."),
        lambda number, at: _event(_LATER, "released", number, "XAF", "SENT_TO_COURT", at),
    ),
    "moved": Happening(
        _("They are received at Saltmarsh, transferred"),
        _("Tom’s list no longer has them; sign in as Colin, who does."),
        lambda number, at: _event(_LATER, "received", number, "XSM", "TRANSFERRED", at),
    ),
    "mistake": Happening(
        _("They are released at once: the admission was a mistake"),
        _("Within 45 minutes of the start it is taken back quietly, and no family is rung."),
        lambda number, at: _event(_AT_ONCE, "released", number, "XAF", "RELEASED", at),
    ),
    "unknown": Happening(
        _("An event comes from a prison nobody has imported"),
        _("It is kept with its reason: sign in as Ines and see the refused events."),
        lambda number, at: _event(_LATER, "received", number, "XZZ", "ADMISSION", at),
        needs_somebody=False,
    ),
}


def last_number() -> str:
    """The number of whoever was received last by way of this page; empty when nobody was."""
    newest = CustodyEvent.objects.filter(number__startswith="Y").order_by("-pk").first()
    return newest.number if newest else ""


def _next_number() -> str:
    last = last_number()
    return f"Y{int(last[1:5]) + 1:04}YY" if last else "Y0001YY"


def send(name: str) -> Sent:
    """Send one event and answer the receipt. Raises KeyError for a happening that does not exist or needs somebody first."""
    happening = HAPPENINGS[name]
    number = last_number() if happening.needs_somebody else _next_number()
    if not number:
        raise KeyError(name)
    event = happening.event(number, now())
    feed = Feed.objects.select_related("agency").get(name=FEED_NAME)
    receipt, _outcome = deliver(feed=feed, lines=[Line(number=1, body=json.dumps(event).encode())])
    return Sent(
        event=json.dumps(event, indent=1),
        read=receipt.read,
        recorded=receipt.recorded,
        duplicates=receipt.duplicates,
        ignored=receipt.ignored,
        refused=receipt.refused,
    )
