"""What `offers` refuses."""

from __future__ import annotations

from kinkeeper.foundation.errors import DomainError


class NotClear(DomainError):
    """The prison's check is not clear: whoever is not known to be safe to ring is not passed on."""

    reason = "check_not_clear"


class NoAgreement(DomainError):
    """The prison and the family service have no agreement in force, so nothing may be passed on."""

    reason = "no_agreement"
