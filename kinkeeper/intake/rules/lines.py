"""JSON Lines from a stream, plain or gzip, holding one line at a time and never more of it than is allowed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO

from kinkeeper.intake.types import Line, Refusal

LARGEST = 256 * 1024  # bytes of one event
_PIECE = 64 * 1024
_GZIP = b"\x1f\x8b"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class CutShort(Exception):
    """The gzip stream ended, or broke, before its end."""


def lines_of(pieces: Iterable[bytes], *, first: int = 1) -> Iterator[Line]:
    """The lines that `pieces` (see `pieces_of`) make up, numbered from `first`, without their ends; blank ones are left out.

    A line over 256 KB is given with its beginning only; what a gzip stream cut short leaves of a line, with that reason.
    """
    number, held, too_large, cut_short = first, b"", False, False
    try:
        for piece in pieces:
            *whole, rest = piece.split(b"\n")
            for part in whole:
                yield from _line(number, held + part, too_large)
                number, held, too_large = number + 1, b"", False
            held += rest
            if len(held) > LARGEST:
                held, too_large = held[:LARGEST], True
    except CutShort:
        cut_short = True
    if cut_short:
        yield Line(number, held, Refusal.GZIP_CUT_SHORT)
    else:
        yield from _line(number, held, too_large)


def pieces_of(stream: BinaryIO | bytes) -> Iterator[bytes]:
    """What `stream` holds, unpacked if it is gzip, in pieces of bounded size. Raises CutShort at the end of a broken gzip."""
    reader = BytesIO(stream) if isinstance(stream, bytes) else stream
    first = reader.read(_PIECE)
    if first.startswith(_GZIP):
        yield from _unzipped(first, reader)
        return
    while first:
        yield first
        first = reader.read(_PIECE)


def _line(number: int, body: bytes, too_large: bool) -> Iterator[Line]:
    if number == 1:
        body = body.removeprefix(_BYTE_ORDER_MARK)
    if too_large or len(body) > LARGEST:
        yield Line(number, body[:LARGEST], Refusal.TOO_LARGE)
    elif body := body.strip(b" \t\r"):
        yield Line(number, body)


def _unzipped(raw: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """What the gzip stream holds, member after member, in pieces of bounded size however well it was packed."""
    member = zlib.decompressobj(wbits=31)
    while raw:
        try:
            piece = member.decompress(raw, _PIECE)
        except zlib.error as problem:
            raise CutShort from problem
        if piece:
            yield piece
        raw = member.unused_data if member.eof else member.unconsumed_tail
        if member.eof:
            raw = (raw or stream.read(_PIECE)).lstrip(b"\0")  # some writers pad the last member
            if raw:
                member = zlib.decompressobj(wbits=31)
        raw = raw or (b"" if member.eof else stream.read(_PIECE))
    if not member.eof:
        raise CutShort
