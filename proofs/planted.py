"""Faults to plant: each makes the program leak for as long as the block lasts, so that a proof can be seen to find it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db.models import Count

from kinkeeper.custody.models import Period
from kinkeeper.directory.models import PrisonPage
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.decisions import ALLOWED
from kinkeeper.foundation.prepared import forget_prepared
from kinkeeper.offers.models import Offer
from kinkeeper.sharing.types import BasisKind, Permit


@contextmanager
def statements_anew() -> Iterator[None]:
    """Within the block, and after it, statements are made of what stands in the code then: without it a fault is not read."""
    forget_prepared()
    try:
        yield
    finally:
        forget_prepared()


@contextmanager
def offers_without_scope() -> Iterator[None]:
    """An offer is looked up by its reference alone."""
    with patch("kinkeeper.offers.queries.offers.offers_of_teams", lambda *_, **__: Offer.objects.all()), statements_anew():
        yield


@contextmanager
def places_say_how_many_they_hold() -> Iterator[None]:
    """The public list of prisons names how many people each holds: a figure that tells."""

    def counted() -> list[PrisonPage]:
        held = dict(Period.objects.filter(ended_at=None).values_list("prison__code").annotate(n=Count("pk")))
        pages = list(PrisonPage.objects.all())
        for page in pages:
            page.name += f" ({held.get(page.code, 0)})"
        return pages

    with patch("kinkeeper.directory.views.finding.prison_pages", counted):
        yield


@contextmanager
def everything_is_disclosed() -> Iterator[None]:
    """Disclosing decides yes, whoever asks."""

    def yes(by: Actor, purpose: object, category: object, standing: object) -> Any:
        return ALLOWED, Permit(rule="a-slip", kind=BasisKind.OWN_WORK, basis="")

    with patch("kinkeeper.sharing.actions.disclosing.decision_on", yes):
        yield


@contextmanager
def nothing_is_recorded() -> Iterator[None]:
    """Disclosing forgets its entry in the ledger."""
    with patch("kinkeeper.sharing.actions.disclosing.record", lambda **entry: None):
        yield
