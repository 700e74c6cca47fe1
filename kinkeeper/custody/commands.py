"""`kinkeeper import prisons`: the public register of prisons."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kinkeeper.custody.actions import import_prisons
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.commandline import Subcommands, add_command, command_group, complain, say_json


def add_commands(subcommands: Subcommands) -> None:
    """Add `kinkeeper import prisons FILE`."""
    group = command_group(subcommands, "import", "bring in public registers")
    prisons = add_command(group, "prisons", _import_prisons, help="import prisons from the public register's JSON list")
    prisons.add_argument("file", metavar="FILE", help="the answer of the register's GET /prisons")


def _import_prisons(arguments: argparse.Namespace) -> int:
    try:
        rows = json.loads(Path(arguments.file).read_text("utf-8-sig"))
    except OSError as problem:
        complain(f"{arguments.file}: {problem.strerror}")
        return 2
    except ValueError:
        complain(f"{arguments.file} is not JSON in UTF-8. Put the register's answer, a JSON list of prisons.")
        return 2
    if not isinstance(rows, list):
        complain(f"{arguments.file} is JSON, but not a list of prisons.")
        return 2
    done = import_prisons(by=SYSTEM, rows=rows)
    for row, reason in done.refused:
        complain(f"row {row}: {reason}")
    say_json({"read": done.read, "recorded": done.recorded, "refused": len(done.refused)})
    return 1 if done.refused else 0
