"""`kinkeeper ledger`: seal, and verify against a seal kept elsewhere."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from kinkeeper.foundation.commandline import Subcommands, add_command, complain, say_json
from kinkeeper.ledger.actions import seal_pending
from kinkeeper.ledger.queries import verify


def add_commands(subcommands: Subcommands) -> None:
    """Add `kinkeeper ledger seal` and `kinkeeper ledger verify`."""
    ledger = subcommands.add_parser("ledger", help="the sealed record of every disclosure and change")
    parts = ledger.add_subparsers(metavar="PART", required=True)
    add_command(parts, "seal", _seal, help="seal the entries that wait")
    check = add_command(parts, "verify", _verify, help="find any edit, deletion or cut in the sealed rows")
    check.add_argument("--kept-seal", default="", help="the last seal kept elsewhere: a chain cut off before it is found too")


def _seal(_: argparse.Namespace) -> int:
    say_json({"sealed": seal_pending()})
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    found = verify(kept_seal=arguments.kept_seal)
    for problem in found.problems:
        complain(problem)
    say_json({**asdict(found), "sound": found.sound})
    return 0 if found.sound else 1
