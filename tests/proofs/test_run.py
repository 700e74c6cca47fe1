"""The run of all proofs, and the page it writes."""

from __future__ import annotations

from importlib import import_module
from inspect import signature

import pytest

from proofs.__main__ import names
from proofs.report import Result, page


def test_every_proof_can_be_run_alike() -> None:
    assert {
        "canaries",
        "completeness",
        "decision_table",
        "killed",
        "ledger_seal",
        "lives",
        "probes",
        "properties",
        "property_worlds",
        "scope_and_decide",
        "timing",
        "twins",
        "two_tabs",
    } <= set(names())
    for name in names():
        proof = import_module(f"proofs.{name}")
        assert proof.NAME, name
        assert proof.GOAL, name
        assert set(signature(proof.prove).parameters) == {"seed", "whole", "say"}, name


SEEN = {"fault": "a slip", "seen": True}


@pytest.mark.parametrize(
    ("found", "sound"),
    [
        ({"checked": 7, "differences": 0, "planted": SEEN}, True),
        ({"checked": 7, "differences": 1, "planted": SEEN}, False),
        ({"checked": 7, "found": ["a leak"], "planted": SEEN}, False),
        ({"checked": 0, "differences": 0, "planted": SEEN}, False),  # it checked nothing
        ({"checked": 7, "differences": 0, "planted": {"fault": "a slip", "seen": False}}, False),
        ({"checked": 7, "differences": 0}, False),  # it planted nothing
        ({"checked": 7, "planted": SEEN}, False),  # it does not say what it found
    ],
)
def test_a_proof_holds_only_when_it_checked_found_nothing_and_saw_its_fault(found: dict[str, object], sound: bool) -> None:
    assert Result("slips", "slips", "No slips.", found, 1.0, "").sound is sound


def test_a_proof_that_broke_does_not_hold_and_the_page_says_so() -> None:
    broken = Result("slips", "slips", "No slips.", {}, 61.0, "it fell over")

    told = page([broken], seed=3, minutes=1)

    assert not broken.sound
    assert "0 of 1 proofs hold" in told
    assert "| slips |  | **broke** | **no** | 1.0 |" in told
    assert "it fell over" in told
