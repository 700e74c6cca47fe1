"""Files that people hand in: known by their first bytes, not by their name; limited; stored encrypted under a random name."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from kinkeeper.foundation.encryption import decrypt, encrypt
from kinkeeper.foundation.errors import DomainError
from kinkeeper.foundation.randomness import random_bytes

LARGEST = 10 * 1024 * 1024
_BEGINNINGS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
# What makes a PDF do something when it is opened. A scan needs none of it.
_ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/RichMedia", b"/XFA")
_TABLE, _COLUMN = "files", "content"


class UploadRefused(DomainError):
    """The file is too large, of a kind that is not taken, or not safe; `reason` says which."""


def accept_scan(upload: UploadedFile[bytes]) -> tuple[bytes, str]:
    """The bytes and the kind (a MIME type) of a scanned page: PDF, JPEG or PNG. Raises UploadRefused."""
    if upload.size is None or upload.size > LARGEST:
        raise UploadRefused("file_too_large")
    content = upload.read()
    kind = next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), "")
    if not kind:
        raise UploadRefused("file_of_another_kind")
    if kind == "application/pdf" and any(mark in content for mark in _ACTIVE):
        raise UploadRefused("file_does_things")
    _scan_for_malware(content)
    return content, kind


def keep_file(content: bytes) -> str:
    """Store a file encrypted; answers its random name."""
    name = random_bytes(16).hex()
    folder = Path(settings.MEDIA_ROOT) / name[:2]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.touch(mode=0o600)
    file.write_bytes(encrypt(content, table=_TABLE, column=_COLUMN, row=name))
    return name


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


def _scan_for_malware(content: bytes) -> None:
    """Ask clamd where one is set up (`tcp://host:port`); a scanner that does not answer lets nothing through."""
    if not settings.CLAMD:
        return
    address = urlsplit(settings.CLAMD)
    try:
        with socket.create_connection((address.hostname or "", address.port or 3310), timeout=20) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), 65536):
                piece = content[start : start + 65536]
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            answer = line.recv(4096)
    except OSError as problem:
        raise UploadRefused("file_not_scanned") from problem
    if not answer.rstrip(b"\0").endswith(b"OK"):
        raise UploadRefused("file_not_safe")
