"""Reads one PDF in a process of its own: `python -I pdf_reader.py < file`. Prints JSON: pages and text, or why not.

A hostile file may eat time or memory, or crash the reader; here it takes only itself along. Nothing of Kinkeeper is imported.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

SECONDS = 20
MEMORY = 1_500_000_000  # bytes
MOST_PAGES = 1_000
MOST_OBJECTS = 200_000
LONGEST_TEXT = 400_000
ACTIVE = {"/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/EmbeddedFile", "/RichMedia", "/SubmitForm", "/ImportData"}


class Refused(Exception):
    """The file is not taken; the message is a reason code."""


def main() -> None:
    """Read standard input, answer on standard output."""
    _limit()
    try:
        answer: dict[str, Any] = read(sys.stdin.buffer.read())
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except (Exception, RecursionError, MemoryError):  # noqa: BLE001  (whatever a broken file makes the reader do)
        answer = {"refused": "pdf_unreadable"}
    sys.stdout.write(json.dumps(answer))


def _limit() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):
        pass  # a system without these limits: the caller's clock still stops it


def read(data: bytes) -> dict[str, Any]:
    """The number of pages and the text. Raises Refused for a file that is locked, carries actions, or is too much."""
    import logging

    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise Refused("pdf_locked")
    pages = len(reader.pages)
    if not pages:
        raise Refused("pdf_empty")
    if pages > MOST_PAGES:
        raise Refused("pdf_too_long")
    _refuse_actions(reader)
    text: list[str] = []
    size = 0
    for page in reader.pages:
        words = page.extract_text() or ""
        text.append(words)
        size += len(words)
        if size > LONGEST_TEXT:
            break
    kept = "\n".join(text)[:LONGEST_TEXT]
    return {"pages": pages, "text": "".join(letter for letter in kept if letter.isprintable() or letter in "\n\t")}


def _refuse_actions(reader: Any) -> None:
    """Raise Refused when anything reachable from the trailer is a script, a launch, a form that sends, or a file within."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    count = 0
    while waiting:
        item = waiting.pop()
        if hasattr(item, "idnum"):
            key = (item.idnum, item.generation)
            if key in seen:
                continue
            seen.add(key)
            item = item.get_object()
        count += 1
        if count > MOST_OBJECTS:
            raise Refused("pdf_too_complex")
        if isinstance(item, dict):
            names = {str(name) for name in item} | {
                str(item.get("/S", "")),
                str(item.get("/Type", "")),
                str(item.get("/Subtype", "")),
            }
            if names & ACTIVE:
                raise Refused("pdf_active")
            waiting.extend(dict.values(item))
        elif isinstance(item, (list, tuple)):
            waiting.extend(list.__iter__(item) if isinstance(item, list) else item)


if __name__ == "__main__":
    main()
