"""Breaking the glass: one record or one home, one hour, one reason; the privacy lead is told, and somebody reviews it."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from kinkeeper.agencies.queries import agency_of
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.jobs import enqueue
from kinkeeper.foundation.sealed import sealed_value
from kinkeeper.ledger.actions import record, record_hidden
from kinkeeper.ledger.types import Line
from kinkeeper.sharing.actions.bases import give_bases
from kinkeeper.sharing.errors import AlreadyEnded, BasisNotAllowed, NobodyFound
from kinkeeper.sharing.models import Basis, GlassBreak, Involvement
from kinkeeper.sharing.permissions import may_break_glass, may_review_glass
from kinkeeper.sharing.queries import person_id, references
from kinkeeper.sharing.queries.glass import found_exactly, home_of, never_opened_to, opened_together
from kinkeeper.sharing.rules import policy
from kinkeeper.sharing.types import BasisKind, GlassOutcome, InvolvementKind, NewBasis, Purpose

LASTS = timedelta(hours=1)
LEAST_WORDS = 20  # characters: a reason, not "urgent"


def break_the_glass(*, by: Actor, asked_for: str, person: int | None, reason: str, whole_home: bool = False) -> GlassBreak:
    """Open one person's record, or those of their `whole_home`, to this one worker for one hour, to keep a child safe.

    `asked_for` is what was typed to find them: it stands, hashed, in the ledger when nobody is found, or nobody whom the
    actor may be shown. Raises NotPermitted, BasisNotAllowed (`say_why`), NobodyFound.
    """
    agency = agency_of(by)
    may_break_glass(by, agency.kind).require()
    if len(reason.strip()) < LEAST_WORDS:
        raise BasisNotAllowed("say_why")
    home = [] if person is None else home_of(person) if whole_home else [person]
    stopped = never_opened_to(by, home)
    if person is None or by.member_id is None or person in stopped:
        with transaction.atomic():
            record_hidden(by=by, action="break_the_glass", asked_for=asked_for, purpose=Purpose.SAFEGUARD)
        raise NobodyFound
    with transaction.atomic():
        first = _open(by, person, agency.pk, by.member_id, reason.strip())
        for other in home[1:]:
            if other not in stopped:
                _open(by, other, agency.pk, by.member_id, reason.strip(), first)
        enqueue("sharing.alert_glass", glass_id=first.pk)
    return first


def _open(by: Actor, person: int, agency: int, member: int, reason: str, first: GlassBreak | None = None) -> GlassBreak:
    ends_at = now() + LASTS
    basis = give_bases(
        by=by,
        bases=[
            NewBasis(
                person_id=person,
                agency_id=agency,
                kind=BasisKind.SAFEGUARDING,
                purpose=Purpose.SAFEGUARD,
                categories=frozenset(policy().purposes[Purpose.SAFEGUARD]),
                ends_at=ends_at,
                reason=reason,
                decided_by=by.reference,
                review_on=today(settings.TIME_ZONE),
            )
        ],
    )[0]
    live = Involvement.objects.filter(person_id=person, agency_id=agency, ended_at__isnull=True)
    near = live.filter(Q(member__isnull=True) | Q(member_id=member)).exists()
    if not near:
        Involvement.objects.create(person_id=person, agency_id=agency, member_id=member, kind=InvolvementKind.WORKS_WITH)
    glass = GlassBreak.objects.create(
        person_id=person,
        member_id=member,
        agency_id=agency,
        basis=basis,
        reason=reason,
        ends_at=ends_at,
        began_involvement=not near,
        opened_with=first,
    )
    record(
        by=by,
        action="break_the_glass",
        purpose=Purpose.SAFEGUARD,
        lines=[Line(person=references([person])[person], basis=basis.reference)],
        detail={"glass": glass.reference},
    )
    return glass


def find_for_glass(*, reference: str, given_name: str, family_name: str, birth_date: date | None) -> int | None:
    """The one person meant: by reference, or by exactly their name and day of birth; None for nobody or for several."""
    if reference:
        return person_id(reference)
    if not (given_name and family_name and birth_date):
        return None
    found = found_exactly(given_name=given_name, family_name=family_name, birth_date=birth_date)
    return found[0] if len(found) == 1 else None


@transaction.atomic
def close_glass(*, by: Actor, glass: GlassBreak) -> None:
    """End an opening, of the whole home if it was, before or after its hour: only the record that it was is left."""
    still_open = [one for one in opened_together(glass) if one.closed_at is None]
    if not still_open:
        raise AlreadyEnded
    for one in still_open:
        _close(by, one)


def _close(by: Actor, glass: GlassBreak) -> None:
    moment = now()
    if not GlassBreak.objects.filter(pk=glass.pk, closed_at__isnull=True).update(closed_at=min(moment, glass.ends_at)):
        raise AlreadyEnded
    Basis.objects.filter(pk=glass.basis_id, withdrawn_at__isnull=True).update(withdrawn_at=moment)
    others = GlassBreak.objects.filter(person_id=glass.person_id, member_id=glass.member_id, closed_at__isnull=True)
    if glass.began_involvement and not others.exists():
        Involvement.objects.filter(
            person_id=glass.person_id, agency_id=glass.agency_id, member_id=glass.member_id, ended_at__isnull=True
        ).update(ended_at=moment)
    person = references([glass.person_id])[glass.person_id]
    record(by=by, action="close_glass", lines=[Line(person=person)], detail={"glass": glass.reference})


def close_ended_glass() -> int:
    """Close every opening whose hour is over; answers how many. For the tick."""
    over = list(GlassBreak.objects.filter(closed_at__isnull=True, ends_at__lte=now()).order_by("pk")[:100])
    for glass in over:
        with transaction.atomic():
            _close(SYSTEM, glass)
    return len(over)


@transaction.atomic
def review_glass(*, by: Actor, glass: GlassBreak, outcome: GlassOutcome, words: str) -> None:
    """Say what the review came to. Raises NotPermitted, AlreadyEnded when it was reviewed before."""
    may_review_glass(by, glass).require()
    together = opened_together(glass)
    waiting = [one for one in together if one.reviewed_at is None]
    for one in waiting:
        said = sealed_value(one, "review_words", words.strip())
        GlassBreak.objects.filter(pk=one.pk, reviewed_at__isnull=True).update(
            reviewed_at=now(), reviewed_by=by.reference, outcome=outcome, review_words=said
        )
    if not waiting:
        raise AlreadyEnded
    record(
        by=by,
        action="review_glass",
        lines=[Line(person=person) for person in references([one.person_id for one in together]).values()],
        detail={"glass": together[0].reference, "outcome": outcome},
    )


@transaction.atomic
def note_glass_alerted(*, glass: GlassBreak, letters: int) -> None:
    """Write down that the privacy lead was told, with how many letters."""
    GlassBreak.objects.filter(pk__in=[one.pk for one in opened_together(glass)]).update(alerted_at=now())
    record(by=SYSTEM, action="alert_glass", detail={"glass": glass.reference, "letters": letters})
