"""The decision over its whole domain: every point decided, every rule hit, unknown values deny."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from kinkeeper.foundation.categories import Category
from kinkeeper.sharing.rules import REASONS, ROLES, decide, domain, policy
from kinkeeper.sharing.types import (
    AgeBand,
    BasisKind,
    BasisState,
    ChildKnows,
    Purpose,
    Question,
    Relation,
    Restricted,
)

LINK_WORKER_RINGS = Question(
    role="link_worker",
    relation=Relation.OWN_TEAM,
    purpose=Purpose.OFFER_SUPPORT,
    category=Category.WHEREABOUTS,
    basis=BasisKind.PUBLIC_TASK,
    state=BasisState.LIVE,
    age=AgeBand.ADULT,
    knows=ChildKnows.NOT_TOLD,
    restricted=Restricted.NO,
)


def test_the_whole_domain_is_decided() -> None:
    points = 0
    outcomes: Counter[str] = Counter()
    for question in domain():
        decision = decide(question)
        outcomes[decision.rule if decision.allowed else decision.reason] += 1
        points += 1

    assert points == len(ROLES) * 5 * 10 * 13 * 7 * 2 * 2 * 2 * 3
    assert points <= 2_000_000
    assert set(outcomes) == {rule.id for rule in policy().rules} | REASONS


def test_only_live_bases_permit_and_only_without_restriction() -> None:
    stops = policy().objection_stops
    for question in domain():
        if decide(question):
            assert question.state is BasisState.LIVE
            assert question.restricted is Restricted.NO or (
                question.restricted is Restricted.OBJECTION and question.basis not in stops
            )


def test_a_link_worker_of_the_team_may_ring() -> None:
    assert decide(LINK_WORKER_RINGS).rule == "reach-the-family"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"relation": Relation.OWN_AGENCY}, "no_rule"),
        ({"relation": Relation.NONE}, "no_rule"),
        ({"state": BasisState.DEAD}, "no_live_basis"),
        ({"restricted": Restricted.STOP}, "restricted"),
        ({"restricted": Restricted.OBJECTION}, "restricted"),
        ({"category": Category.RISK}, "not_for_this_purpose"),
        ({"role": "school_lead"}, "no_rule"),
        ({"role": "astrologer"}, "no_rule"),
        ({"relation": "next_door"}, "no_rule"),
        ({"purpose": "curiosity"}, "not_for_this_purpose"),
        ({"category": "offence"}, "not_for_this_purpose"),
        ({"basis": "hunch"}, "no_rule"),
        ({"state": "lively"}, "no_live_basis"),
        ({"restricted": "perhaps"}, "restricted"),
    ],
)
def test_anything_else_or_unknown_is_refused(change: dict[str, object], reason: str) -> None:
    decision = decide(replace(LINK_WORKER_RINGS, **change))  # type: ignore[arg-type]

    assert (decision.allowed, decision.reason) == (False, reason)


def test_an_objection_does_not_stop_consent() -> None:
    assert decide(replace(LINK_WORKER_RINGS, basis=BasisKind.CONSENT, restricted=Restricted.OBJECTION))


@pytest.mark.parametrize("category", [Category.CUSTODY_FACT, Category.CUSTODY_DETAILS, Category.CONTACT])
def test_a_child_who_was_not_told_reads_nothing_of_it(category: Category) -> None:
    own = Question(
        role="family",
        relation=Relation.DATA_SUBJECT,
        purpose=Purpose.OWN_RECORD,
        category=category,
        basis=BasisKind.DATA_SUBJECT,
        state=BasisState.LIVE,
        age=AgeBand.CHILD,
        knows=ChildKnows.NOT_TOLD,
        restricted=Restricted.NO,
    )

    assert decide(own).reason == "not_told"
    assert decide(replace(own, knows=ChildKnows.TOLD))
    assert decide(replace(own, age=AgeBand.ADULT))
    assert decide(replace(own, age="unknown", knows="unknown")).reason == "not_told"  # type: ignore[arg-type]


def test_for_figures_nobody_is_shown_anything_of_anyone() -> None:
    counted = [question for question in domain() if question.purpose is Purpose.STATISTICS]

    assert {decide(question).reason for question in counted} == {"not_for_this_purpose"}


def test_a_school_is_given_no_way_to_custody_through_education() -> None:
    assert not {Category.CUSTODY_FACT, Category.CUSTODY_DETAILS, Category.CONTACT} & set(
        policy().purposes[Purpose.SUPPORT_EDUCATION]
    )
