"""Small libraries with named things, for tests."""

from __future__ import annotations

import io

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.library.actions import add_resource
from kinkeeper.library.models import Resource
from kinkeeper.library.types import Draft, Kind
from tests.worlds import agency, member


def editor(name: str = "Edith") -> Actor:
    """Somebody who looks after the library."""
    return member(name, agency(f"Ties of {name}"), Role.COORDINATOR)


def book(title: str, by: Actor = SYSTEM, **fields: object) -> Resource:
    """A book in the library."""
    return add_resource(by=by, draft=Draft(title=title, kind=fields.pop("kind", Kind.BOOK), **fields))  # type: ignore[arg-type]


def pdf(*pages: str, catalogue: dict[str, object] | None = None, password: str = "") -> bytes:
    """A small PDF with these words on its pages, and whatever else is put into its catalogue."""
    writer = PdfWriter()
    for words in pages:
        page = writer.add_blank_page(300, 300)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode())
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
        page[NameObject("/Contents")] = writer._add_object(stream)
    for name, value in (catalogue or {}).items():
        writer._root_object[NameObject(name)] = value  # type: ignore[assignment]
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()
