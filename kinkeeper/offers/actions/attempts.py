"""Trying to reach a family, and hearing what they say. Each answer is respected, and leaves the door open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotPermitted, WrongState
from kinkeeper.offers.actions.offer_consents import PASSED_ON_BY, let_go, record_family_consent
from kinkeeper.offers.actions.offers import lock, save_step, wrote
from kinkeeper.offers.models import Attempt, Offer
from kinkeeper.offers.permissions.offers import may_call_not_reachable, may_note_attempt, may_strike, may_work_on
from kinkeeper.offers.queries.offer_settings import place, settings_of
from kinkeeper.offers.queries.offers import standing_attempts, tries_now
from kinkeeper.offers.rules.offering import CLOSED_GENTLY, OUTCOMES, steps_after
from kinkeeper.offers.types import AttemptKind, AttemptOutcome, OfferState, Way
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.sharing.types import BasisKind


@dataclass(frozen=True, slots=True)
class WhatHappened:
    """One try as a worker tells it. `at` is when it happened; `answer` only where somebody was spoken to.

    `try_again_on` belongs to the answer "later"; `consent` says how a yes was given.
    """

    kind: AttemptKind
    outcome: AttemptOutcome
    at: datetime
    note: str = ""
    came_to_us: bool = False
    answer: FamilyAnswer | None = None
    try_again_on: date | None = None
    consent: Way = Way.SPOKEN


@transaction.atomic
def note_attempt(*, by: Actor, offer: Offer, happened: WhatHappened, form_key: str) -> Attempt:
    """Write down one try and where it takes the offer. The same form sent twice (`form_key`) is one try.

    Speaking with the family makes the offer; their answer may come with it or later. Raises NotPermitted (not your team,
    they said no, too soon), WrongState when the offer has moved on or the moment cannot be.
    """
    offer = lock(offer)
    sent_before = Attempt.objects.filter(offer=offer, form_key=form_key).first()
    if sent_before is not None:
        may_work_on(by, offer).require()
        return sent_before
    may_note_attempt(by, offer, came_to_us=happened.came_to_us).require()
    _require_possible(offer, happened)
    spoke = happened.outcome is AttemptOutcome.SPOKE
    before = OfferState(offer.state)
    try:
        steps = steps_after(before, spoke=spoke, answer=happened.answer)
    except ValueError:
        raise WrongState from None
    attempt = Attempt.objects.create(
        offer=offer,
        kind=happened.kind,
        outcome=happened.outcome,
        answer=happened.answer or "",
        came_to_us=happened.came_to_us,
        note=happened.note,
        at=happened.at,
        entered_by_id=_member(by),
        form_key=form_key,
        state_before=before,
    )
    take_answer(offer, steps, happened)
    if happened.answer is FamilyAnswer.ACCEPTED:
        record_family_consent(by=by, offer=offer, way=happened.consent)
    elif happened.answer is FamilyAnswer.DECLINED and before is OfferState.ACCEPTED:
        # Their own consent was all that held it: taken back, it ends now.
        let_go(by=by, offer=offer, kinds=(BasisKind.CONSENT, *PASSED_ON_BY), action="family_ended_support")
    wrote(
        by,
        "note_attempt",
        offer,
        attempt=attempt.reference,
        kind=happened.kind,
        outcome=happened.outcome,
        answer=happened.answer or "",
    )
    return attempt


def _require_possible(offer: Offer, happened: WhatHappened) -> None:
    if happened.outcome not in OUTCOMES[happened.kind]:
        raise WrongState("outcome_does_not_fit")
    if happened.answer and happened.outcome is not AttemptOutcome.SPOKE:
        raise WrongState("answer_without_speaking")
    if happened.came_to_us and happened.outcome is not AttemptOutcome.SPOKE:
        raise WrongState("outcome_does_not_fit")
    if offer.passed_on_at is None or not offer.passed_on_at <= happened.at <= now():
        raise WrongState("impossible_moment")
    if happened.answer is FamilyAnswer.LATER and happened.try_again_on is None:
        raise WrongState("later_needs_a_day")


def take_answer(offer: Offer, steps: tuple[OfferState, ...], happened: WhatHappened) -> None:
    """Write the steps an answer or a try takes an offer through, with their moments."""
    changes = _moments_of(offer)
    if happened.answer:
        changes |= {
            "answered_at": happened.at,
            "try_again_on": happened.try_again_on if happened.answer is FamilyAnswer.LATER else None,
            **_closing(offer, steps[-1]),
        }
    for step in steps[:-1]:
        save_step(offer, to=step, seen=offer.version)
    save_step(offer, to=steps[-1] if steps else OfferState(offer.state), seen=offer.version, **changes)


def _moments_of(offer: Offer) -> dict[str, date | datetime | str | None]:
    """First try and first word with the family, from the tries that stand: entering or striking one out in any order agrees."""
    tried = standing_attempts(offer)
    spoken = [attempt.at for attempt in tried if attempt.outcome == AttemptOutcome.SPOKE]
    return {"first_attempt_at": tried[0].at if tried else None, "offered_at": spoken[0] if spoken else None}


def _closing(offer: Offer, to: OfferState) -> dict[str, date | datetime | str | None]:
    """After a no or silence details are kept only for the days the service has set; any other answer keeps them."""
    if to not in CLOSED_GENTLY:
        return {"forget_at": None, "closed_stage": ""}
    keep = timedelta(days=settings_of(offer.service_id).keep_days)
    return {"forget_at": now() + keep, "closed_stage": offer.period.stage}


@transaction.atomic
def strike_out_attempt(*, by: Actor, offer: Offer, attempt: Attempt) -> None:
    """Strike out an entry made by mistake: it stays readable, and counts no more. Raises NotPermitted with the reason."""
    offer = lock(offer)
    attempt = Attempt.objects.get(pk=attempt.pk, offer=offer)
    may_strike(by, offer, attempt).require()
    attempt.struck_at, attempt.struck_by_id = now(), _member(by)
    attempt.save(update_fields=["struck_at", "struck_by"])
    answers = [past for past in standing_attempts(offer) if past.answer]
    # A mistake is taken back, not stepped back from: this alone may go where the table of steps does not.
    offer.state = attempt.state_before
    save_step(
        offer,
        to=OfferState(attempt.state_before),
        seen=offer.version,
        answered_at=answers[-1].at if answers else None,
        try_again_on=offer.try_again_on if attempt.state_before == OfferState.LATER else None,
        **_moments_of(offer),
        **_closing(offer, OfferState(attempt.state_before)),
    )
    wrote(by, "strike_out_attempt", offer, attempt=attempt.reference)


@transaction.atomic
def call_not_reachable(*, by: Actor, offer: Offer, seen: int) -> None:
    """Say that this family could not be reached, after as many tries as the service has set.

    Raises NotPermitted with the reason, or StaleVersion.
    """
    offer = lock(offer)
    chosen = settings_of(offer.service_id)
    may_call_not_reachable(
        by,
        offer,
        attempts=tries_now(offer),
        tries=chosen.tries,
        days=chosen.days_between,
        zone=place().zone,
    ).require()
    to = OfferState.NOT_REACHABLE
    save_step(offer, to=to, seen=seen, answered_at=now(), **_closing(offer, to))
    wrote(by, "call_not_reachable", offer)


def _member(by: Actor) -> int:
    if by.member_id is None:
        raise NotPermitted("not_your_role")
    return by.member_id
