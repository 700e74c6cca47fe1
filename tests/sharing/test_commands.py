"""The printed table is the table."""

from __future__ import annotations

from pathlib import Path

from kinkeeper.sharing.commands import policy_document
from kinkeeper.sharing.rules import policy

PRINTED = Path(__file__).resolve().parents[2] / "docs/reference/policy.md"


def test_the_printed_policy_is_the_one_that_decides() -> None:
    assert PRINTED.read_text("utf-8") == policy_document(policy())


def test_every_rule_is_printed_in_its_own_words() -> None:
    words = policy_document(policy())

    assert [rule.id for rule in policy().rules if f"### {rule.id}\n\n{rule.says}" not in words] == []
