"""When two people who may both speak for a child say different things: less is shared at once, and a person decides."""

from __future__ import annotations

from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category, unmask
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.sealed import sealed_value
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line, Outcome
from kinkeeper.sharing.actions.consents import end_consent, write_consent
from kinkeeper.sharing.errors import AlreadyEnded, BasisNotAllowed
from kinkeeper.sharing.models import Consent, Disagreement
from kinkeeper.sharing.permissions import may_decide_disagreement, may_object
from kinkeeper.sharing.queries import everybody_grown_up, references
from kinkeeper.sharing.types import ConsentEnd, ConsentWay, DisagreementOutcome, NewConsent, Purpose


@transaction.atomic
def object_to_consent(*, by: Actor, consent: Consent, seen: int, objector: int, words: str = "") -> Disagreement:
    """The child, or another adult with parental responsibility, says no: the consent ends at once and a person is told.

    Raises NotPermitted, AlreadyEnded, StaleVersion.
    """
    may_object(by, consent, objector=objector).require()
    end_consent(by=by, consent=consent, seen=seen, because=ConsentEnd.DISAGREED)
    disagreement = Disagreement.objects.create(consent=consent, objected_by_id=objector, words=words)
    person = references([consent.person_id])[consent.person_id]
    record(
        by=by,
        action="object_to_consent",
        lines=[Line(person=person)],
        detail={"consent": consent.reference, "disagreement": disagreement.reference},
    )
    return disagreement


@transaction.atomic
def note_disagreement_read(*, by: Actor, disagreement: Disagreement) -> None:
    """Write down that the actor reads what two people said, before they do. Raises NotPermitted."""
    may_decide_disagreement(by, disagreement).require()
    person = references([disagreement.consent.person_id])[disagreement.consent.person_id]
    line = Line(person=person, categories=frozenset({Category.EXISTENCE}), rule="a-named-person-decides")
    record(
        by=by,
        action="read_disagreement",
        outcome=Outcome.SERVED,
        lines=[line],
        detail={"disagreement": disagreement.reference},
    )


@transaction.atomic
def decide_disagreement(*, by: Actor, disagreement: Disagreement, outcome: DisagreementOutcome, why: str) -> Consent | None:
    """A named person decides, and says why: it stays ended, or it holds again as it was. Answers the consent restored.

    Raises NotPermitted, AlreadyEnded when it was decided before, BasisNotAllowed without a reason (`say_why`) and for a
    consent that could hold no longer (`no_longer_holds`): its last day went by meanwhile, or the child grew up.
    """
    may_decide_disagreement(by, disagreement).require()
    if not why.strip():
        raise BasisNotAllowed("say_why")
    if outcome is DisagreementOutcome.RESTORED and not _could_hold(disagreement.consent):
        raise BasisNotAllowed("no_longer_holds")
    open_still = Disagreement.objects.filter(pk=disagreement.pk, decided_at__isnull=True)
    if not open_still.update(
        decided_at=now(), decided_by=by.reference, outcome=outcome, why=sealed_value(disagreement, "why", why.strip())
    ):
        raise AlreadyEnded
    old = disagreement.consent
    record(
        by=by,
        action="decide_disagreement",
        lines=[Line(person=references([old.person_id])[old.person_id])],
        detail={"disagreement": disagreement.reference, "outcome": outcome},
    )
    if outcome is not DisagreementOutcome.RESTORED:
        return None
    return write_consent(
        by=by,
        new=NewConsent(
            person_id=old.person_id,
            given_by_id=old.given_by_id,
            agencies=frozenset(basis.agency_id for basis in old.bases.all()),
            purpose=Purpose(old.purpose),
            categories=unmask(old.categories),
            way=ConsentWay(old.way) if old.way != ConsentWay.PORTAL else ConsentWay.VOICE,
            ends_at=old.ends_at,
            heard_at=old.heard_at,
            understands=old.understands,
            understanding=old.understanding,
        ),
    )


def _could_hold(consent: Consent) -> bool:
    outlived = consent.ends_at is not None and consent.ends_at <= now()
    given_for_another = consent.given_by_id != consent.person_id
    return not outlived and not (given_for_another and everybody_grown_up().filter(person_id=consent.person_id).exists())
