"""How a page's source is read: writing, and directives on lines of their own. No Django, no database."""

from __future__ import annotations

import re
import tomllib
from difflib import unified_diff
from typing import Any

from kinkeeper.design.marked import unmarked
from kinkeeper.web.site.types import SECTIONS, Block

DIRECTIVE = re.compile(r"^\{(?P<kind>[a-z]+)(?:: *(?P<rest>[^{}\n]*))?\}\s*$")
# What each directive needs: how many parts, parted by "|".
DIRECTIVES = {
    "door": 3,  # {door: /carers/ | I look after a child | What helps, today and later}
    "pages": 1,  # {pages: steps}: every page of a section
    "collection": 1,  # {collection: first-week}
    "ring": 0,  # the helplines, or {ring: young} those that a child may be given
    "find": 0,  # the box of Find help
    "history": 0,  # what sources once listed, as history
    "facts": 0,  # all facts, or {facts: money} those on a subject
    "scene": 1,  # {scene: gate}: a drawn scene, followed by its words
    "easy": 1,  # {easy: phone}: a picture beside what follows, up to the next
    "line": 0,  # a line to write on with a pen
}
MAY_NAME_MORE = {"facts": 1, "ring": 1}
SLUG = re.compile(r"^(?:{})(?:/[a-z0-9]+(?:-[a-z0-9]+)*)?$".format("|".join(SECTIONS)))


def blocks_of(source: str) -> list[Block]:
    """The parts of a page in order. A line that looks like a directive but is none stays writing, as it was typed."""
    blocks: list[Block] = []
    lines: list[str] = []

    def close() -> None:
        if text := "\n".join(lines).strip():
            blocks.append(Block("text", text))
        lines.clear()

    for line in source.splitlines():
        match = DIRECTIVE.match(line)
        parts = tuple(part.strip() for part in (match["rest"] or "").split("|") if part.strip()) if match else ()
        if match and _is_whole(match["kind"], parts):
            close()
            blocks.append(Block(match["kind"], parts=parts))
        else:
            lines.append(line)
    close()
    return blocks


def _is_whole(kind: str, parts: tuple[str, ...]) -> bool:
    return kind in DIRECTIVES and len(parts) in {DIRECTIVES[kind], MAY_NAME_MORE.get(kind, DIRECTIVES[kind])}


def problems_of_source(source: str) -> list[str]:
    """Sentences about lines that were meant as directives and are none, so that nobody publishes braces."""
    return [
        f"Line {number}: “{line.strip()}” is no directive that we know."
        for number, line in enumerate(source.splitlines(), start=1)
        if re.match(r"^\s*\{[a-z]+.*\}\s*$", line)
        and not ((match := DIRECTIVE.match(line)) and _is_whole(match["kind"], _parts(match["rest"])))
    ]


def _parts(rest: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (rest or "").split("|") if part.strip())


def section_of(slug: str) -> str:
    """The section that a slug belongs to."""
    return slug.split("/", 1)[0]


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The TOML between two lines of +++ at the head of a seed file, and the source under it. Raises ValueError."""
    parts = text.split("+++\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise ValueError("a page begins with +++, its facts, and +++")
    return tomllib.loads(parts[1]), parts[2].strip() + "\n"


def lines_that_differ(before: str, after: str) -> list[tuple[str, str]]:
    """What changed between two sources, line by line: ("+", …) new, ("-", …) gone, (" ", …) around it."""
    found = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2))[2:]
    return [("…", "") if line.startswith("@@") else (line[:1], line[1:]) for line in found]


def plain_words(source: str) -> str:
    """The words of a page without its marks, for searching and for quoting."""
    return unmarked("\n".join(line for line in source.splitlines() if not DIRECTIVE.match(line)))
