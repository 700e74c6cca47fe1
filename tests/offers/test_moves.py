"""The parent is moved to another prison: who goes on with the family, who is asked, and what the next service learns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest
from django.core import mail
from django.test import Client

from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Agency, Agreement, Team
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.custody.types import Reason
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category, unmask
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import NotPermitted, NotVisible, StaleVersion, WrongState
from kinkeeper.ledger.models import Entry
from kinkeeper.offers import actions
from kinkeeper.offers.actions.move_pages import page_of_moved, page_of_questions
from kinkeeper.offers.errors import NoAgreement
from kinkeeper.offers.models import Attempt, HandOver, Notice, Offer, ServiceMove
from kinkeeper.offers.queries import moves as queries
from kinkeeper.offers.queries import offers as offer_queries
from kinkeeper.offers.rules.moves import MAY_MOVE, MOVE_STEPS, OPEN, may_move_step
from kinkeeper.offers.types import Check, OfferState
from kinkeeper.offers.types.moves import MoveState, ReturnReason
from kinkeeper.offers.types.offering import FamilyAnswer, OfferFlag
from kinkeeper.sharing.models import Basis, Involvement
from kinkeeper.sharing.types import BasisKind
from tests.offers.asking_world import MORNING, _member, happens, hours, rosas_home, signed_in
from tests.offers.offer_world import PASSED_ON, OfferWorld, build_offers, days, fresh, member_of, passed_on, reached, rings
from tests.offers.test_offer_cover import run_waiting_jobs

pytestmark = pytest.mark.django_db

MOVED = PASSED_ON + hours(2)
LATER = MOVED + hours(1)


@dataclass
class Moved:
    """Danny is at Southfold now. Tess leads Tidewater, the service there; Theo works in it."""

    world: OfferWorld
    offer: Offer
    tide: Team
    tess: Actor
    theo: Actor
    lena: Actor
    amara: Actor
    petra: Actor
    users: dict[str, User]

    def now(self) -> Offer:
        return fresh(self.offer)


def service_at_southfold(world: OfferWorld) -> tuple[Team, User, User]:
    agency = Agency.objects.create(kind=AgencyKind.FAMILY_SERVICE, name="Tidewater", phone="01632 960005")
    team = Team.objects.create(agency=agency, name="Tidewater South")
    agreement = Agreement.objects.create(
        title="Southfold and Tidewater", basis=BasisKind.LEGITIMATE_INTERESTS, starts_on=date(2026, 1, 1)
    )
    assert world.asking.southfold.agency is not None
    agreement.parties.set([world.asking.southfold.agency, agency])
    return team, _member("Tess", agency, Role.TEAM_LEAD, team), _member("Theo", agency, Role.LINK_WORKER, team)


@pytest.fixture
def moved() -> Moved:
    world = build_offers()
    tide, tess, theo = service_at_southfold(world)
    offer = passed_on(world, worker=world.amara)
    rings(world, offer, PASSED_ON + hours(1), note="Her brother was there and shouted.")
    happens(Reason.TRANSFERRED, prison="XSF", at=MOVED)
    actor = world.asking.actor
    return Moved(
        world, fresh(offer), tide, actor(tess), actor(theo), actor(world.lena), actor(world.amara),
        actor(world.asking.petra), {"tess": tess, "theo": theo},
    )  # fmt: skip


def propose(moved: Moved, note: str = "Ring before three.") -> ServiceMove:
    return actions.propose_service(by=moved.lena, offer=moved.offer, seen=moved.now().version, to_team=moved.tide.pk, note=note)


def agreed(moved: Moved, note: str = "Ring before three.") -> ServiceMove:
    return actions.answer_for_parent(by=moved.petra, move=propose(moved, note), agreed=True)


def live_bases(agency: int) -> set[int]:
    return set(Basis.objects.filter(agency_id=agency, withdrawn_at__isnull=True).values_list("person_id", flat=True))


def working_with(agency: int) -> set[int]:
    return set(Involvement.objects.filter(agency_id=agency, ended_at__isnull=True).values_list("person_id", flat=True))


def test_the_table_of_moves_is_whole_and_what_is_over_stays_over() -> None:
    assert MOVE_STEPS.keys() == set(MoveState)
    assert {state for state, following in MOVE_STEPS.items() if following} == OPEN
    walked = {(a, b) for a in MoveState for b in MoveState if may_move_step(a, b)}
    assert walked == {(a, b) for a, following in MOVE_STEPS.items() for b in following}
    assert {OfferState.ACCEPTED, OfferState.DECLINED, OfferState.DO_NOT_CONTACT} & MAY_MOVE == set()


def test_only_the_lead_of_the_very_team_says_who_goes_on(moved: Moved) -> None:
    with clock_reading(LATER):
        for stranger, why in [(moved.amara, "ask_their_lead"), (moved.tess, "not_your_team"), (moved.petra, "not_your_role")]:
            with pytest.raises(NotPermitted, match=why):
                actions.propose_service(by=stranger, offer=moved.offer, seen=moved.offer.version, to_team=moved.tide.pk)
    assert ServiceMove.objects.count() == 0


def test_a_service_the_parent_did_not_name_waits_for_their_word(moved: Moved) -> None:
    with clock_reading(LATER):
        move = propose(moved)
        assert (move.state, list(queries.arriving(moved.tess))) == (MoveState.TO_ASK, [])
        [asked] = page_of_questions(by=moved.petra, moves=list(queries.questions_for(moved.petra)))
        assert (asked.held_name, asked.contact_name, asked.service) == (
            "Danny Thorn",
            "Rosa Vale",
            "Tidewater – Tidewater South",
        )
        with pytest.raises(NotPermitted):
            actions.answer_for_parent(by=moved.world.asking.actor(moved.world.asking.imani), move=move, agreed=True)
        with pytest.raises(WrongState):  # nobody takes on whom the parent has not spoken for
            actions.take_on_family(by=moved.tess, move=move)
        actions.answer_for_parent(by=moved.petra, move=move, agreed=True)
        assert [arriving.reference for arriving in queries.arriving(moved.tess)] == [move.reference]
        assert list(queries.questions_for(moved.petra)) == []
    assert (live_bases(moved.tide.agency_id), working_with(moved.tide.agency_id)) == (set(), set())


def test_a_parents_no_ends_the_proposal_and_nothing_else(moved: Moved) -> None:
    before = live_bases(moved.world.asking.team.agency_id)
    with clock_reading(LATER):
        move = actions.answer_for_parent(by=moved.petra, move=propose(moved), agreed=False)
        [family] = page_of_moved(by=moved.lena, offers=list(queries.moved_families(moved.lena)))
    assert (move.state, move.note, family.move_state) == (MoveState.PARENT_SAID_NO, "", MoveState.PARENT_SAID_NO)
    assert (moved.now().state, moved.now().worker, moved.now().needs_a_person) == (
        OfferState.ATTEMPTED, member_of(moved.world.amara), OfferFlag.MOVED_PRISON,
    )  # fmt: skip
    assert live_bases(moved.world.asking.team.agency_id) == before


def test_taken_on_the_new_team_sees_the_family_and_the_old_one_no_longer(moved: Moved) -> None:
    old = moved.world.asking.team.agency_id
    told = live_bases(old)
    clocks = ("first_attempt_due_at", "offer_due_at", "pack_due_at", "first_attempt_at", "passed_on_at", "admitted_at", "state")
    before = [getattr(moved.now(), name) for name in clocks]
    with clock_reading(LATER):
        actions.take_on_family(by=moved.tess, move=agreed(moved))
        after = moved.now()
        assert [offer.reference for offer in offer_queries.offers_for(moved.theo)] == [after.reference]
        assert actions.view_call_sheet(by=moved.theo, offer=after).contact.name == "Rosa Vale"
        with pytest.raises(NotVisible):
            offer_queries.offer_for(moved.amara, after.reference)
    assert [getattr(after, name) for name in clocks] == before
    assert (after.service_id, after.team, after.worker, after.needs_a_person) == (moved.tide.agency_id, moved.tide, None, "")
    assert (live_bases(old), working_with(old)) == (set(), set())
    assert (live_bases(moved.tide.agency_id), working_with(moved.tide.agency_id)) == (told, told)


def test_what_was_given_ends_with_the_parents_permission_and_rests_on_the_new_agreement(moved: Moved) -> None:
    with clock_reading(LATER):
        actions.take_on_family(by=moved.tess, move=agreed(moved))
    bases = Basis.objects.filter(agency=moved.tide.agency_id)
    assert {(basis.ends_at.isoformat() if basis.ends_at else "", str(basis.agreement.title)) for basis in bases} == {  # type: ignore[union-attr]
        ("2027-02-21T00:00:00+00:00", "Southfold and Tidewater")
    }


def test_nothing_that_the_old_service_noted_goes_along_but_the_word_written_for_the_next(moved: Moved) -> None:
    with clock_reading(LATER):
        actions.take_on_family(by=moved.tess, move=agreed(moved))
        after = moved.now()
        tries = offer_queries.attempts_of(after)
        page = signed_in(moved.users["theo"]).get(f"/families/{after.reference}/").content.decode()
    assert [(past.kind, past.outcome, past.note) for past in tries] == [("phone", "no_answer", "")]
    assert Attempt.objects.get().note == "Her brother was there and shouted."
    assert [handed.note for handed in offer_queries.hand_overs_of(after)] == ["Ring before three."]
    assert ("shouted" in page, "Amara" in page, "Ring before three." in page) == (False, False, True)


def test_the_next_service_cannot_strike_out_what_the_last_one_wrote(moved: Moved) -> None:
    with clock_reading(LATER):
        actions.take_on_family(by=moved.tess, move=agreed(moved))
        with pytest.raises(NotPermitted, match="not_your_agency"):
            actions.strike_out_attempt(by=moved.theo, offer=moved.now(), attempt=Attempt.objects.get())


def test_a_telling_of_each_person_stands_in_the_ledger(moved: Moved) -> None:
    with clock_reading(LATER):
        actions.take_on_family(by=moved.tess, move=agreed(moved))
    steps = ("propose_service", "ask_about_service", "take_on_family", "moved_to_another_service")
    assert sorted(Entry.objects.filter(action__in=steps).values_list("action", flat=True)) == sorted(steps)
    entry = Entry.objects.get(action="take_on_family")
    assert (entry.lines.count(), entry.detail["told"]) == (4, moved.tide.reference)  # type: ignore[index]
    assert all(Category.IDENTITY in unmask(line.categories) for line in entry.lines.all())


def test_a_family_returned_stays_where_it_is_and_its_lead_reads_why(moved: Moved) -> None:
    with clock_reading(LATER):
        move = actions.return_family(by=moved.tess, move=agreed(moved), why=ReturnReason.NO_ROOM)
        [family] = page_of_moved(by=moved.lena, offers=list(queries.moved_families(moved.lena)))
        with pytest.raises(WrongState):
            actions.take_on_family(by=moved.tess, move=move)
        again = propose(moved)  # another try is another proposal; the parent's yes stands
    assert (family.move_state, family.move_service, family.move_why) == (MoveState.RETURNED, "Tidewater", ReturnReason.NO_ROOM)
    assert (moved.now().service_id, again.state) == (moved.world.asking.team.agency_id, MoveState.PROPOSED)
    assert live_bases(moved.tide.agency_id) == set()


def test_moved_back_the_service_named_at_the_interview_needs_no_new_word(moved: Moved) -> None:
    with clock_reading(LATER):
        actions.take_on_family(by=moved.tess, move=agreed(moved))
    happens(Reason.TRANSFERRED, prison="XNG", at=LATER + hours(5))
    with clock_reading(LATER + hours(6)):
        back = actions.propose_service(
            by=moved.tess, offer=moved.now(), seen=moved.now().version, to_team=moved.world.asking.team.pk
        )
        actions.take_on_family(by=moved.lena, move=back)
        assert [offer.reference for offer in offer_queries.offers_for(moved.amara)] == [moved.offer.reference]
        notes = [past.note for past in offer_queries.attempts_of(moved.now())]
    assert notes == ["Her brother was there and shouted."]  # its own notes are its own again


def test_what_overtakes_a_proposal_ends_it(moved: Moved) -> None:
    with clock_reading(LATER):
        move = agreed(moved)
    happens(Reason.TRANSFERRED, prison="XNG", at=LATER + hours(1))
    with clock_reading(LATER + hours(2)):
        assert list(queries.arriving(moved.tess)) == []
        with pytest.raises(WrongState):
            actions.take_on_family(by=moved.tess, move=move)
    assert ServiceMove.objects.get().state == MoveState.OVERTAKEN


@pytest.mark.parametrize("answer", [FamilyAnswer.ACCEPTED, FamilyAnswer.DECLINED])
def test_a_family_that_answers_meanwhile_is_not_taken_on(moved: Moved, answer: FamilyAnswer) -> None:
    with clock_reading(LATER):
        move = agreed(moved)
    reached(moved.world, moved.offer, LATER + hours(1), answer)
    with clock_reading(LATER + hours(2)):
        assert list(queries.arriving(moved.tess)) == []
        with pytest.raises(WrongState, match="overtaken"):
            actions.take_on_family(by=moved.tess, move=move)


def test_a_family_that_said_yes_chooses_for_itself(moved: Moved) -> None:
    reached(moved.world, moved.offer, LATER, FamilyAnswer.ACCEPTED)
    with clock_reading(LATER + hours(1)):
        [family] = page_of_moved(by=moved.lena, offers=list(queries.moved_families(moved.lena)))
        with pytest.raises(NotPermitted, match="state_accepted"):
            propose(moved)
    assert family.theirs_to_choose is True


def test_a_stop_or_a_permission_taken_back_reaches_the_proposal_too(moved: Moved) -> None:
    with clock_reading(LATER):
        move = agreed(moved)
        actions.answer_check(by=moved.petra, offer=moved.now(), seen=moved.now().version, answer=Check.DO_NOT_CONTACT)
        with pytest.raises(WrongState):
            actions.take_on_family(by=moved.tess, move=move)
    assert live_bases(moved.tide.agency_id) == set()


def test_a_permission_whose_last_day_is_over_is_not_passed_on(moved: Moved) -> None:
    with clock_reading(LATER):
        move = agreed(moved)
    with clock_reading(LATER + days(120)), pytest.raises(WrongState, match="permission_over"):
        actions.take_on_family(by=moved.tess, move=move)


def test_without_an_agreement_nothing_is_proposed_and_nothing_taken_on(moved: Moved) -> None:
    with clock_reading(LATER):
        with pytest.raises(NoAgreement):
            actions.propose_service(by=moved.lena, offer=moved.offer, seen=moved.offer.version, to_team=moved.world.west.pk)
        move = agreed(moved)
        Agreement.objects.filter(title="Southfold and Tidewater").update(ends_on=date(2026, 11, 1))
        with pytest.raises(NoAgreement):
            actions.take_on_family(by=moved.tess, move=move)


def test_staying_calls_a_proposal_back_and_two_leads_take_turns(moved: Moved) -> None:
    with clock_reading(LATER):
        move = agreed(moved)
        with pytest.raises(StaleVersion):
            actions.stay_with_offer(by=moved.lena, offer=moved.offer, seen=moved.offer.version)
        actions.stay_with_offer(by=moved.lena, offer=moved.offer, seen=moved.now().version)
        with pytest.raises(WrongState):
            actions.take_on_family(by=moved.tess, move=move)
    assert (ServiceMove.objects.get().state, moved.now().needs_a_person) == (MoveState.CALLED_BACK, "")


def test_taking_a_family_from_a_colleague_says_nothing_of_the_move(moved: Moved) -> None:
    with clock_reading(LATER):
        actions.take_offer(by=moved.world.asking.actor(moved.world.bilal), offer=moved.offer, seen=moved.offer.version)
    assert moved.now().needs_a_person == OfferFlag.MOVED_PRISON


def test_people_whom_another_home_still_needs_stay_with_the_old_service(moved: Moved) -> None:
    """Danny named his mother too: her offer stays with Lantern, and so does what it knows of him."""
    from kinkeeper.offers.types import PassOnFor, Permission

    world = moved.world
    home = rosas_home(world.asking.team)
    ines = Permission(adults=(1,), team=world.asking.team.reference, purposes=(PassOnFor.RING,))
    both = replace(home, permissions={**home.permissions, 1: ines})
    from tests.offers.offer_world import permitted

    rosa, mother = permitted(world, number="A9999AA", at=MORNING, answers=both)
    with clock_reading(MORNING + hours(3)):
        imani = world.asking.actor(world.asking.imani)
        for offer in (rosa, mother):
            actions.clear_and_pass_on(by=imani, offer=offer, seen=offer.version)
    happens(Reason.TRANSFERRED, number="A9999AA", prison="XSF", at=MOVED)
    with clock_reading(LATER):
        move = actions.propose_service(by=moved.lena, offer=rosa, seen=fresh(rosa).version, to_team=moved.tide.pk)
        actions.answer_for_parent(by=moved.petra, move=move, agreed=True)
        actions.take_on_family(by=moved.tess, move=move)
        sheet = actions.view_call_sheet(by=moved.lena, offer=fresh(mother))
    assert sheet.held is not None
    assert (sheet.contact.name, sheet.held.name) == ("Ines Thorn", "Danny Thorn")
    assert rosa.contact_id not in live_bases(world.asking.team.agency_id)
    assert mother.contact_id not in live_bases(moved.tide.agency_id)


def test_leads_and_officers_are_told_in_letters_that_say_nothing(moved: Moved) -> None:
    told = Notice.objects.filter(code="moved").values_list("to__user__name", flat=True)
    assert list(told) == ["Lena"]
    with clock_reading(LATER):
        move = propose(moved)
        run_waiting_jobs()
        actions.answer_for_parent(by=moved.petra, move=move, agreed=True)
        run_waiting_jobs()
        actions.take_on_family(by=moved.tess, move=move)
        run_waiting_jobs()
    addressed = [letter.to[0].split("@")[0] for letter in mail.outbox]
    assert addressed == ["lena", "petra", "tess", "lena"]
    for word in ("Rosa", "Danny", "Southfold", "prison", "Tidewater", moved.offer.reference):
        assert all(word not in letter.body + letter.subject for letter in mail.outbox)


def test_the_pages_from_the_lead_to_the_next_lead(moved: Moved) -> None:
    lena, petra, tess = (signed_in(user) for user in (moved.world.lena, moved.world.asking.petra, moved.users["tess"]))
    with clock_reading(LATER):
        listed = lena.get("/families/moved/").content.decode()
        form = lena.get(f"/families/{moved.offer.reference}/who-goes-on/").content.decode()
        chosen = {"version": moved.now().version, "to": moved.tide.reference, "note": "Ring before three."}
        lena.post(f"/families/{moved.offer.reference}/who-goes-on/", chosen)
        move = ServiceMove.objects.get()
        chosen_before = lena.get(f"/families/{moved.offer.reference}/who-goes-on/").content.decode()
        asked = petra.get("/asking/checks/").content.decode()
        question = petra.get(f"/asking/service/{move.reference}/").content.decode()
        hidden = tess.get(f"/families/moved/{move.reference}/").status_code  # not proposed yet
        petra.post(f"/asking/service/{move.reference}/", {"agreed": "yes"})
        waiting = tess.get("/families/moved/").content.decode()
        proposed = tess.get(f"/families/moved/{move.reference}/").content.decode()
        unseen = tess.get(f"/families/{moved.offer.reference}/").status_code
        why = tess.post(f"/families/moved/{move.reference}/", {"takes": "no"}).content.decode()
        after = tess.post(f"/families/moved/{move.reference}/", {"takes": "yes"}, follow=True).content.decode()
        gone = lena.get(f"/families/{moved.offer.reference}/").status_code
    assert ("Rosa Vale" in listed, "Southfold" in listed, "Tidewater" in form) == (True, True, True)
    assert "The parent is being asked about Tidewater" in chosen_before
    assert ("Danny Thorn" in asked, "Rosa Vale" in question, hidden) == (True, True, 404)
    for page in (waiting, proposed):
        assert ("Lantern" in page, "Rosa" in page, "Danny" in page, "Vale" in page) == (True, False, False, False)
    assert (unseen, "Choose why" in why, "Rosa Vale" in after, gone) == (404, True, True, 404)
    assert HandOver.objects.filter(to_team=moved.tide).count() == 1


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("amara", "/families/moved/", 403),
        ("zoe", "/families/{offer}/who-goes-on/", 404),
        ("amara", "/families/{offer}/who-goes-on/", 403),
        ("lena", "/families/moved/{move}/", 404),
        ("theo", "/families/moved/{move}/", 404),
        ("imani", "/asking/service/{move}/", 404),
        ("lena", "/asking/service/{move}/", 404),
    ],
)
def test_nobody_else_opens_these_pages(moved: Moved, who: str, path: str, status: int) -> None:
    with clock_reading(LATER):
        move = agreed(moved)
        people = {**moved.users, "imani": moved.world.asking.imani, "amara": moved.world.amara}
        user = people.get(who) or getattr(moved.world, who)
        client: Client = signed_in(user)
        assert client.get(path.format(offer=moved.offer.reference, move=move.reference)).status_code == status
