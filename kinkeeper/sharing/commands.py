"""`kinkeeper policy`: the decision table, printed for people."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from kinkeeper.foundation.commandline import Subcommands, add_command, say
from kinkeeper.sharing.rules import Policy, Rule, policy

_NOTHING = "nothing of any one person: figures are counted, and nobody is shown for them"


def add_commands(subcommands: Subcommands) -> None:
    """Add `kinkeeper policy`."""
    parser = add_command(subcommands, "policy", _print, help="print who may see what, for which purpose, on which basis")
    parser.add_argument("--out", type=Path, help="write it to this file instead (docs/reference/policy.md)")


def _print(arguments: argparse.Namespace) -> int:
    words = policy_document(policy())
    if arguments.out:
        arguments.out.write_text(words, encoding="utf-8")
    else:
        say(words)
    return 0


def policy_document(table: Policy) -> str:
    """The whole policy as a Markdown page."""
    parts = [
        "# Who may see what",
        "",
        f"*Version {table.version}. Printed by `kinkeeper policy` from `sharing/policy.toml`; a test keeps it so.*",
        "",
        "A reader is shown one category of data about one person, for one purpose, when some **live** basis permits it and no",
        "restriction applies. What no rule below permits is refused. An ended basis permits nothing and denies nothing.",
        "",
        "## What each purpose loads",
        "",
        "Any other category is *absent* from the page, not withheld: a note that something is withheld would itself tell.",
        "",
        "| purpose | categories |",
        "|---|---|",
        *(f"| {_words(purpose)} | {_list(categories) or _NOTHING} |" for purpose, categories in table.purposes.items()),
        "",
        "## What stops a permission",
        "",
        "* A court order against the reader, or a closed record, stops every basis.",
        f"* An objection stops: {_list(sorted(table.objection_stops))}.",
        "* A child who has not been told, or of whom we do not know it, is not shown "
        f"{_list(sorted(table.not_told_withholds))}, neither in their own record nor of somebody close.",
        "",
        "## The rules",
        "",
    ]
    for rule in table.rules:
        parts += _rule(rule)
    return "\n".join(parts).rstrip() + "\n"


def _rule(rule: Rule) -> list[str]:
    near = {
        "own_team": "their own team works with the person",
        "own_agency": "their own agency works with the person",
        "kin": "the person is a child they answer for, or somebody close who agreed that they may be told",
    }
    return [
        f"### {rule.id}",
        "",
        rule.says,
        "",
        f"* **Who:** {_list(rule.roles)}, when {near.get(rule.relation, 'it is about themselves')}",
        f"* **What for:** {_list(rule.purposes)}",
        f"* **What:** {_list(rule.categories)}",
        f"* **On what basis:** {_list(rule.bases)}",
        "",
    ]


def _words(code: str) -> str:
    return str(code).replace("_", " ")


def _list(codes: Iterable[str]) -> str:
    return ", ".join(_words(code) for code in codes)
