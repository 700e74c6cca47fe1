"""The rules of custody: plain Python, no database, no clock."""

from kinkeeper.custody.rules.folding import fold
from kinkeeper.custody.rules.identity import event_of, identity_of
from kinkeeper.custody.rules.matching import Kept, absorb, carry, fresh, match
from kinkeeper.custody.rules.numbers import kept_number
from kinkeeper.custody.rules.reasons import CONTINUES, ENDS, LEAVES_FOR_A_WHILE, STARTS, WINDOW

__all__ = [
    "CONTINUES",
    "ENDS",
    "LEAVES_FOR_A_WHILE",
    "STARTS",
    "WINDOW",
    "Kept",
    "absorb",
    "carry",
    "event_of",
    "fold",
    "fresh",
    "identity_of",
    "kept_number",
    "match",
]
