"""A share of the proofs about the decision; the whole runs in `make prove`. Each finds the fault that is planted."""

from __future__ import annotations

import random
from itertools import islice
from typing import Any

import pytest

from kinkeeper.foundation.decisions import Decision
from kinkeeper.sharing import rules
from proofs import oracle, properties


def test_a_share_of_the_domain_is_decided_alike_by_another_engine() -> None:
    compared, wrong = oracle.differences(islice(rules.domain(), random.Random().randrange(211), None, 211))

    assert wrong == []
    assert compared > 7_000


def test_the_oracle_finds_a_rule_that_differs() -> None:
    planted = oracle.POLICY.replace(
        '"own_team" &&\n  context.purpose == "offer_support"', '"none" &&\n  context.purpose == "offer_support"'
    )
    assert planted != oracle.POLICY

    about_reaching = (q for q in rules.domain() if q.role in {"link_worker", "team_lead"} and q.purpose == "offer_support")
    _, wrong = oracle.differences(islice(about_reaching, 0, None, 5), policy=planted)

    assert {question.role for question in wrong} == {"link_worker", "team_lead"}


def test_a_share_of_the_domain_has_the_properties() -> None:
    tried, wrong = properties.violations(every=13, offset=random.Random().randrange(13))

    assert wrong == []
    assert set(tried) == set(properties.PROPERTIES)


def test_a_decision_that_forgets_restrictions_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from kinkeeper.sharing.types import Question, Restricted

    def forgetful(question: Question) -> Decision:
        if question.restricted is Restricted.OBJECTION and question.role == "police_officer":
            return Decision(allowed=True, rule="a-slip")
        return rules.decide(question)

    monkeypatch.setattr(properties, "decide", forgetful)
    _, wrong = properties.violations(every=997)

    assert any(sentence.startswith("a_restriction_never_widens") for sentence in wrong)


def test_a_decision_that_trusts_what_it_does_not_know_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def trusting(question: Any) -> Decision:
        if question.role == "never heard of":
            return Decision(allowed=True, rule="reach-the-family")
        return rules.decide(question)

    monkeypatch.setattr(properties, "decide", trusting)
    _, wrong = properties.violations(every=101)

    assert any(sentence.startswith("unknown_is_refused") for sentence in wrong)
