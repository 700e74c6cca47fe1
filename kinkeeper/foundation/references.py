"""References that say nothing: random, in Crockford's base 32, such as K7QF-29MD. Never sequential."""

from __future__ import annotations

import re

from kinkeeper.foundation.randomness import random_bytes

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
PATTERN = re.compile(rf"^[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}$")
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_reference() -> str:
    """Eight random characters in two groups of four: 40 bits."""
    bits = int.from_bytes(random_bytes(5))
    letters = "".join([ALPHABET[bits >> shift & 31] for shift in range(0, 40, 5)])
    return f"{letters[:4]}-{letters[4:]}"


def tidy_reference(typed: str) -> str:
    """A reference as stored, from one as typed or read out: case, spaces and look-alike letters forgiven.

    Returns an empty string when it cannot be a reference.
    """
    letters = re.sub(r"[\s-]", "", typed).upper().translate(_MISREAD)
    tidy = f"{letters[:4]}-{letters[4:]}"
    return tidy if PATTERN.match(tidy) else ""
