"""Every point of the decision's domain, decided twice: by `decide` from `policy.toml`, and by Cedar from `policy.cedar`."""

from __future__ import annotations

import os
from itertools import islice
from typing import Any

from kinkeeper.sharing.rules import domain
from proofs import oracle
from proofs.surroundings import Say, run_side_by_side

NAME = "decision table"
GOAL = "Every point of the decision's domain is decided alike by an independent engine, from the same policy written twice."
SHARES = 2
PLANTED = ('"own_team" &&\n  context.purpose == "offer_support"', '"none" &&\n  context.purpose == "offer_support"')


def prove(*, seed: int, whole: bool, say: Say) -> dict[str, object]:
    """Compare them: all points, or every 97th from `seed` on."""
    shares = SHARES if whole else 1
    step = SHARES if whole else 97
    tasks = [("proofs.decision_table:share", {"offset": (seed + n) % step, "step": step}) for n in range(shares)]
    answers = run_side_by_side(dict(os.environ), tasks, say)
    return {
        "checked": sum(answer["compared"] for answer in answers),
        "what": "points decided by both",
        "differences": sum(answer["wrong"] for answer in answers),
        "examples": [example for answer in answers for example in answer["examples"]][:5],
        "planted": {
            "fault": "in Cedar's copy, reaching a family is allowed to those of no team instead of the family's own",
            "seen": planted_is_seen(),
        },
        "engine": "no database; Cedar",
    }


def share(*, offset: int, step: int) -> dict[str, Any]:
    """Compare every `step`-th point from `offset` on."""
    compared, wrong = oracle.differences(islice(domain(), offset, None, step))
    return {"compared": compared, "wrong": len(wrong), "examples": [str(question) for question in wrong[:5]]}


def planted_is_seen() -> bool:
    """Whether a rule that was changed in one of the two shows as a difference in that rule's roles, and in no others."""
    policy = oracle.POLICY.replace(*PLANTED)
    about_reaching = (q for q in domain() if q.role in {"link_worker", "team_lead", "court_worker"} and q.restricted == "no")
    _, wrong = oracle.differences(islice(about_reaching, 0, None, 7), policy=policy)
    return policy != oracle.POLICY and {question.role for question in wrong} == {"link_worker", "team_lead"}
