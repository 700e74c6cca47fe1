"""Ending proposals to another service, for whatever makes them needless."""

from __future__ import annotations

from collections.abc import Iterable

from kinkeeper.foundation.clock import now
from kinkeeper.offers.models import ServiceMove
from kinkeeper.offers.rules.moves import OPEN
from kinkeeper.offers.types.moves import MoveState


def close_moves(offers: Iterable[int], state: MoveState) -> int:
    """End the open proposals of these offers; answers how many. Call inside the action's transaction, offers locked."""
    still_open = ServiceMove.objects.filter(offer__in=list(offers), state__in=OPEN)
    return still_open.update(state=state, answered_at=now(), note="")
