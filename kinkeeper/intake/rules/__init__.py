"""How events are read: plain Python, no database, no clock."""

from kinkeeper.intake.rules.lines import LARGEST, lines_of
from kinkeeper.intake.rules.reading import read_line

__all__ = ["LARGEST", "lines_of", "read_line"]
