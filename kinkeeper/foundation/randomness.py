"""Where chance comes from. Injected, so that two worlds built alike can be compared letter by letter."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_source: ContextVar[random.Random | None] = ContextVar("kinkeeper_randomness", default=None)


def random_bytes(size: int) -> bytes:
    """`size` bytes: from the operating system, or from the seeded source of a test."""
    source = _source.get()
    return source.randbytes(size) if source else secrets.token_bytes(size)


def random_below(limit: int) -> int:
    """A whole number from 0 up to, not including, `limit`."""
    source = _source.get()
    return source.randrange(limit) if source else secrets.randbelow(limit)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Within the block chance is repeatable. For tests, proofs and the demo region only."""
    token = _source.set(random.Random(seed))  # noqa: S311  (never in production: see the docstring)
    try:
        yield
    finally:
        _source.reset(token)
