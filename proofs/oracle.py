"""decide() against an independent oracle: the same policy in Cedar, decided by another engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import islice
from pathlib import Path

import cedarpy

from kinkeeper.sharing.rules import decide
from kinkeeper.sharing.types import Question

POLICY = (Path(__file__).parent / "policy.cedar").read_text("utf-8")
NOBODY_IN_PARTICULAR = cedarpy.Entities.from_json_str("[]")
BATCH = 5_000
_NAMES = [part.name for part in fields(Question)]


def differences(questions: Iterable[Question], *, policy: str = POLICY) -> tuple[int, list[Question]]:
    """How many points were compared, and those on which the two disagree."""
    compared, wrong = 0, []
    policies = cedarpy.PolicySet.from_str(policy)
    for batch in _batches(questions):
        answers = cedarpy.is_authorized_batch([_request(question) for question in batch], policies, NOBODY_IN_PARTICULAR)
        for question, answer in zip(batch, answers, strict=True):
            compared += 1
            if answer.allowed != decide(question).allowed:
                wrong.append(question)
    return compared, wrong


def _request(question: Question) -> dict[str, object]:
    return {
        "principal": {"type": "Reader", "id": "one"},
        "action": {"type": "Action", "id": "see"},
        "resource": {"type": "Person", "id": "one"},
        "context": "{" + ",".join(f'"{name}":"{getattr(question, name)}"' for name in _NAMES) + "}",
    }


def _batches(questions: Iterable[Question]) -> Iterator[list[Question]]:
    all_questions = iter(questions)
    while batch := list(islice(all_questions, BATCH)):
        yield batch
