"""The rules of custody: plain Python, no database, no clock."""

from kinkeeper.custody.rules.folding import fold
from kinkeeper.custody.rules.identity import event_of, identity_of
from kinkeeper.custody.rules.numbers import kept_number
from kinkeeper.custody.rules.reasons import CONTINUES, ENDS, LEAVES_FOR_A_WHILE, STARTS, WINDOW

__all__ = [
    "CONTINUES",
    "ENDS",
    "LEAVES_FOR_A_WHILE",
    "STARTS",
    "WINDOW",
    "event_of",
    "fold",
    "identity_of",
    "kept_number",
]
