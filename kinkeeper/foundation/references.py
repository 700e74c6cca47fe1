"""References that say nothing: random, in Crockford's base 32, such as K7QF-29MD. Never sequential."""

from __future__ import annotations

import re

from kinkeeper.foundation.randomness import random_below

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
PATTERN = re.compile(rf"^[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}$")
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_reference() -> str:
    """Eight random characters in two groups of four: 40 bits."""
    letters = [ALPHABET[random_below(32)] for _ in range(LENGTH)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def tidy_reference(typed: str) -> str:
    """A reference as stored, from one as typed or read out: case, spaces and look-alike letters forgiven.

    Returns an empty string when it cannot be a reference.
    """
    letters = re.sub(r"[\s-]", "", typed).upper().translate(_MISREAD)
    tidy = f"{letters[:4]}-{letters[4:]}"
    return tidy if PATTERN.match(tidy) else ""
