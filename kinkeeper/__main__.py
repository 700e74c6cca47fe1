"""The `kinkeeper` command."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import sys

from django.db import DatabaseError

from kinkeeper import __version__
from kinkeeper.foundation.environment import switch
from kinkeeper.foundation.errors import BadSetting, DomainError


def main(words: list[str] | None = None) -> int:
    """Run one subcommand and answer its exit code: 0 done, 1 done in part or refused, 2 wrongly asked or wrongly set up."""
    words = sys.argv[1:] if words is None else words
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinkeeper.settings")
    try:
        if words[:1] == ["demo"] or switch("KINKEEPER_DEMO"):
            importlib.import_module("kinkeeper.demo.environment").prepare_environment()
        if not words or {"-h", "--help", "--version"} & set(words) or _touches_no_site(words):
            os.environ.setdefault("KINKEEPER_SECRET_KEY", "this command needs no secret, and keeps none: see SECURITY.md")
        _start_django()
        parser = _parser()
        if words and words[0] == "django":
            return _django(words)
        _act_as_system()
        return _run(parser.parse_args(words))
    except BadSetting as problem:
        sys.stderr.write(f"Kinkeeper cannot start.\n{problem}\n")
        return 2
    except DomainError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


def _run(arguments: argparse.Namespace) -> int:
    """Run it. Raises BadSetting when the database cannot be reached, or was not brought to this version: say so, in words."""
    try:
        return int(arguments.run(arguments) or 0)
    except DatabaseError as problem:
        from kinkeeper.web.commands import pending_migrations, require_database

        require_database()
        if not pending_migrations():
            raise
        raise BadSetting(
            "The database has not been brought to this version: `kinkeeper migrate` does it. (The demo's own is in the folder"
            " where `kinkeeper demo` ran: run its commands from there.)"
        ) from problem


def _touches_no_site(words: list[str]) -> bool:
    """Whether a command reads and writes no site's data: benches make databases of their own, the others only print."""
    return words[:1] in (["bench"], ["policy"]) or words[:2] == ["generate", "events"]


def _start_django() -> None:
    import django

    django.setup()


def _act_as_system() -> None:
    from kinkeeper.foundation.rowsecurity import act_as_system

    act_as_system()  # the web itself runs in processes of its own: see foundation.serving


def _django(words: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(words)
    return 0


def _parser() -> argparse.ArgumentParser:
    from django.conf import settings

    parser = argparse.ArgumentParser(
        prog="kinkeeper", description="Kinkeeper: keeping the ties of children whose parent is in prison."
    )
    parser.add_argument("--version", action="version", version=f"kinkeeper {__version__}")
    subcommands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for room in settings.ROOMS:
        name = f"kinkeeper.{room}.commands"
        if importlib.util.find_spec(name):
            importlib.import_module(name).add_commands(subcommands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
