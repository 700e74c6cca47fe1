"""A resource as a reference list gives it: author and date."""

from __future__ import annotations

from dataclasses import dataclass

from kinkeeper.library.rules.names import author_list, author_short
from kinkeeper.library.types import Draft, Kind

FORMATS_SAID = {Kind.FILM: "Film", Kind.SOUND: "Sound recording", Kind.WEBSITE: "Online", Kind.GAME: "Game"}
WHOLE_WORKS = {Kind.ARTICLE, Kind.RESEARCH}


@dataclass(frozen=True, slots=True)
class Citation:
    """A formatted reference. `title` is set in italics where it can be; `plain` is the whole in one line."""

    before: str
    title: str
    after: str
    in_text: str

    @property
    def plain(self) -> str:
        return f"{self.before}{self.title}{self.after}"


def cite(draft: Draft) -> Citation:
    """The reference, author and date first. What is not known is left out; an unknown year is "n.d."."""
    by = author_list(draft.authors) or draft.publisher
    year = str(draft.year) if draft.year else "n.d."
    title = f"{draft.title}: {draft.subtitle}" if draft.subtitle else draft.title
    if draft.named_here:
        title = f"[{title}]"
    after = f" [{FORMATS_SAID[Kind(draft.kind)]}]" if draft.kind in FORMATS_SAID else ""
    after += f", {draft.journal}" if draft.journal else ""
    after += f", {draft.publisher}" if draft.publisher and draft.authors else ""
    after += f", doi:{draft.doi}" if draft.doi else ""
    after += f", {draft.url}" if draft.url and not draft.doi else ""
    who = author_short(draft.authors) or draft.publisher or draft.title
    return Citation(f"{by} ({year}) " if by else f"({year}) ", title, f"{after}.", f"({who}, {year})")
