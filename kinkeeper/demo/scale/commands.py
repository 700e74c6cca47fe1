"""`kinkeeper generate nation`."""

from __future__ import annotations

import argparse
from typing import Any

from django.db import connection

from kinkeeper.demo.scale.nation import build_nation
from kinkeeper.demo.scale.sizes import NATION_CHILDREN
from kinkeeper.foundation.commandline import add_command, complain, say, say_json


def add_scale_commands(parts: Any) -> None:
    """Add `nation` to the parts of `kinkeeper generate`."""
    nation = add_command(parts, "nation", _generate_nation, help="fill an empty database with an invented nation, for benches")
    nation.add_argument("--children", type=int, default=NATION_CHILDREN, help="how many children (default: %(default)s)")
    nation.add_argument("--seed", type=int, default=1, help="the same seed builds the same nation (default: %(default)s)")


def _generate_nation(arguments: argparse.Namespace) -> int:
    connection.ensure_connection()
    try:
        built = build_nation(children=arguments.children, seed=arguments.seed, tell=say)
    except (ValueError, RuntimeError) as problem:
        complain(f"{problem}.")
        return 2
    say_json(built)
    return 0
