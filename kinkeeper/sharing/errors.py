"""What can go wrong in sharing."""

from __future__ import annotations

from kinkeeper.foundation.errors import DomainError, WrongState


class BasisNotAllowed(DomainError):
    """A basis that lacks what its kind must have: a reason and a named person, an agreement, a law, somebody's word."""


class AlreadyEnded(WrongState):
    """The basis or restriction has ended before."""

    reason = "already_ended"


class NobodyFound(DomainError):
    """Nobody with exactly that name and day of birth, or that reference, is known here."""

    reason = "nobody_found"


class LawKeeps(DomainError):
    """What is held of somebody may not be erased now; `why` are the codes of what keeps it (`types.KeptBy`)."""

    reason = "law_keeps"

    def __init__(self, why: tuple[str, ...]) -> None:
        super().__init__()
        self.why = why
