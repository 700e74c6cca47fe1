"""Parental responsibility: asked per child and grown-up, with its source; unknown cannot agree, and shuts nobody out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.jurisdiction import jurisdiction, names
from kinkeeper.offers.models import Asking, Offer
from kinkeeper.offers.rules.interview import HELD_IS, responsibility
from kinkeeper.offers.types import NO, UNKNOWN, ChildOf
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.people.actions import note_responsibility
from kinkeeper.people.models import Identity, Kin
from kinkeeper.people.types import ParentalResponsibility, Tie
from kinkeeper.sharing.models import Basis
from kinkeeper.sharing.queries import may_consent_for
from kinkeeper.sharing.types import BasisKind
from tests.offers.asking_world import MORNING, hours, receive, rosas_home, signed_in
from tests.offers.offer_world import OfferWorld, build_offers, passed_on, reached
from tests.offers.test_asking_pages import Interviewer, at, rosas, version_in

pytestmark = pytest.mark.django_db
YES = ParentalResponsibility.YES


def who(given: str) -> int:
    return Identity.objects.get(given_name=given).person_id


def said(world: OfferWorld, maya: tuple[str, str], leo: tuple[str, str]) -> Offer:
    """Danny tells of Maya and Leo who decides for them: (he himself, Rosa)."""
    home = rosas_home(world.asking.team)
    children = tuple(
        replace(child, mine=mine, others={0: rosa}) for child, (mine, rosa) in zip(home.children, (maya, leo), strict=True)
    )
    return passed_on(world, answers=replace(home, children=children), worker=world.amara)


def test_it_is_held_for_each_grown_up_and_child_with_its_source() -> None:
    said(build_offers(), maya=("certificate", "mother"), leo=(NO, UNKNOWN))
    held = {
        (kin.person_id == who("Rosa"), kin.relative_id == who("Maya")): (kin.parental_responsibility, kin.responsibility_source)
        for kin in Kin.objects.filter(relative__in=[who("Maya"), who("Leo")])
    }
    assert held == {
        (False, True): ("yes", "certificate"),
        (True, True): ("yes", "mother"),
        (False, False): ("no", ""),
        (True, False): ("unknown", ""),
    }


def test_rosas_yes_counts_for_maya_whom_she_may_decide_for_and_leo_is_supported_without_it() -> None:
    world = build_offers()
    offer = said(world, maya=(UNKNOWN, "mother"), leo=(UNKNOWN, UNKNOWN))
    reached(world, offer, MORNING + hours(4), FamilyAnswer.ACCEPTED)
    agreed = set(Basis.objects.filter(kind=BasisKind.CONSENT).values_list("person_id", flat=True))
    assert agreed == {who("Rosa"), who("Maya")}
    passed = Basis.objects.filter(kind=BasisKind.LEGITIMATE_INTERESTS, person_id=who("Leo"), withdrawn_at__isnull=True)
    assert passed.count() == 1


def test_a_parent_inside_who_has_it_may_agree_and_one_of_whom_it_is_not_known_may_not() -> None:
    world = build_offers()
    offer = said(world, maya=("married", UNKNOWN), leo=(UNKNOWN, UNKNOWN))
    assert may_consent_for(offer.held_id, [who("Maya"), who("Leo")]) == {who("Maya")}
    assert Kin.objects.get(person=offer.held_id, relative=who("Maya")).tie == Tie.PARENT


@pytest.mark.parametrize(
    ("answer", "amounts_to"),
    [("mother", YES), (NO, ParentalResponsibility.NO), (UNKNOWN, ParentalResponsibility.UNKNOWN),
     ("", ParentalResponsibility.UNKNOWN), ("invented", ParentalResponsibility.UNKNOWN)],
)  # fmt: skip
def test_an_answer_that_the_law_does_not_know_is_not_known(answer: str, amounts_to: ParentalResponsibility) -> None:
    assert responsibility(answer, ["mother", "guardian"]) is amounts_to


def test_what_the_person_asked_is_to_a_child_is_said_of_every_child() -> None:
    assert HELD_IS.keys() == set(ChildOf)


@pytest.mark.parametrize("code", names())
def test_every_jurisdiction_names_its_sources_and_what_they_make_somebody_to_the_child(code: str) -> None:
    law = jurisdiction(code).responsibility
    assert {"mother", "court_order", "guardian"} <= {source.code for source in law.sources}
    assert {source.tie for source in law.sources} <= {"", *Tie}


def test_what_is_not_known_is_never_written_over_what_is() -> None:
    world = build_offers()
    said(world, maya=(UNKNOWN, "mother"), leo=(UNKNOWN, UNKNOWN))
    rosa, maya = who("Rosa"), who("Maya")
    actor = world.asking.actor(world.asking.imani)
    unknown = ParentalResponsibility.UNKNOWN
    assert note_responsibility(by=actor, adult=rosa, child=maya, holds=unknown) is False
    assert may_consent_for(rosa, [maya]) == {maya}
    assert note_responsibility(by=actor, adult=who("Danny"), child=rosa, holds=YES) is False  # no tie, and none was named


def test_it_is_asked_on_a_page_read_out_and_shown_on_the_call_sheet() -> None:
    world = build_offers()
    asking = receive()
    with clock_reading(MORNING + hours(5)):
        imani = signed_in(world.asking.imani)
        rosas(world.asking, imani, asking)
        page = imani.get(at("take-step", asking.reference, "child-decides", "1")).content.decode()
        assert ("Who has parental responsibility for Maya?" in page, "1 December 2003" in page) == (True, True)
        review = imani.get(at("take-step", asking.reference, "review")).content.decode()
        assert "who has parental responsibility: you" in review
        sent = {"way": "spoken", "interpreter_used": "no", "agreed": "on", "asking_version": "1"}
        imani.post(at("take-step", asking.reference, "review"), sent)
        offer = Offer.objects.get()
        checked = imani.get(at("answer-check", offer.reference))
        imani.post(at("answer-check", offer.reference), {"answer": "clear_and_pass_on", "version": version_in(checked.content)})
        sheet = signed_in(world.amara).get(at("view-call-sheet", offer.reference)).content.decode()
        assert "May agree for this child: Danny Thorn (Other parent, named on a birth certificate" in sheet


def test_a_grown_up_named_later_is_asked_about_too() -> None:
    world = build_offers()
    asking: Asking = receive()
    with clock_reading(MORNING + hours(5)):
        imani = signed_in(world.asking.imani)
        danny: Interviewer = rosas(world.asking, imani, asking)
        danny.says("adults", another="yes")
        danny.says("adult", "3", given_name="Cyril", tie="grandparent", lives_with="none")
        assert danny.says("adults", another="no") == at("take-step", asking.reference, "children")
        after = imani.get(at("take-step", asking.reference, "review"))
        assert after.headers["Location"] == at("take-step", asking.reference, "child-decides", "1")
