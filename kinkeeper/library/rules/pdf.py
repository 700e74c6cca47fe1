"""May this file be kept? Asked of a process of its own, with limits on time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from kinkeeper.foundation import pdf_reader
from kinkeeper.library.errors import FileRefused

LARGEST = 20_000_000  # bytes
SECONDS = 30
READER = Path(pdf_reader.__file__)


@dataclass(frozen=True, slots=True)
class ReadPdf:
    """What a good file holds."""

    pages: int
    text: str


def read_pdf(data: bytes) -> ReadPdf:
    """The pages and text of a PDF.

    Raises FileRefused: "pdf_too_large", "not_a_pdf" (whatever its name says), "pdf_locked", "pdf_active" (it carries a
    script, an action or another file), "pdf_too_long", "pdf_too_complex", "pdf_empty" or "pdf_unreadable".
    """
    if len(data) > LARGEST:
        raise FileRefused("pdf_too_large")
    if b"%PDF-" not in data[:1024]:
        raise FileRefused("not_a_pdf")
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter and our own file, no shell)
            [sys.executable, "-I", str(READER)], input=data, capture_output=True, timeout=SECONDS, check=False
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        raise FileRefused("pdf_unreadable") from None
    if "refused" in answer:
        raise FileRefused(str(answer["refused"]))
    return ReadPdf(int(answer["pages"]), str(answer["text"]))
