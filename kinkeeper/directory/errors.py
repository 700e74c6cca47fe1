"""What can go wrong with entries of the directory, in its own words."""

from __future__ import annotations

from kinkeeper.foundation.errors import DomainError


class FileRefused(DomainError):
    """A file that cannot be read safely, or is no list of services. `words` say why, for a person."""

    reason = "file_refused"

    def __init__(self, words: str) -> None:
        super().__init__(self.reason)
        self.words = words


class EntryNotRight(DomainError):
    """A draft that cannot be an entry; `problems` are sentences that say what to mend."""

    reason = "entry_not_right"

    def __init__(self, problems: list[str]) -> None:
        super().__init__(self.reason)
        self.problems = problems


class LinkSpent(DomainError):
    """A link from a letter that was used already, is too old, or was never ours."""

    reason = "link_spent"


class FeedBroken(DomainError):
    """A feed that ended early or cannot be read. What was taken before stays; the next run goes on from there."""

    reason = "feed_broken"

    def __init__(self, words: str) -> None:
        super().__init__(self.reason)
        self.words = words
