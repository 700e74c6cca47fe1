"""How events are read: plain Python, no database, no clock."""

from kinkeeper.intake.rules.lines import LARGEST, lines_of, pieces_of
from kinkeeper.intake.rules.reading import read_line
from kinkeeper.intake.rules.tokens import TOKEN_BYTES, token_digest, token_of

__all__ = ["LARGEST", "TOKEN_BYTES", "lines_of", "pieces_of", "read_line", "token_digest", "token_of"]
