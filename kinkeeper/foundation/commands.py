"""`kinkeeper keys`: move what is encrypted to a new key; `kinkeeper retention`: let go of what is due."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.conf import settings

from kinkeeper.foundation.commandline import Subcommands, add_command, command_group, say, say_json
from kinkeeper.foundation.encryption import writing_key
from kinkeeper.foundation.keys import PLAIN, places, rotate
from kinkeeper.foundation.lifetimes import in_place, tables
from kinkeeper.foundation.retention import run_retention


def add_commands(subcommands: Subcommands) -> None:
    """Add `kinkeeper keys rotate`, `kinkeeper keys check` and `kinkeeper retention run`."""
    keys = command_group(subcommands, "keys", "the keys of what is stored encrypted")
    add_command(keys, "rotate", _rotate, help="encrypt everything anew under the first key of KINKEEPER_FIELD_KEYS")
    add_command(keys, "check", _check, help="count what is encrypted, by place and key; say which keys nothing needs")
    retention = command_group(subcommands, "retention", "what is not kept for ever")
    run = add_command(retention, "run", _retention, help="anonymise or delete all that is due; the tick does it once a day")
    run.add_argument("--dry-run", action="store_true", help="only say what is due, and why")
    table = add_command(retention, "table", _table, help="what is held, how long, what is encrypted: from the labels")
    table.add_argument("--into", metavar="FILE", help="write it between the marks of this file, such as docs/privacy.md")


def _table(arguments: argparse.Namespace) -> int:
    if not arguments.into:
        say(tables())
        return 0
    document = Path(arguments.into)
    document.write_text(in_place(document.read_text(encoding="utf-8")), encoding="utf-8")
    say_json({"written": str(document)})
    return 0


def _retention(arguments: argparse.Namespace) -> int:
    outcomes = run_retention(rehearse=arguments.dry_run)
    verb = "due" if arguments.dry_run else "cleared"
    for outcome in outcomes:
        say(f"{outcome.rule.what}: {outcome.count} {verb}. {outcome.rule.why}")
    failed = [outcome.rule.name for outcome in outcomes if outcome.failed]
    counts = {outcome.rule.name: outcome.count for outcome in outcomes}
    say_json({"dry_run": arguments.dry_run, verb: counts, "failed": failed})
    return 1 if failed else 0


def _rotate(_: argparse.Namespace) -> int:
    done = rotate(_progress)
    failed = {name: each.failed for name, each in done.items() if each.failed}
    say_json({"key": writing_key(), "moved": sum(each.moved for each in done.values()), "cannot_be_opened": failed})
    return 1 if failed else 0


def _progress(place: str, moved: int, failed: int) -> None:
    say(f"{place}: {moved} moved" + (f", {failed} cannot be opened" if failed else ""))


def _check(_: argparse.Namespace) -> int:
    rows = {place.name: dict(found) for place in places() if (found := place.count())}
    used = {key for found in rows.values() for key in found}
    missing = sorted(used - set(settings.FIELD_KEYS) - {PLAIN})
    may_go = [name for name in settings.FIELD_KEYS if name not in used and name != writing_key()]
    say_json({"writes": writing_key(), "rows": rows, "may_be_removed": may_go, "missing": missing, "plain": PLAIN in used})
    return 1 if missing or PLAIN in used else 0
