"""Lines from a stream, plain or packed, one at a time."""

from __future__ import annotations

import gzip
from io import BytesIO

import pytest

from kinkeeper.intake.rules import LARGEST, lines_of, pieces_of
from kinkeeper.intake.types import Line, Refusal


def read(raw: bytes) -> list[Line]:
    return list(lines_of(pieces_of(BytesIO(raw))))


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_lines_are_numbered_as_in_the_file_and_blank_ones_left_out(pack: type[bytes]) -> None:
    raw = pack(b'\xef\xbb\xbf{"a": 1}\r\n\n  \n{"b": 2}')
    assert read(raw) == [Line(1, b'{"a": 1}'), Line(4, b'{"b": 2}')]


def test_nothing_gives_no_lines() -> None:
    assert read(b"") == []


def test_a_line_of_256_kb_is_taken_and_one_byte_more_is_not() -> None:
    fits, too_large = b"x" * LARGEST, b"y" * (LARGEST + 1)
    assert read(fits + b"\n" + too_large + b"\nz") == [
        Line(1, fits),
        Line(2, too_large[:LARGEST], Refusal.TOO_LARGE),
        Line(3, b"z"),
    ]


def test_a_line_without_end_is_never_held_whole() -> None:
    class Endless:
        given = 0

        def read(self, size: int) -> bytes:
            self.given += size
            return b"x" * size if self.given < 50 * LARGEST else b""

    (line,) = lines_of(pieces_of(Endless()))  # type: ignore[arg-type]
    assert (len(line.body), line.refusal) == (LARGEST, Refusal.TOO_LARGE)


def test_a_packed_file_cut_short_gives_what_is_whole_and_says_where_it_broke() -> None:
    import random

    chance = random.Random(1)
    whole = b"".join(b'{"n": %d, "x": %d}\n' % (n, chance.getrandbits(900)) for n in range(2_000))
    packed = gzip.compress(whole)
    *lines, last = read(packed[: len(packed) // 2])
    assert last.refusal is Refusal.GZIP_CUT_SHORT
    assert last.number == len(lines) + 1 > 500
    assert (
        b"\n".join(line.body for line in lines) + b"\n" + last.body
        == whole[: sum(len(line.body) + 1 for line in lines) + len(last.body)]
    )


def test_a_broken_packed_file_is_one_refusal() -> None:
    assert read(b"\x1f\x8bnot a packed file") == [Line(1, b"", Refusal.GZIP_CUT_SHORT)]


def test_packed_files_put_together_are_read_one_after_the_other() -> None:
    assert read(gzip.compress(b"a\n") + gzip.compress(b"b\n") + b"\0\0") == [Line(1, b"a"), Line(2, b"b")]


def test_a_small_file_that_unpacks_into_a_huge_line_is_refused_in_little_memory() -> None:
    import tracemalloc

    packed = gzip.compress(b"x" * 200_000_000)
    tracemalloc.start()
    (line,) = read(packed)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert line.refusal is Refusal.TOO_LARGE
    assert peak < 10_000_000
