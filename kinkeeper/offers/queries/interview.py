"""Drafts of interviews, each its owner's alone, and people who may be one and the same."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.encryption import CannotOpen, decrypt
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.prepared import Among, Slot, prepared
from kinkeeper.offers.models import Draft
from kinkeeper.sharing.queries import joined_among, matches_among, scope
from kinkeeper.sharing.types import Purpose

# A child may have been named to a duty team on a first night, and to an officer at the interview.
SEEN_FOR = (Purpose.OFFER_SUPPORT, Purpose.SAFEGUARD)


def draft_of(by: Actor, period_id: int) -> Draft | None:
    """This user's own unfinished interview about this period, if its days are not over."""
    return next(iter(_draft_of(owner=by.reference, period=period_id, at=now())), None)


@prepared
def _draft_of(*, owner: Slot, period: Slot, at: Slot) -> QuerySet[Draft]:
    return Draft.objects.filter(owner=owner, period_id=period, expires_at__gt=at)


def draft_body(draft: Draft | None) -> dict[str, Any]:
    """What has been answered so far; empty when there is no draft, or its key is no longer kept: then it is asked anew."""
    if draft is None:
        return {}
    try:
        opened = decrypt(bytes(draft.body), table="draft", column="body", row=draft_place(draft.owner, draft.period_id))
    except CannotOpen:
        return {}
    body: dict[str, Any] = json.loads(opened)
    return body


def draft_place(owner: str, period_id: int) -> str:
    """What names a draft for good: whose it is, and about which period."""
    return f"{owner}/{period_id}"


def drafts_among(by: Actor, periods: list[int]) -> set[int]:
    """Of these periods, those of which this user has an interview begun: one query."""
    return set(_drafts_among(owner=by.reference, periods=periods, at=now()))


@prepared
def _drafts_among(*, owner: Slot, periods: Slot, at: Slot) -> QuerySet[Draft, int]:
    mine = Draft.objects.filter(Among("period_id", periods), owner=owner, expires_at__gt=at)
    return mine.values_list("period_id", flat=True)


def matches_for(by: Actor) -> list[tuple[str, int, int]]:
    """Pairs who may be one person, both of whom this actor may see: (reference, first, second)."""
    return matches_among(*(scope(by, purpose, Category.IDENTITY) for purpose in SEEN_FOR))


def match_for(by: Actor, reference: str) -> tuple[str, int, int]:
    """One such pair. Raises NotVisible for a pair of which the actor may not see both."""
    for match in matches_for(by):
        if match[0] == reference:
            return match
    raise NotVisible(reference, Purpose.OFFER_SUPPORT)


def joined_matches_for(by: Actor) -> list[tuple[str, int, int]]:
    """Pairs that somebody said are one person, both of whom this actor may see, the newest first."""
    return joined_among(*(scope(by, purpose, Category.IDENTITY) for purpose in SEEN_FOR))


def joined_match_for(by: Actor, reference: str) -> tuple[str, int, int]:
    """One such pair. Raises NotVisible for a pair of which the actor may not see both."""
    for match in joined_matches_for(by):
        if match[0] == reference:
            return match
    raise NotVisible(reference, Purpose.OFFER_SUPPORT)
