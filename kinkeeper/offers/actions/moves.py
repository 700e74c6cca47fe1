"""When the parent is moved to another prison: proposing the service there, asking the parent, taking a family on.

The lead of the service that has the family decides. Until another lead says yes, that family keeps its worker, and the
other service knows no name. The clocks run on: late stays late, whoever has the family.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from kinkeeper.agencies.queries import members_of
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.errors import NotPermitted, WrongState
from kinkeeper.foundation.jobs import enqueue
from kinkeeper.foundation.mail import send_letter
from kinkeeper.offers.actions.check import give_to_service, wrote_passing_on
from kinkeeper.offers.actions.move_records import close_moves
from kinkeeper.offers.actions.offer_consents import PASSED_ON_BY, let_go
from kinkeeper.offers.actions.offers import lock, save_step, wrote
from kinkeeper.offers.errors import NoAgreement
from kinkeeper.offers.models import HandOver, Notice, Offer, ServiceMove
from kinkeeper.offers.permissions.moves import may_propose, may_put_question, may_take_on
from kinkeeper.offers.queries.asking import agreement_with
from kinkeeper.offers.queries.moves import permission_names, teams_at_the_new_prison
from kinkeeper.offers.queries.offers import parents_word
from kinkeeper.offers.rules.moves import MAY_MOVE, OPEN, first_step, may_move_step
from kinkeeper.offers.types import OfferState
from kinkeeper.offers.types.moves import MoveState, ReturnReason


@transaction.atomic
def propose_service(*, by: Actor, offer: Offer, seen: int, to_team: int, note: str = "") -> ServiceMove:
    """Propose a family to a service of the prison that holds the parent now; first to the parent, if they did not name it.

    Raises NotPermitted, StaleVersion, and NoAgreement for a team whose service has none with that prison.
    """
    offer = lock(offer)
    may_propose(by, offer).require()
    if by.member_id is None or offer.team_id is None:
        raise NotPermitted("not_your_role")
    team = next((team for team in teams_at_the_new_prison(offer) if team.pk == to_team), None)
    if team is None:
        raise NoAgreement
    close_moves([offer.pk], MoveState.OVERTAKEN)
    save_step(offer, to=OfferState(offer.state), seen=seen)
    move = ServiceMove.objects.create(
        offer=offer,
        prison=offer.asking.prison,
        from_team_id=offer.team_id,
        to_team=team,
        proposed_by_id=by.member_id,
        state=first_step(permission_names_them=permission_names(offer, team.agency_id)),
        note=note,
    )
    enqueue("offers.tell_of_move", move_id=move.pk)
    wrote(by, "propose_service", offer, move=move.reference, team=team.reference, state=move.state)
    return move


@transaction.atomic
def answer_for_parent(*, by: Actor, move: ServiceMove, agreed: bool) -> ServiceMove:
    """Write what the parent said of the other service. A no ends this proposal, and nothing else.

    Raises NotPermitted, and WrongState when it was answered or overtaken meanwhile.
    """
    offer, move = _locked(move)
    may_put_question(by, offer).require()
    _require_under_way(offer, move)
    moment = now()
    if agreed:
        _step(move, MoveState.PROPOSED, parent_agreed_at=moment, parent_asked_by=by.reference)
    else:
        _step(move, MoveState.PARENT_SAID_NO, parent_asked_by=by.reference)
    wrote(by, "ask_about_service", offer, move=move.reference, agreed=agreed)
    return move


@transaction.atomic
def take_on_family(*, by: Actor, move: ServiceMove) -> Offer:
    """Take a family on: from now this team may see and reach them, and the team before may not.

    What is given rests on the agreement of the new prison, and ends when the parent's permission does. Of the work so far
    the new team learns when and how somebody tried, and the word written for it. Raises NotPermitted, NoAgreement, and
    WrongState when the proposal was answered or overtaken meanwhile, or the permission is over.
    """
    offer, move = _locked(move)
    may_take_on(by, move).require()
    _require_under_way(offer, move)
    agency = move.to_team.agency_id
    agreement = agreement_with(offer.asking.prison, agency)
    if agreement is None:
        raise NoAgreement
    if not permission_names(offer, agency):
        raise WrongState("permission_does_not_name_them")
    if offer.permitted_until is not None and offer.permitted_until < today(settings.TIME_ZONE):
        raise WrongState("permission_over")
    HandOver.objects.create(
        offer=offer,
        from_team=move.from_team,
        to_team=move.to_team,
        from_worker_id=offer.worker_id,
        handed_by=move.proposed_by,
        note=move.note,
    )
    before = move.from_team
    let_go(by=by, offer=offer, kinds=PASSED_ON_BY, action="moved_to_another_service")
    Notice.objects.filter(offer=offer, to__agency_id=before.agency_id).delete()
    offer.service_id, offer.team_id = agency, move.to_team_id
    save_step(
        offer,
        to=OfferState(offer.state),
        seen=offer.version,
        service_id=agency,
        team_id=move.to_team_id,
        worker_id=None,
        needs_a_person="",
    )
    _step(move, MoveState.TAKEN_ON)
    told = give_to_service(by=by, offer=offer, agreement=agreement)
    wrote_passing_on(by, "take_on_family", offer, told, move=move.reference, told=move.to_team.reference)
    return offer


@transaction.atomic
def return_family(*, by: Actor, move: ServiceMove, why: ReturnReason) -> ServiceMove:
    """Say that this service cannot take the family on: they stay where they are, and their lead hears why.

    Raises NotPermitted, and WrongState when the proposal was answered or overtaken meanwhile.
    """
    offer, move = _locked(move)
    may_take_on(by, move).require()
    _step(move, MoveState.RETURNED, returned_for=why)
    wrote(by, "return_family", offer, move=move.reference, why=why)
    return move


def _locked(move: ServiceMove) -> tuple[Offer, ServiceMove]:
    """The offer first, as everywhere, then the proposal as it stands now."""
    offer = Offer.objects.select_for_update(of=("self",)).select_related("asking__prison__agency").get(pk=move.offer_id)
    return offer, ServiceMove.objects.select_related("from_team", "to_team", "proposed_by").get(pk=move.pk)


def _require_under_way(offer: Offer, move: ServiceMove) -> None:
    if OfferState(offer.state) not in MAY_MOVE or offer.asking.prison_id != move.prison_id or parents_word(offer).withdrawn:
        raise WrongState("overtaken")


def _step(move: ServiceMove, to: MoveState, **changes: object) -> None:
    if not may_move_step(MoveState(move.state), to):
        raise WrongState
    for name, value in changes.items():
        setattr(move, name, value)
    move.state = to
    if to not in OPEN:
        move.answered_at, move.note = now(), ""  # the word was for whoever takes them on, who has it by now
    move.save()
    enqueue("offers.tell_of_move", move_id=move.pk)


def tell_of_move(*, move_id: int) -> int:
    """Write a neutral letter to whoever must act on a proposal now; answers how many. Asked at the moment of sending."""
    move = ServiceMove.objects.select_related("to_team", "from_team", "prison").filter(pk=move_id).first()
    if move is None:
        return 0
    if move.state == MoveState.TO_ASK:
        told = members_of(move.prison.agency_id).filter(role=Role.FAMILY_OFFICER)
    elif move.state == MoveState.PROPOSED:
        told = members_of(move.to_team.agency_id).filter(role=Role.TEAM_LEAD, teams=move.to_team_id)
    elif move.state in {MoveState.RETURNED, MoveState.PARENT_SAID_NO, MoveState.TAKEN_ON}:
        told = members_of(move.from_team.agency_id).filter(role=Role.TEAM_LEAD, teams=move.from_team_id)
    else:
        return 0
    letters = list(told)
    for member in letters:
        send_letter(
            to=member.user.email,
            template="offers/letters/offer-notice.jinja",
            language=member.user.language,
            link=f"{settings.SITE_URL}/home/",
        )
    return len(letters)
