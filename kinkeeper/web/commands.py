"""The commands that `web` brings."""

from __future__ import annotations

from kinkeeper.foundation.commandline import Subcommands
from kinkeeper.web import search_commands


def add_commands(subcommands: Subcommands) -> None:
    """Add `kinkeeper search`."""
    search_commands.add_commands(subcommands)
