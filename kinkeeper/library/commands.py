"""`kinkeeper import catalogue` and `kinkeeper import references FILE`."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.commandline import Subcommands, add_command, command_group, complain, say_json
from kinkeeper.library.actions import import_catalogue, import_references
from kinkeeper.library.queries import count_by_seed


def add_commands(subcommands: Subcommands) -> None:
    """Add the library's parts of `kinkeeper import`."""
    parts = command_group(subcommands, "import", "take in a file")
    add_command(parts, "catalogue", _catalogue, help="the library's own catalogue: everything the source documents name")
    references = add_command(parts, "references", _references, help="a RIS, BibTeX or CSL-JSON file into the library")
    references.add_argument("file", type=Path)
    references.add_argument("--dry-run", action="store_true", help="only say what would be taken")


def _catalogue(_: argparse.Namespace) -> int:
    report = import_catalogue(by=SYSTEM)
    say_json({**asdict(report), "by_seed": count_by_seed()})
    return 0


def _references(arguments: argparse.Namespace) -> int:
    report = import_references(by=SYSTEM, data=arguments.file.read_bytes(), dry_run=arguments.dry_run)
    for item in report.bad:
        complain(f"{item.number}: {item.text}: {'; '.join(item.reasons)}")
    for number, title, twin in report.twins:
        complain(f"{number}: {title}: already here as {twin.reference}")
    say_json({"added": len(report.added), "twins": len(report.twins), "bad": len(report.bad), "dry_run": report.dry_run})
    return 1 if report.bad else 0
