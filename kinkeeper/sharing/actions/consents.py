"""Consent as people live it: given, renewed, narrowed, taken back, ended by a birthday or a change of carer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import F

from kinkeeper.agencies.queries import agencies_with_ids, teams_of
from kinkeeper.agencies.types import AgencyKind
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.categories import Category, mask, unmask
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import WrongState
from kinkeeper.foundation.transactions import require_transaction
from kinkeeper.foundation.uploads import keep_file
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.sharing.actions.bases import give_bases
from kinkeeper.sharing.actions.involvements import begin_involvements, end_involvements
from kinkeeper.sharing.errors import AlreadyEnded, BasisNotAllowed
from kinkeeper.sharing.models import Basis, Consent, Involvement
from kinkeeper.sharing.permissions import may_end_consent, may_take_word
from kinkeeper.sharing.queries import adult_among, everybody_grown_up, live_bases, references
from kinkeeper.sharing.queries.consents import (
    age_now,
    categories_to_ask,
    disagreement_bars,
    grown_up_at,
    live_consents,
    may_speak_for,
)
from kinkeeper.sharing.types import (
    BasisKind,
    ConsentEnd,
    ConsentWay,
    InvolvementKind,
    NewBasis,
    NewConsent,
    NewInvolvement,
    TakenBack,
)


@transaction.atomic
def give_consent(*, by: Actor, new: NewConsent) -> Consent:
    """Write down somebody's word, and let it hold at once: a basis for each agency, and the agency begins to be involved.

    Raises NotPermitted (not their word to give, understanding not recorded, responsibility not known), BasisNotAllowed
    (nothing to share, no agency, an end that is past, two people disagree).
    """
    may_take_word(by, giver=new.given_by_id, person=new.person_id).require()
    understands = None if by.is_family else new.understands
    may_speak_for(new.given_by_id, new.person_id, understands=understands).require()
    if bar := disagreement_bars(new.person_id, new.purpose, new.given_by_id):
        raise BasisNotAllowed(bar)
    return write_consent(by=by, new=new)


def write_consent(*, by: Actor, new: NewConsent) -> Consent:
    """The rows of a consent that was already found to be theirs to give. Call inside the action's transaction.

    For rooms above, whose own action has heard the word: a yes to an offer of help.
    """
    require_transaction()
    moment = now()
    categories = _whole(new, moment)
    ends_at = _end_of(new)
    bases = give_bases(
        by=by,
        bases=[
            NewBasis(
                person_id=new.person_id,
                agency_id=agency,
                kind=BasisKind.CONSENT,
                purpose=new.purpose,
                categories=categories,
                ends_at=ends_at,
                given_by_id=new.given_by_id,
                evidence=new.way,
            )
            for agency in sorted(new.agencies)
        ],
    )
    consent = Consent.objects.create(
        person_id=new.person_id,
        given_by_id=new.given_by_id,
        purpose=new.purpose,
        categories=mask(categories),
        ends_at=ends_at,
        way=new.way,
        heard_by="" if new.way is ConsentWay.PORTAL else by.reference,
        heard_at=new.heard_at or moment,
        age=_age_of_a_child(new.given_by_id),
        understands=new.understands,
        understanding=new.understanding,
        scan=keep_file(new.scan),
        scan_type=new.scan_type,
    )
    consent.bases.set(bases)
    _begin_to_work_with(by, new.person_id, new.agencies)
    named = references({new.person_id, new.given_by_id})
    record(
        by=by,
        action="give_consent",
        purpose=new.purpose,
        lines=[Line(person=named[new.person_id], categories=categories)],
        detail={"consent": consent.reference, "way": new.way, "given_by": named[new.given_by_id]},
    )
    return consent


def _whole(new: NewConsent, moment: datetime) -> frozenset[Category]:
    if not new.agencies:
        raise BasisNotAllowed("no_agency")
    if not new.categories - {Category.EXISTENCE}:
        raise BasisNotAllowed("nothing_to_share")
    if not new.categories <= set(categories_to_ask(new.purpose)):
        raise BasisNotAllowed("category_not_in_purpose")
    if new.ends_at is not None and new.ends_at <= moment:
        raise BasisNotAllowed("end_is_past")
    return new.categories | {Category.EXISTENCE}


def _end_of(new: NewConsent) -> datetime | None:
    """What is agreed for a child by another ends on the day the child grows up, whatever was said."""
    if new.person_id == new.given_by_id:
        return new.ends_at
    moments = [moment for moment in (new.ends_at, grown_up_at(new.person_id)) if moment is not None]
    return min(moments) if moments else None


def _age_of_a_child(person: int) -> int | None:
    return None if person in adult_among([person]) else age_now(person)


def _begin_to_work_with(by: Actor, person: int, agencies: Iterable[int]) -> None:
    """An agency that was not near this person is from now; in a family service the work is a team's."""
    near = set(Involvement.objects.filter(person_id=person, ended_at__isnull=True).values_list("agency_id", flat=True))
    kind = InvolvementKind.WORKS_WITH
    begun = []
    for agency in agencies_with_ids(set(agencies) - near):
        teams = list(teams_of(agency.pk)) if agency.kind == AgencyKind.FAMILY_SERVICE else []
        begun += [NewInvolvement(person, agency.pk, kind, team_id=team.pk) for team in teams] or [
            NewInvolvement(person, agency.pk, kind)
        ]
    begin_involvements(by=by, involvements=begun)


@transaction.atomic
def withdraw_consent(*, by: Actor, consent: Consent, seen: int, how: TakenBack | None = None) -> None:
    """Take a consent back: from the next request on nothing more is shown on it. Raises AlreadyEnded, StaleVersion.

    `how` a worker heard it: said to them just now, unless told otherwise. What somebody does on their own page needs none.
    """
    may_end_consent(by, consent).require()
    heard = TakenBack(ConsentWay.PORTAL) if by.is_family else how or TakenBack(ConsentWay.VOICE)
    end_consent(by=by, consent=consent, seen=seen, because=ConsentEnd.WITHDRAWN, how=heard)


def end_consent(*, by: Actor, consent: Consent, seen: int, because: ConsentEnd, how: TakenBack | None = None) -> None:
    """End a consent and its bases now, and the involvements that rested on nothing else. Inside the action's transaction."""
    if consent.ended_at is not None:
        raise AlreadyEnded
    moment = now()
    heard: dict[str, object] = {}
    if how is not None:
        heard = {
            "ended_way": how.way,
            "ended_heard_by": "" if how.way is ConsentWay.PORTAL else by.reference,
            "ended_heard_at": how.at or moment,
            "ended_scan": keep_file(how.scan),
            "ended_scan_type": how.scan_type,
        }
    save_version(consent, seen=seen, ended_at=moment, ended_because=because, **heard)
    bases = list(consent.bases.filter(withdrawn_at__isnull=True))
    Basis.objects.filter(pk__in=[basis.pk for basis in bases]).update(withdrawn_at=moment)
    for agency in sorted({basis.agency_id for basis in consent.bases.all()}):
        rest = Basis.objects.filter(live_bases(), person_id=consent.person_id, agency_id=agency)
        if not rest.exists():
            end_involvements(by=by, people=[consent.person_id], agency=agency, kind=InvolvementKind.WORKS_WITH)
    person = references([consent.person_id])[consent.person_id]
    record(
        by=by,
        action="end_consent",
        purpose=consent.purpose,
        lines=[Line(person=person, basis=basis.reference) for basis in bases] or [Line(person=person)],
        detail={"consent": consent.reference, "because": because} | ({"way": how.way} if how else {}),
    )


@transaction.atomic
def narrow_consent(*, by: Actor, consent: Consent, seen: int, narrower: NewConsent) -> Consent:
    """Put a narrower consent in the place of one that holds: fewer agencies, fewer parts, or a sooner end.

    Raises BasisNotAllowed when it is in any way wider; AlreadyEnded, StaleVersion.
    """
    may_end_consent(by, consent).require()
    narrower = replace(narrower, ends_at=narrower.ends_at or consent.ends_at)
    if not _is_within(narrower, consent):
        raise BasisNotAllowed("wider_than_before")
    end_consent(by=by, consent=consent, seen=seen, because=ConsentEnd.NARROWED)
    return write_consent(by=by, new=replace(narrower, given_by_id=consent.given_by_id))


def _is_within(new: NewConsent, consent: Consent) -> bool:
    agencies = {basis.agency_id for basis in consent.bases.all()}
    ends_sooner = consent.ends_at is None or (new.ends_at is not None and new.ends_at <= consent.ends_at)
    return (
        new.person_id == consent.person_id
        and new.purpose == consent.purpose
        and new.agencies <= agencies
        and new.categories <= unmask(consent.categories)
        and ends_sooner
    )


@transaction.atomic
def renew_consent(*, by: Actor, consent: Consent, seen: int, new: NewConsent) -> Consent:
    """Say again what was said before, as `new` has it; also after it ran out. Who gave it must still be able to.

    Raises NotPermitted, BasisNotAllowed (`not_the_same` when it is another's word, about another, or for something else),
    AlreadyEnded when it was taken back, StaleVersion.
    """
    before = (consent.person_id, consent.given_by_id, consent.purpose)
    if (new.person_id, new.given_by_id, new.purpose) != before:
        raise BasisNotAllowed("not_the_same")
    end_consent(by=by, consent=consent, seen=seen, because=ConsentEnd.RENEWED)
    return give_consent(by=by, new=new)


@transaction.atomic
def agree_after(*, by: Actor, before: Consent, seen: int, new: NewConsent) -> Consent:
    """Agree beside an earlier consent that stays, or after one that ended; the one after counts as asked about.

    Raises what giving does, and StaleVersion when the earlier one was taken back, or answered, since it was shown.
    """
    save_version(before, seen=seen)
    if before.ended_at is not None:
        note_asked_anew(by=by, consent=before)
    return give_consent(by=by, new=new)


@transaction.atomic
def change_carer(*, by: Actor, child: int, former: int) -> int:
    """The child's carer has changed: what the former one agreed to for the child ends, and the new one is asked.

    Answers how many consents ended.
    """
    may_take_word(by, giver=former, person=child).require()
    live = Consent.objects.filter(live_consents(), person_id=child, given_by_id=former)
    for consent in live:
        end_consent(by=by, consent=consent, seen=consent.version, because=ConsentEnd.CARER_CHANGED)
    return len(live)


@transaction.atomic
def note_asked_anew(*, by: Actor, consent: Consent) -> None:
    """Write down that somebody has been asked again after a consent ended by itself."""
    may_end_consent(by, consent).require()
    Consent.objects.filter(pk=consent.pk, asked_anew_at__isnull=True).update(asked_anew_at=now())
    person = references([consent.person_id])[consent.person_id]
    record(by=by, action="note_asked_anew", lines=[Line(person=person)], detail={"consent": consent.reference})


@transaction.atomic
def attach_scan(*, by: Actor, consent: Consent, seen: int, scan: bytes, scan_type: str) -> None:
    """Keep the scan of the signed form with a consent that was given on paper. Raises NotPermitted, StaleVersion."""
    may_take_word(by, giver=consent.given_by_id, person=consent.person_id).require()
    if consent.way != ConsentWay.PAPER or consent.scan:
        raise WrongState
    save_version(consent, seen=seen, scan=keep_file(scan), scan_type=scan_type)
    person = references([consent.person_id])[consent.person_id]
    record(by=by, action="attach_scan", lines=[Line(person=person)], detail={"consent": consent.reference})


def end_childhood_consents(*, limit: int = 500) -> int:
    """End what others agreed to for children who have grown up; answers how many. For the tick: driven by state."""
    outgrown = (
        Consent.objects.filter(ended_at__isnull=True, person_id__in=everybody_grown_up())
        .exclude(given_by_id=F("person_id"))
        .order_by("pk")[:limit]
    )
    for consent in (waiting := list(outgrown)):
        with transaction.atomic():
            end_consent(by=SYSTEM, consent=consent, seen=consent.version, because=ConsentEnd.GROWN_UP)
    return len(waiting)
