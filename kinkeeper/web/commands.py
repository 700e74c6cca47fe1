"""`kinkeeper import pages`: the public site's seed set."""

from __future__ import annotations

import argparse

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.commandline import Subcommands, add_command, add_group, say_json
from kinkeeper.web.site.actions import load_pages


def add_commands(subcommands: Subcommands) -> None:
    """Add `kinkeeper import pages`."""
    parts = add_group(subcommands, "import", "take in what others keep")
    add_command(parts, "pages", _pages, help="the public site's pages, helplines, collections and facts")


def _pages(_: argparse.Namespace) -> int:
    say_json(load_pages(by=SYSTEM))
    return 0
