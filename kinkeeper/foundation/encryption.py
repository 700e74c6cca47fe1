"""Fields that are kept encrypted: AES-256-GCM, with the place of the value bound in, under a ring of keys.

A value moved to another row, column or table does not open. The first key of the ring writes; all of them read, so a key is
replaced by putting a new one before it (see `docs/settings.md`, KINKEEPER_FIELD_KEYS).
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_FORM = 1  # the first byte of what is stored: how the rest is laid out
_NONCE = 12


class CannotOpen(Exception):
    """The value was written under a key that is not in the ring, was altered, or stands in another place than it was put."""


def encrypt(plain: bytes, *, table: str, column: str, row: str) -> bytes:
    """`plain` as it may be stored in that one place; `row` is what names the row for good, such as its reference."""
    name, key = next(iter(settings.FIELD_KEYS.items()))
    # Never from the injected source of chance: a nonce that comes twice under one key opens both values.
    nonce = os.urandom(_NONCE)
    sealed = _cipher(key).encrypt(nonce, plain, _place(table, column, row))
    return head_of(name) + nonce + sealed


def decrypt(stored: bytes, *, table: str, column: str, row: str) -> bytes:
    """What `encrypt` was given. Raises CannotOpen."""
    if len(stored) < 2 or stored[0] != _FORM:
        raise CannotOpen("of an unknown form")
    start = 2 + stored[1]
    key = settings.FIELD_KEYS.get(stored[2:start].decode("ascii", "replace"))
    if key is None:
        raise CannotOpen("its key is not in KINKEEPER_FIELD_KEYS")
    try:
        return _cipher(key).decrypt(stored[start : start + _NONCE], stored[start + _NONCE :], _place(table, column, row))
    except (InvalidTag, ValueError) as problem:
        raise CannotOpen("altered, or moved from its place") from problem


def writing_key() -> str:
    """The name of the key that writes now."""
    return next(iter(settings.FIELD_KEYS))


def head_of(name: str) -> bytes:
    """How everything begins that was written under the key called `name`."""
    return bytes([_FORM, len(name)]) + name.encode()


def key_of(stored: bytes) -> str:
    """The name of the key that a stored value was written under; empty when it is of an unknown form."""
    return stored[2 : 2 + stored[1]].decode("ascii", "replace") if len(stored) > 2 and stored[0] == _FORM else ""


@lru_cache(maxsize=8)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def _place(table: str, column: str, row: str) -> bytes:
    return "\0".join((table, column, row)).encode()


def encrypt_text(text: str, *, use: str) -> str:
    """`text` as a column of text may hold it, where the row has no name yet; readable again for the same `use` alone."""
    return b64encode(encrypt(text.encode(), table="text", column=use, row="")).decode("ascii")


def decrypt_text(stored: str, *, use: str) -> str:
    """What `encrypt_text` was given. Raises CannotOpen."""
    try:
        sealed = b64decode(stored, validate=True)
    except ValueError as problem:
        raise CannotOpen("of an unknown form") from problem
    return decrypt(sealed, table="text", column=use, row="").decode()


MARK = "sealed:"


def seal_text(plain: str, *, table: str, column: str, row: str) -> str:
    """`plain` as a column of text holds it: the mark, the key's name in clear (so that a query can count), and the rest."""
    return f"{mark_of(writing_key())}{b64encode(encrypt(plain.encode(), table=table, column=column, row=row)).decode('ascii')}"


def open_sealed_text(stored: str, *, table: str, column: str, row: str) -> str:
    """What `seal_text` was given. Raises CannotOpen."""
    mark, _, rest = stored.removeprefix(MARK).partition(":")
    try:
        sealed = b64decode(rest, validate=True)
    except ValueError as problem:
        raise CannotOpen("of an unknown form") from problem
    if not stored.startswith(MARK) or key_of(sealed) != mark:
        raise CannotOpen("of an unknown form")
    return decrypt(sealed, table=table, column=column, row=row).decode()


def mark_of(name: str) -> str:
    """How every sealed text begins that was written under the key called `name`."""
    return f"{MARK}{name}:"
