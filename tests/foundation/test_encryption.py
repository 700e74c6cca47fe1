"""What is stored encrypted opens in its own place alone, under a key of the ring."""

from __future__ import annotations

from typing import Any

import pytest

from kinkeeper.foundation.encryption import CannotOpen, decrypt, decrypt_text, encrypt, encrypt_text

PLACE = {"table": "people_route", "column": "value", "row": "K7QF-29MD"}


def test_a_value_opens_where_it_was_put() -> None:
    stored = encrypt(b"01632 960123", **PLACE)

    assert b"01632" not in stored
    assert decrypt(stored, **PLACE) == b"01632 960123"


@pytest.mark.parametrize("moved", [{"table": "people_kin"}, {"column": "notes"}, {"row": "29MD-K7QF"}])
def test_a_value_moved_elsewhere_does_not_open(moved: dict[str, str]) -> None:
    stored = encrypt(b"01632 960123", **PLACE)

    with pytest.raises(CannotOpen):
        decrypt(stored, **{**PLACE, **moved})


@pytest.mark.parametrize("place", range(5))
def test_an_altered_value_does_not_open(place: int) -> None:
    stored = bytearray(encrypt(b"01632 960123", **PLACE))
    stored[-1 - place] ^= 1

    with pytest.raises(CannotOpen):
        decrypt(bytes(stored), **PLACE)


def test_a_new_key_writes_and_the_old_one_still_reads(settings: Any) -> None:
    settings.FIELD_KEYS = {"old": b"o" * 32}
    before = encrypt(b"otter", **PLACE)
    settings.FIELD_KEYS = {"new": b"n" * 32, "old": b"o" * 32}
    after = encrypt(b"otter", **PLACE)

    assert (decrypt(before, **PLACE), decrypt(after, **PLACE)) == (b"otter", b"otter")
    settings.FIELD_KEYS = {"new": b"n" * 32}
    assert decrypt(after, **PLACE) == b"otter"
    with pytest.raises(CannotOpen):
        decrypt(before, **PLACE)


def test_text_opens_for_the_same_use_only() -> None:
    stored = encrypt_text("otter", use="second factor")

    assert decrypt_text(stored, use="second factor") == "otter"
    with pytest.raises(CannotOpen):
        decrypt_text(stored, use="drafts")
    with pytest.raises(CannotOpen):
        decrypt_text("not base 64 at all!", use="second factor")
