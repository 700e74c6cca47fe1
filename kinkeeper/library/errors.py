"""What the library does not allow."""

from __future__ import annotations

from kinkeeper.foundation.errors import DomainError


class FileRefused(DomainError):
    """A file was not taken; `reason` says why."""

    reason = "file_refused"


class UnreadableReferences(DomainError):
    """A file of references is in none of the three formats, or too large."""

    reason = "unreadable_references"
