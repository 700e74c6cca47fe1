"""Errors that speak the domain. One handler in `web` turns them into pages."""

from __future__ import annotations


class DomainError(Exception):
    """Something the domain does not allow; `reason` is a code that a page turns into words."""

    reason = ""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason or self.reason or type(self).__name__)
        self.reason = reason or self.reason


class NotPermitted(DomainError):
    """The actor may know of this thing, but may not do this with it."""


class NotVisible(DomainError):
    """For this actor the thing does not exist: the page is the same as for what was never there.

    `asked_for` is the reference that was asked for. The handler in `web` writes it, hashed, to the ledger: after the
    action's transaction has gone, and alike for what is hidden and what never was.
    """

    def __init__(self, asked_for: str = "", purpose: str = "") -> None:
        super().__init__("not_visible")
        self.asked_for = asked_for
        self.purpose = purpose


class StaleVersion(DomainError):
    """Somebody saved this record meanwhile. Both versions are shown; nothing is lost."""

    reason = "changed_meanwhile"

    def __init__(self, theirs: object = None, yours: object = None) -> None:
        super().__init__()
        self.theirs = theirs
        self.yours = yours


class WrongState(DomainError):
    """The thing has moved on: what was asked is no longer a step it can take."""

    reason = "moved_on"


class BadSetting(Exception):
    """A setting is missing or wrong. The message names the variable and says what to put."""
