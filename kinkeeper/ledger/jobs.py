"""The sealer, as a duty of the tick."""

from __future__ import annotations

from kinkeeper.foundation.recurring import duty
from kinkeeper.ledger.actions import seal_pending


@duty("ledger.seal", every=5)
def seal() -> int:
    """Seal what waits."""
    return seal_pending()
