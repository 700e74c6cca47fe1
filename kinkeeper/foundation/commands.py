"""`kinkeeper keys`: move what is encrypted to a new key, and see what still needs an old one."""

from __future__ import annotations

import argparse

from django.conf import settings

from kinkeeper.foundation.commandline import Subcommands, add_command, command_group, say, say_json
from kinkeeper.foundation.encryption import writing_key
from kinkeeper.foundation.keys import PLAIN, places, rotate


def add_commands(subcommands: Subcommands) -> None:
    """Add `kinkeeper keys rotate` and `kinkeeper keys check`."""
    keys = command_group(subcommands, "keys", "the keys of what is stored encrypted")
    add_command(keys, "rotate", _rotate, help="encrypt everything anew under the first key of KINKEEPER_FIELD_KEYS")
    add_command(keys, "check", _check, help="count what is encrypted, by place and key; say which keys nothing needs")


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
