"""The interview: its draft, and its end, in which everything the parent permitted is written at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from kinkeeper.custody.actions import mark_bears_work
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.encryption import encrypt
from kinkeeper.foundation.errors import NotPermitted, WrongState
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record
from kinkeeper.ledger.types import Line
from kinkeeper.offers.actions.asking_leaving import OF_THE_NAMED, OF_THE_PARENT
from kinkeeper.offers.actions.asking_people import write_people
from kinkeeper.offers.actions.asking_permission import record_refusal
from kinkeeper.offers.models import Asking, Draft, Interview, Offer, PermissionGiven
from kinkeeper.offers.permissions.asking import may_ask
from kinkeeper.offers.queries.asking import agreement_with, place_of, teams_to_pass_to, times_of
from kinkeeper.offers.queries.interview import draft_place
from kinkeeper.offers.rules.asking import age_group, asked_by
from kinkeeper.offers.rules.clocks import first_attempt_due, offer_due, pack_due
from kinkeeper.offers.rules.interview import Household, ages_of, permitted, said_about_all
from kinkeeper.offers.rules.states import may_ask_step
from kinkeeper.offers.types import AskingState, InterviewAnswers, Refusal
from kinkeeper.people.actions import gather_family
from kinkeeper.sharing.actions import begin_involvements, give_bases
from kinkeeper.sharing.queries import references
from kinkeeper.sharing.types import BasisKind, InvolvementKind, NewBasis, NewInvolvement, Purpose

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Team


@transaction.atomic
def save_draft(*, by: Actor, asking: Asking, body: Mapping[str, Any], seen: int = 0) -> Draft:
    """Keep what has been answered so far, encrypted, for this user alone. `seen` is the draft's version, 0 for a new one.

    Raises NotPermitted, StaleVersion when the same user wrote in another window meanwhile, and WrongState once the
    interview is over: nothing that was typed after a refusal is ever kept.
    """
    may_ask(by, asking).require()
    if not may_ask_step(AskingState(asking.state), AskingState.PERMITTED):
        raise WrongState
    sealed = encrypt(json.dumps(body).encode(), table="draft", column="body", row=draft_place(by.reference, asking.period_id))
    moment = now()
    expires = moment + timedelta(days=times_of(by.agency_id).draft_days)
    draft, is_new = Draft.objects.get_or_create(
        owner=by.reference, period_id=asking.period_id, defaults={"body": sealed, "saved_at": moment, "expires_at": expires}
    )
    if not is_new:
        save_version(draft, seen=seen, body=sealed, saved_at=moment, expires_at=expires)
    return draft


@transaction.atomic
def drop_draft(*, by: Actor, asking: Asking) -> None:
    """Delete this user's unfinished interview about this person."""
    Draft.objects.filter(owner=by.reference, period_id=asking.period_id).delete()


def drop_old_drafts() -> int:
    """Delete drafts whose days are over; answers how many. For the tick."""
    return Draft.objects.filter(expires_at__lte=now()).delete()[0]


@transaction.atomic
def conclude_interview(*, by: Actor, asking: Asking, seen: int, answers: InterviewAnswers) -> list[Offer]:
    """Write the interview down, whole or not at all; answers the offers, one for each home that may be passed on.

    Of a home that may not be passed on nothing is kept; when none may, the answer is "not permitted", counted without a
    name. Raises NotPermitted; StaleVersion when the asking was answered meanwhile (a double click, or a colleague); and
    WrongState when a home was not asked about, or a team was chosen that the prison has no agreement with.
    """
    may_ask(by, asking).require()
    if by.agency_id is None:
        raise NotPermitted("not_your_role")
    if not said_about_all(answers):
        raise WrongState("not_asked_about_all")
    homes = permitted(answers)
    if not homes:
        ages = age_group(ages_of(answers, today(settings.TIME_ZONE)))
        record_refusal(by=by, asking=asking, seen=seen, answer=Refusal.NOT_PERMITTED, children=len(answers.children), ages=ages)
        return []
    if not may_ask_step(AskingState(asking.state), AskingState.PERMITTED):
        raise WrongState
    teams = {team.reference: team for team in teams_to_pass_to(asking.prison)}
    if any(answers.permissions[home.home].team not in teams for home in homes):
        raise WrongState("no_agreement")
    save_version(
        asking,
        seen=seen,
        state=AskingState.PERMITTED,
        asked_by=asked_by(by.role),
        answered_at=now(),
        reopened_for="",
        reopened_at=None,
    )
    law = place_of(asking.prison.agency).responsibility
    people = write_people(by=by, held=asking.person_id, answers=answers, homes=homes, law=law)
    interview = Interview.objects.create(
        asking=asking,
        held_at=answers.taken_on_paper_at or now(),
        held_by=by.reference,
        taken_by_name=answers.taken_by_name,
        agency_id=by.agency_id,
        asked_by=asked_by(by.role),
        way=answers.way,
        interpreter_used=answers.interpreter_used,
        children=len(answers.children),
    )
    written = _Homes(by, asking, answers, people.adults, people.children, teams, interview)
    offers = [written.offer(home) for home in homes]
    _keep(by, asking, sorted(people.everybody))
    mark_bears_work(by=by, period=asking.period)
    drop_draft(by=by, asking=asking)
    named = references([asking.person_id, *people.everybody])
    record(
        by=by,
        action="conclude_interview",
        purpose=Purpose.OFFER_SUPPORT,
        lines=[Line(person=reference, categories=OF_THE_NAMED) for _, reference in sorted(named.items())],
        detail={"asking": asking.reference, "interview": interview.reference},
    )
    return offers


@dataclass(slots=True)
class _Homes:
    """What the rows of each home share: a family, an offer and the permission it rests on."""

    by: Actor
    asking: Asking
    answers: InterviewAnswers
    adults: Mapping[int, int]  # place in the answers: person
    children: Mapping[int, int]
    teams: Mapping[str, Team]
    interview: Interview

    def offer(self, home: Household) -> Offer:
        said = self.answers.permissions[home.home]
        team = self.teams[said.team]
        place = place_of(self.asking.prison.agency)
        admitted = self.asking.admitted_at
        members = [self.asking.person_id, *(self.adults[p] for p in home.adults), *(self.children[p] for p in home.children)]
        offer = Offer.objects.create(
            asking=self.asking,
            period_id=self.asking.period_id,
            held_id=self.asking.person_id,
            contact_id=self.adults[home.contact],
            tie=self.answers.adults[home.contact].tie,
            family=gather_family(by=self.by, people=members, since=today(settings.TIME_ZONE)),
            admitted_at=admitted,
            service_id=team.agency_id,
            team=team,
            first_attempt_due_at=first_attempt_due(admitted, place.zone),
            offer_due_at=offer_due(admitted, place.hours_to_offer),
            pack_due_at=pack_due(admitted, place.hours_to_offer),
            permitted_at=now(),
            permitted_until=said.until,
            not_to_be_told=said.not_told_words,
        )
        PermissionGiven.objects.create(
            offer=offer,
            interview=self.interview,
            purposes=",".join(said.purposes),
            not_told=",".join(said.not_told),
        )
        return offer


def _keep(by: Actor, asking: Asking, named: list[int]) -> None:
    """The bases on which the asking agency, and the prison that must check, hold what was told."""
    prison = asking.prison.agency_id
    grounds: dict[int, tuple[BasisKind, int | None]] = {}
    if by.agency_id is not None:
        grounds[by.agency_id] = (BasisKind.OWN_WORK, None)
    if prison is not None and prison != by.agency_id:
        agreement = agreement_with(asking.prison, by.agency_id) if by.agency_id else None
        grounds[prison] = (BasisKind.PUBLIC_TASK, agreement.pk if agreement else None)
    give_bases(
        by=by,
        bases=[
            NewBasis(
                person_id=person,
                agency_id=agency,
                kind=kind,
                purpose=Purpose.OFFER_SUPPORT,
                categories=OF_THE_PARENT if person == asking.person_id else OF_THE_NAMED,
                agreement_id=agreement_id,
                evidence="interview",
            )
            for agency, (kind, agreement_id) in grounds.items()
            for person in (asking.person_id, *named)
        ],
    )
    begin_involvements(
        by=by,
        involvements=[NewInvolvement(person, agency, InvolvementKind.FAMILY_OF_HELD) for agency in grounds for person in named],
    )
