"""The `kinkeeper` command: each room adds its own subcommands; what a program may read is one JSON object, last."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

Subcommands = Any  # argparse keeps the type of add_subparsers() to itself
Run = Callable[[argparse.Namespace], int | None]


def add_command(subcommands: Subcommands, name: str, run: Run, help: str, **options: Any) -> argparse.ArgumentParser:
    """Add the subcommand `name`, carried out by `run(arguments)`, which returns the exit code (None means 0)."""
    parser: argparse.ArgumentParser = subcommands.add_parser(name, help=help, description=help, **options)
    parser.set_defaults(run=run)
    return parser


def command_group(subcommands: Subcommands, name: str, help: str) -> Subcommands:
    """The subcommands of the group `name` (`kinkeeper import …`), made once and shared by the rooms that add to it."""
    if name not in subcommands.choices:
        parser = subcommands.add_parser(name, help=help, description=help)
        parser.set_defaults(parts=parser.add_subparsers(title="commands", metavar="COMMAND", required=True))
    return subcommands.choices[name].get_default("parts")


def say(*words: object) -> None:
    """A line for a person."""
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def say_json(result: dict[str, Any]) -> None:
    """The last line, for a program."""
    say(json.dumps(result, sort_keys=False, default=str))


def complain(words: str) -> None:
    """A line on standard error."""
    sys.stderr.write(words + "\n")
