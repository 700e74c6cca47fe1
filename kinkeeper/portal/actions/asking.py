"""What families ask and tell, and how it is answered. Words are stored encrypted; the ledger keeps codes alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.encryption import encrypt
from kinkeeper.foundation.errors import NotPermitted, WrongState
from kinkeeper.foundation.jurisdiction import BasisName, jurisdiction
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line, Outcome
from kinkeeper.portal.models import FamilyAccount, FamilyRequest, Release
from kinkeeper.portal.permissions import may_ask, may_decide, may_release
from kinkeeper.portal.queries.requests import TABLE
from kinkeeper.portal.types import HowWasIt, RequestKind, RequestState
from kinkeeper.sharing.actions import begin_involvements, end_involvements, give_bases, withdraw_basis
from kinkeeper.sharing.queries import references
from kinkeeper.sharing.queries.consents import everything_for
from kinkeeper.sharing.types import BasisKind, ConsentWay, InvolvementKind, NewBasis, NewInvolvement, Purpose

ANSWERED_WITHIN = timedelta(days=30)  # a month: UK GDPR, Article 12(3)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody asks or tells. `form_key` is one a form shown: the same form sent twice is one request."""

    kind: RequestKind
    words: str = ""
    way: ConsentWay = ConsentWay.PORTAL
    how_was_it: HowWasIt | None = None
    form_key: str = ""


@transaction.atomic
def say(*, by: Actor, person: int, said: Said) -> FamilyRequest:
    """Take down what somebody asks or tells: themselves, or a worker for them. Raises NotPermitted."""
    may_ask(by, person, said.kind).require()
    if said.form_key:
        before = FamilyRequest.objects.filter(person_id=person, form_key=said.form_key).first()
        if before is not None:
            return before
    agency = _agency_for(by, person)
    request = FamilyRequest(
        person_id=person,
        agency_id=agency,
        kind=said.kind,
        way=said.way,
        heard_by="" if by.is_family else by.reference,
        how_was_it=said.how_was_it or "",
        form_key=said.form_key,
    )
    request.words = _sealed(request, "words", said.words)
    if said.kind is RequestKind.EVERYTHING:
        request.basis_id = _let_check(by, person, agency)
    request.save()
    _wrote(by, "say", request, kind=said.kind)
    return request


def _agency_for(by: Actor, person: int) -> int:
    if by.agency_id is not None:
        return by.agency_id
    return FamilyAccount.objects.values_list("agency_id", flat=True).get(person_id=person, closed_at__isnull=True)


def _let_check(by: Actor, person: int, agency: int) -> int:
    """The law makes the service answer: until then its privacy lead, nobody else, may look at the whole record."""
    laws = jurisdiction(settings.JURISDICTION).bases_in_force(today(settings.TIME_ZONE))
    law = next((f"{law.law}, {law.provision}" for law in laws if law.kind is BasisName.DATA_SUBJECT), "access to own data")
    basis = give_bases(
        by=by,
        bases=[
            NewBasis(
                person_id=person,
                agency_id=agency,
                kind=BasisKind.LEGAL_DUTY,
                purpose=Purpose.OWN_RECORD,
                categories=everything_for(Purpose.OWN_RECORD),
                ends_at=now() + ANSWERED_WITHIN,
                law=law[:120],
            )
        ],
    )[0]
    begin_involvements(by=by, involvements=[NewInvolvement(person, agency, InvolvementKind.ANSWERS_TO)])
    return basis.pk


@transaction.atomic
def note_read(*, by: Actor, request: FamilyRequest) -> None:
    """Write down that the actor reads what was asked, before they do. Raises NotPermitted."""
    may_decide(by, request).require()
    person = references([request.person_id])[request.person_id]
    shown = frozenset({Category.EXISTENCE, Category.SUPPORT})
    line = Line(person=person, categories=shown, rule="asked-of-this-agency")
    record(by=by, action="read_request", outcome=Outcome.SERVED, lines=[line], detail={"request": request.reference})


@transaction.atomic
def answer_request(*, by: Actor, request: FamilyRequest, seen: int, state: RequestState, answer: str) -> None:
    """Answer, in words that the person will read. A refusal needs them. Raises NotPermitted, WrongState, StaleVersion."""
    may_decide(by, request).require()
    if request.state != RequestState.WAITING:
        raise WrongState
    if state is RequestState.REFUSED and not answer.strip():
        raise NotPermitted("say_why")
    _decide(by, request, seen=seen, state=state, answer=answer)


@transaction.atomic
def release_bundle(
    *, by: Actor, request: FamilyRequest, seen: int, bundle: bytes, left_out: int, lasts: timedelta, answer: str
) -> None:
    """Let the person have what was checked: `bundle` as JSON bytes. Raises NotPermitted, WrongState, StaleVersion."""
    may_decide(by, request).require()
    if request.kind != RequestKind.EVERYTHING or request.state != RequestState.WAITING:
        raise WrongState
    _decide(
        by,
        request,
        seen=seen,
        state=RequestState.DONE,
        answer=answer,
        bundle=_sealed_bytes(request, "bundle", bundle),
        left_out=left_out,
        bundle_until=now() + lasts,
    )


def _decide(by: Actor, request: FamilyRequest, *, seen: int, state: RequestState, answer: str, **more: object) -> None:
    save_version(
        request,
        seen=seen,
        state=state,
        answer=_sealed(request, "answer", answer),
        decided_at=now(),
        decided_by=by.reference,
        **more,
    )
    if request.basis is not None and request.basis.withdrawn_at is None:
        withdraw_basis(by=by, basis=request.basis, seen=request.basis.version, reason="answered")
        end_involvements(by=by, people=[request.person_id], agency=request.agency_id, kind=InvolvementKind.ANSWERS_TO)
    _wrote(by, "answer_request", request, kind=request.kind, state=state)


@transaction.atomic
def release_entry(*, by: Actor, person: int, entry: int, reason: str) -> Release:
    """Let somebody read one entry about themselves that stayed unseen. Said twice it is written once. Raises NotPermitted."""
    may_release(by, person).require()
    if not reason.strip():
        raise NotPermitted("say_why")
    release, made = Release.objects.get_or_create(
        entry_id=entry, person_id=person, defaults={"released_by": by.reference, "reason": reason.strip()}
    )
    if made:
        record(by=by, action="release_entry", lines=[Line(person=references([person])[person])], detail={"entry": entry})
    return release


def _sealed(request: FamilyRequest, column: str, words: str) -> bytes:
    return _sealed_bytes(request, column, words.strip().encode())


def _sealed_bytes(request: FamilyRequest, column: str, plain: bytes) -> bytes:
    return encrypt(plain, table=TABLE, column=column, row=request.reference) if plain else b""


def _wrote(by: Actor, action: str, request: FamilyRequest, **detail: str) -> None:
    record(
        by=by,
        action=action,
        lines=[Line(person=references([request.person_id])[request.person_id], categories=frozenset({Category.SUPPORT}))],
        detail={"request": request.reference, **detail},
    )
