"""What people hand in: known by what it is, drawn anew, scanned where a scanner is named, and refused in plain words."""

from __future__ import annotations

import io
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from kinkeeper.foundation import environment as env
from kinkeeper.foundation.errors import BadSetting
from kinkeeper.foundation.uploads import (
    WHY_NOT,
    UploadRefused,
    accept_scan,
    files_fall_with_rows,
    keep_file,
    kept_files,
    open_file,
    scan_for_malware,
)

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def sent(content: bytes, name: str = "form.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/x-anything")


def picture(kind: str = "JPEG", *, where: bool = False, size: tuple[int, int] = (400, 300)) -> bytes:
    """A picture; with `where` it says where it was taken, as a telephone's camera does."""
    drawn, details = io.BytesIO(), Image.Exif()
    if where:
        details[0x010E] = "taken at 7 Otter Lane"
        details.get_ifd(0x8825)[1] = "N"
        details[0x0112] = 6  # lying on its side
    Image.new("RGB", size, "teal").save(drawn, kind, exif=details)
    return drawn.getvalue()


def pdf(*, active: bool = False) -> bytes:
    """One empty page; `active` runs a script when it is opened."""
    writer, drawn = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(200, 200)
    if active:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        )
        page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    writer.write(drawn)
    return drawn.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(UploadRefused) as refusal:
        accept_scan(sent(content))
    assert refusal.value.reason in WHY_NOT
    return refusal.value.reason


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_drawn_anew_and_says_nothing_but_itself(kind: str) -> None:
    content, found = accept_scan(sent(picture(kind, where=True) + b"PK a file behind the picture", "scan.exe"))

    drawn = Image.open(io.BytesIO(content))
    assert (found, drawn.format, drawn.size) == ("image/jpeg", "JPEG", (300, 400))  # the right way up
    assert len(drawn.getexif()) == 0
    assert b"Otter" not in content
    assert b"PK a file" not in content


def test_a_picture_with_nothing_behind_is_white() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(clear, "PNG")

    content, _ = accept_scan(sent(clear.getvalue()))

    assert Image.open(io.BytesIO(content)).getpixel((5, 5)) == (255, 255, 255)


def test_a_page_as_a_pdf_stays_as_it_is() -> None:
    whole = pdf()

    assert accept_scan(sent(whole, "../../etc/passwd")) == (whole, "application/pdf")


def _bomb() -> bytes:
    drawn = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(drawn, "PNG")
    return drawn.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ a program", "file_of_another_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "file_of_another_kind"),
        (b"GIF89a", "file_of_another_kind"),
        (b"\xff\xd8\xff a picture by its first bytes alone", "file_unreadable"),
        (b"%PDF-1.7 and nothing more", "file_unreadable"),
        (pdf(active=True), "file_does_things"),
        (b"%PDF-" + bytes(10 * 1024 * 1024), "file_too_large"),
        (_bomb(), "file_unreadable"),
    ],
    ids=["program", "svg", "gif", "no picture", "no pdf", "script", "large", "too many pixels"],
)
def test_anything_else_is_refused_with_a_word(content: bytes, reason: str) -> None:
    assert refused(content) == reason


def test_a_script_is_found_where_its_words_cannot_be_read(tmp_path: Path) -> None:
    from pypdf import PdfReader

    packed = io.BytesIO()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(active=True))))
    writer.write(packed)
    hidden = (
        packed.getvalue().replace(b"/JavaScript", b"/Java#53cript").replace(b"/JS", b"/J#53")
    )  # the same names, spelt otherwise

    assert b"/JavaScript" not in hidden
    assert refused(hidden) == "file_does_things"


@contextmanager
def clamd(answer: bytes | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """A scanner that speaks clamd's protocol on a socket of this machine, and keeps what it was sent."""
    seen: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def read(line: socket.socket, size: int) -> bytes:
        got = b""
        while len(got) < size and (more := line.recv(size - len(got))):
            got += more
        return got

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                assert read(line, 10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack(">I", read(line, 4))[0]:
                    content += read(line, size)
                seen.append(content)
                said = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
                for piece in (answer or said)[:7], (answer or said)[7:]:  # as a network may: in pieces
                    line.sendall(piece)

    server = threading.Thread(target=serve, daemon=True)
    server.start()
    try:
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}", seen
    finally:
        listener.close()


def test_a_clean_file_goes_through_the_scanner_whole(settings: Any) -> None:
    content = bytes(range(256)) * 1_000  # several pieces

    with clamd() as (address, seen):
        settings.CLAMD = address
        scan_for_malware(content)

    assert seen == [content]


def test_what_the_scanner_finds_is_not_taken(settings: Any) -> None:
    with clamd() as (address, _seen):
        settings.CLAMD = address
        assert refused(pdf() + EICAR) == "file_not_safe"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"stream: OK and more\0"])
def test_a_scanner_that_cannot_say_lets_nothing_through(settings: Any, answer: bytes) -> None:
    with clamd(answer) as (address, _seen):
        settings.CLAMD = address
        assert refused(pdf()) == "file_not_scanned"


def test_a_scanner_that_is_not_there_lets_nothing_through(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        settings.CLAMD = f"tcp://127.0.0.1:{gone.getsockname()[1]}"

    assert refused(pdf()) == "file_not_scanned"


@pytest.mark.parametrize("wrong", ["clamd", "http://here:3310", "tcp://here", "tcp://here:port", "unix://"])
def test_a_scanner_that_cannot_be_meant_stops_the_start(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("KINKEEPER_CLAMD", wrong)

    with pytest.raises(BadSetting, match="KINKEEPER_CLAMD"):
        env.scanner("KINKEEPER_CLAMD")


@pytest.mark.django_db(transaction=True)
def test_a_file_stands_with_its_row_and_falls_with_it(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(RuntimeError, match="inside the action's transaction"):
        keep_file(b"before any row")

    with files_fall_with_rows():
        with pytest.raises(UploadRefused), transaction.atomic():
            keep_file(b"of a save that is refused")
            raise UploadRefused("file_unreadable")
        with transaction.atomic():
            stands = keep_file(b"of a save that is acknowledged")

    assert [file.name for file in kept_files()] == [stands]
    assert open_file(stands) == b"of a save that is acknowledged"


@pytest.mark.django_db(transaction=True)
def test_within_a_greater_transaction_each_file_goes_the_way_of_its_own_save(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    with files_fall_with_rows(), transaction.atomic():  # as a request is answered on PostgreSQL
        stands = keep_file(b"of a save that is acknowledged")
        with pytest.raises(UploadRefused), transaction.atomic():
            keep_file(b"of a save that is refused")
            raise UploadRefused("file_unreadable")
    assert [file.name for file in kept_files()] == [stands]

    with pytest.raises(RuntimeError), files_fall_with_rows(), transaction.atomic():
        keep_file(b"of a request whose commit fails")
        raise RuntimeError
    assert [file.name for file in kept_files()] == [stands]
