"""A share of the proofs about the decision; the whole runs in `make prove`. Each finds the fault that is planted."""

from __future__ import annotations

import random
from itertools import islice
from typing import Any

import pytest

from kinkeeper.foundation.decisions import Decision
from kinkeeper.sharing import rules
from proofs import decision_table, oracle, properties


def test_a_share_of_the_domain_is_decided_alike_by_another_engine() -> None:
    compared, wrong = oracle.differences(islice(rules.domain(), random.Random().randrange(211), None, 211))

    assert wrong == []
    assert compared > 7_000


def test_the_oracle_finds_a_rule_that_differs() -> None:
    assert decision_table.planted_is_seen()


def test_a_share_of_the_domain_has_the_properties() -> None:
    tried, wrong = properties.violations(every=13, offset=random.Random().randrange(13))

    assert wrong == []
    assert set(tried) == set(properties.PROPERTIES)


def test_a_decision_that_forgets_restrictions_is_found() -> None:
    assert properties.planted_is_seen()


def test_a_decision_that_trusts_what_it_does_not_know_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def trusting(question: Any) -> Decision:
        if question.role == "never heard of":
            return Decision(allowed=True, rule="reach-the-family")
        return rules.decide(question)

    monkeypatch.setattr(properties, "decide", trusting)
    _, wrong = properties.violations(every=101)

    assert any(sentence.startswith("unknown_is_refused") for sentence in wrong)
