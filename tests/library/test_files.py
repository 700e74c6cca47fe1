"""PDFs: what is kept, what is refused and why, and how they are given out."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from kinkeeper.agencies.types import Role
from kinkeeper.foundation import search
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.uploads import files_fall_with_rows
from kinkeeper.library.actions import keep_file, remove_file
from kinkeeper.library.errors import FileRefused
from kinkeeper.library.models import StoredFile
from kinkeeper.library.rules import pdf as pdf_rules
from kinkeeper.library.rules.pdf import read_pdf
from tests.library.shelves import book, pdf
from tests.signing import agency, run_jobs, signed_in, works


def script(kind: str = "/JavaScript") -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/JS"): TextStringObject("app.alert(1)")})


def bomb() -> bytes:
    """A page whose few bytes unfold into 400 million."""
    packed = zlib.compress(zlib.compress(b"(x) Tj " * 60_000_000, 1), 9)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    stream = b"4 0 obj<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n" % len(packed)
    return head + page + stream + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%EOF"


def test_a_good_file_is_read() -> None:
    read = read_pdf(pdf("What to say to a child", "The second page"))

    assert read.pages == 2
    assert "What to say to a child" in read.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"MZ\x90 a program called leaflet.pdf", "not_a_pdf"),
        (b"PK\x03\x04 a zip", "not_a_pdf"),
        (b"<html>%PDF", "not_a_pdf"),
        (b"%PDF-1.7\nnothing more", "pdf_unreadable"),
        (b"%PDF-1.7\n" + b"[" * 50_000, "pdf_unreadable"),
        (pdf("Secret", password="otter"), "pdf_locked"),
        (pdf(), "pdf_empty"),
        (pdf("Hello", catalogue={"/OpenAction": script()}), "pdf_active"),
        (pdf("Hello", catalogue={"/AA": DictionaryObject({NameObject("/WC"): script()})}), "pdf_active"),
        (pdf("Hello", catalogue={"/OpenAction": script("/Launch")}), "pdf_active"),
        (
            pdf("Hello", catalogue={"/Names": DictionaryObject({NameObject("/EmbeddedFiles"): DictionaryObject()})}),
            "pdf_active",
        ),
        (b"%PDF-" + b"x" * 20_000_000, "pdf_too_large"),
    ],
    ids=["program", "zip", "html", "stub", "deep", "locked", "empty", "script", "action", "launch", "files", "large"],
)
def test_what_may_not_be_kept_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_pdf(data)

    assert refusal.value.reason == reason


def test_a_bomb_takes_only_itself_along() -> None:
    data = bomb()
    assert len(data) < 3_000_000

    with pytest.raises(FileRefused) as refusal:
        read_pdf(data)

    assert refusal.value.reason == "pdf_unreadable"


def test_a_reader_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass")
    monkeypatch.setattr(pdf_rules, "READER", endless)
    monkeypatch.setattr(pdf_rules, "SECONDS", 1)

    with pytest.raises(FileRefused) as refusal:
        read_pdf(pdf("Hello"))

    assert refusal.value.reason == "pdf_unreadable"


@pytest.mark.django_db
def test_a_file_is_kept_searched_given_out_and_removed(settings: Any, client: Client) -> None:
    resource = book("Letters home")
    kept = keep_file(by=SYSTEM, resource=resource, name="../../etc/Ünder <b>.pdf", data=pdf("The zebra crossing"))
    run_jobs()

    found = search.search("zebra")
    answer = client.get(f"/library/{resource.reference}/files/{kept.reference}/")
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    assert [hit.key for hit in found.hits] == [resource.reference]
    assert kept.name == "Ünder b.pdf"
    assert Path(kept.file.path).parent == Path(settings.MEDIA_ROOT) / "library"
    assert data.startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/library/{book('Other').reference}/files/{kept.reference}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_removed_file_is_gone_from_disk_and_search() -> None:
    resource = book("Letters home")
    kept = keep_file(by=SYSTEM, resource=resource, name="a.pdf", data=pdf("The zebra crossing"))
    path = Path(kept.file.path)
    with pytest.raises(FileRefused):
        keep_file(by=SYSTEM, resource=resource, name="b.pdf", data=pdf("The zebra crossing"))

    remove_file(by=SYSTEM, file=kept)
    run_jobs()

    assert (path.exists(), StoredFile.objects.count(), search.search("zebra").total) == (False, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_save_that_is_rolled_back_leaves_no_file(settings: Any) -> None:
    resource = book("Letters home")
    folder = Path(settings.MEDIA_ROOT) / "library"
    before = set(folder.glob("*"))
    with pytest.raises(RuntimeError), files_fall_with_rows(), transaction.atomic():
        keep_file(by=SYSTEM, resource=resource, name="a.pdf", data=pdf("The zebra crossing"))
        assert len(set(folder.glob("*")) - before) == 1
        raise RuntimeError("the row falls")
    assert set(folder.glob("*")) == before


@pytest.mark.django_db
def test_the_page_hands_a_bad_file_back_with_what_to_do() -> None:
    resource = book("Letters home")
    edith = signed_in(works("Edith", agency("Ties East"), Role.ADMINISTRATOR))

    words = edith.post(
        f"/library/{resource.reference}/upload/", {"file": SimpleUploadedFile("leaflet.pdf", b"MZ")}
    ).content.decode()

    assert "This is not a PDF, whatever its name says." in words
    assert StoredFile.objects.count() == 0
