"""`kinkeeper search rebuild`."""

from __future__ import annotations

import argparse
import time

from kinkeeper.foundation import search
from kinkeeper.foundation.commandline import Subcommands, add_command, command_group, say_json


def add_commands(subcommands: Subcommands) -> None:
    """Add `kinkeeper search`."""
    parts = command_group(subcommands, "search", "the index of everything that anybody may find")
    add_command(parts, "rebuild", _rebuild, help="build the index anew from the database; readers use the old one meanwhile")


def _rebuild(_: argparse.Namespace) -> int:
    began = time.perf_counter()
    number = search.rebuild()
    say_json({"documents": number, "seconds": round(time.perf_counter() - began, 2)})
    return 0
