"""What can go wrong in the portal."""

from __future__ import annotations

from kinkeeper.foundation.errors import DomainError


class CodeWrong(DomainError):
    """The code is not right, was used, has run out, or was tried too often: which of these is never said."""

    reason = "code_wrong"


class WayTaken(DomainError):
    """That route with that word already leads to somebody: choose a word of your own."""

    reason = "choose_a_word"
