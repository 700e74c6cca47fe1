"""Files that people hand in: known by their first bytes, not by their name; limited; stored encrypted under a random name."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kinkeeper.foundation import image_reader, pdf_reader
from kinkeeper.foundation.encryption import decrypt, encrypt
from kinkeeper.foundation.errors import DomainError
from kinkeeper.foundation.randomness import random_bytes
from kinkeeper.foundation.transactions import require_transaction

LARGEST = 10 * 1024 * 1024
_BEGINNINGS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
# What makes a PDF do something when it is opened. A scan needs none of it.
_ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/RichMedia", b"/XFA")
_TABLE, _COLUMN = "files", "content"
_PIECE = 65_536
# Files stored since the request began whose transaction is not committed yet, each with what takes it off this list.
_fresh: ContextVar[dict[Path, Callable[[], object]] | None] = ContextVar("fresh_files", default=None)
SECONDS = 25
WHY_NOT = {
    "file_too_large": _("The file is larger than 10 MB. Scan it again with a smaller picture."),
    "file_of_another_kind": _("This file is no PDF, JPEG or PNG, whatever its name says. Take a photo of the page instead."),
    "file_does_things": _("The file carries a script, an action or another file. Print it to a new PDF, or take a photo."),
    "file_unreadable": _("The file could not be read. It may be damaged: scan the page again, or take a photo."),
    "file_not_safe": _(
        "The virus scanner found something in this file. It was not kept. Tell whoever looks after your computers."
    ),
    "file_not_scanned": _("The virus scanner does not answer, so nothing can be taken just now. Try again in a while."),
}


class UploadRefused(DomainError):
    """The file is too large, of a kind that is not taken, or not safe; `reason` says which."""


def accept_scan(upload: UploadedFile[bytes]) -> tuple[bytes, str]:
    """The bytes to keep of a scanned page, and their kind (a MIME type): a PDF as it is, a picture drawn anew as a JPEG.

    Its name and what the browser calls it count for nothing. Raises UploadRefused.
    """
    if upload.size is None or upload.size > LARGEST:
        raise UploadRefused("file_too_large")
    content = upload.read()
    kind = next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), "")
    if not kind:
        raise UploadRefused("file_of_another_kind")
    scan_for_malware(content)
    if kind == "application/pdf":
        _check_pdf(content)
        return content, kind
    drawn = _apart(image_reader.__file__, content)
    if not drawn:
        raise UploadRefused("file_unreadable")
    return drawn, "image/jpeg"


def _check_pdf(content: bytes) -> None:
    """Refuse what does something when it is opened: by its own words first, then by walking all that is in it."""
    if any(mark in content for mark in _ACTIVE):
        raise UploadRefused("file_does_things")
    try:
        answer = json.loads(_apart(pdf_reader.__file__, content) or b"{}")
    except ValueError:
        answer = {}
    if answer.get("refused") == "pdf_active":
        raise UploadRefused("file_does_things")
    if "pages" not in answer:
        raise UploadRefused("file_unreadable")


def _apart(program: str, content: bytes) -> bytes:
    """What a program of ours answers in a process of its own; nothing when it failed or took too long."""
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter and our own file, no shell)
            [sys.executable, "-I", program], input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""


def keep_file(content: bytes) -> str:
    """Store a file encrypted; answers its random name, or "" for an empty one. Inside the transaction of the row it is for.

    It is on the disk before that transaction can be committed, as the database's own rows are; `files_fall_with_rows` takes it
    away again when the transaction is rolled back.
    """
    require_transaction()
    if not content:
        return ""
    name = random_bytes(16).hex()
    folder = Path(settings.MEDIA_ROOT) / name[:2]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    fall_with_row(file)
    file.touch(mode=0o600)
    with file.open("wb") as stored:
        stored.write(encrypt(content, table=_TABLE, column=_COLUMN, row=name))
        stored.flush()
        os.fsync(stored.fileno())
    for place in (folder, folder.parent):
        _sync(place)
    return name


def _sync(folder: Path) -> None:
    """Have the disk know what stands in this folder."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def fall_with_row(file: Path) -> None:
    """Have a file go again when the transaction that it is stored in is rolled back."""
    fresh = _fresh.get()
    if fresh is not None:
        fresh[file] = partial(fresh.pop, file)
        transaction.on_commit(fresh[file])


@contextmanager
def files_fall_with_rows() -> Iterator[None]:
    """Of the files stored within this block none is left whose transaction was rolled back: a refused save leaves nothing.

    For whoever answers requests. A process that is killed between the two leaves a file that no row names.
    """
    fresh: dict[Path, Callable[[], object]] = {}
    begun = _fresh.set(fresh)
    try:
        yield
    finally:
        _fresh.reset(begun)
        still_open = [waiting[1] for waiting in connection.run_on_commit]  # of a transaction around this block
        for file, after in fresh.items():
            if after not in still_open:
                file.unlink(missing_ok=True)


def open_file(name: str) -> bytes:
    """The content of a file that `keep_file` stored. Raises FileNotFoundError, CannotOpen."""
    if not (name.isalnum() and len(name) == 32):
        raise FileNotFoundError(name)
    return decrypt((Path(settings.MEDIA_ROOT) / name[:2] / name).read_bytes(), table=_TABLE, column=_COLUMN, row=name)


def kept_files() -> Iterator[Path]:
    """Where each stored file is."""
    for folder in sorted(Path(settings.MEDIA_ROOT).glob("[0-9a-f][0-9a-f]")):
        yield from (file for file in sorted(folder.iterdir()) if len(file.name) == 32 and file.name.isalnum())


def rewrite_file(name: str) -> None:
    """Store a kept file anew, under the key that writes now. Raises CannotOpen. Whoever reads meanwhile reads a whole file."""
    file = Path(settings.MEDIA_ROOT) / name[:2] / name
    anew = file.with_suffix(".new")
    anew.touch(mode=0o600)
    anew.write_bytes(encrypt(open_file(name), table=_TABLE, column=_COLUMN, row=name))
    anew.replace(file)


def forget_file(name: str) -> None:
    """Delete a file that `keep_file` stored, once the caller's transaction is committed; one that is gone is no mistake."""
    if name.isalnum() and len(name) == 32:
        file = Path(settings.MEDIA_ROOT) / name[:2] / name
        transaction.on_commit(lambda: file.unlink(missing_ok=True))


def scan_for_malware(content: bytes) -> None:
    """Ask clamd (its INSTREAM) where KINKEEPER_CLAMD names one; a scanner that does not answer lets nothing through.

    Raises UploadRefused: "file_not_safe" where it found something, "file_not_scanned" where it could not say.
    """
    if not settings.CLAMD:
        return
    try:
        with _scanner(settings.CLAMD) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _PIECE):
                piece = content[start : start + _PIECE]
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            answer = b""
            while not answer.endswith(b"\0") and (more := line.recv(4096)):
                answer += more
    except OSError as problem:
        raise UploadRefused("file_not_scanned") from problem
    said = answer.rstrip(b"\0").strip()
    if said.endswith(b" FOUND"):
        raise UploadRefused("file_not_safe")
    if said != b"stream: OK":
        raise UploadRefused("file_not_scanned")


def _scanner(where: str) -> socket.socket:
    address = urlsplit(where)
    if address.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        line.connect(address.path)
        return line
    return socket.create_connection((address.hostname or "", address.port or 3310), timeout=SECONDS)
