"""What the library does not allow."""

from __future__ import annotations

from kinkeeper.foundation.errors import DomainError


class FileRefused(DomainError):
    """A file was not taken; `reason` says why."""

    reason = "file_refused"


class UnreadableReferences(DomainError):
    """A file of references is in none of the three formats, or too large."""

    reason = "unreadable_references"


class BadEntry(DomainError):
    """The entry may not be kept; `wrong` says why, in sentences."""

    reason = "bad_entry"

    def __init__(self, wrong: list[str]) -> None:
        super().__init__()
        self.wrong = wrong


class TitleTaken(DomainError):
    """Another collection has this title."""

    reason = "title_taken"


class TooManyLists(DomainError):
    """There are as many lists, or as many resources on a list, as one person may keep."""

    reason = "too_many_lists"
