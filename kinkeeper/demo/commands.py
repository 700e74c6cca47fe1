"""`kinkeeper generate nation`: invented worlds to try the program on."""

from __future__ import annotations

from kinkeeper.demo.scale.commands import add_scale_commands
from kinkeeper.foundation.commandline import Subcommands, command_group


def add_commands(subcommands: Subcommands) -> None:
    """Add what makes invented worlds."""
    add_scale_commands(command_group(subcommands, "generate", "invent events and prisons to try the feed with"))
