"""What `custody` refuses."""

from __future__ import annotations

from kinkeeper.foundation.errors import DomainError


class UnknownPrison(DomainError):
    """No prison of that code has been imported."""

    reason = "unknown_prison"


class ImpossibleEvent(DomainError):
    """What was entered by hand cannot have happened so: it lies in the future, or before the period began."""

    reason = "impossible_event"
