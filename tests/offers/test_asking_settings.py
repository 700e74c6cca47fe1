"""What a prison sets about asking, who else asks there, and the card and interview on paper."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Agency, Agreement, DutyTeam, Team
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import NotPermitted
from kinkeeper.ledger.models import Entry
from kinkeeper.offers import actions
from kinkeeper.offers.models import Asking, AskingArrangement, AskingTimes, FirstNightCard, Interview, SafetyCheck
from kinkeeper.offers.queries.asking import Wanted, asks_elsewhere, received
from kinkeeper.sharing.types import BasisKind
from tests.offers.asking_world import MORNING, World, _member, asking_of, build_world, hours, receive, signed_in
from tests.offers.test_asking_pages import Interviewer, at, rosas, version_in

NOW = MORNING + hours(5)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def asking(world: World) -> Asking:
    return receive()


@pytest.fixture(autouse=True)
def _at_five() -> object:
    with clock_reading(NOW):
        yield


def bea(world: World, role: Role = Role.ADMINISTRATOR) -> User:
    assert world.northgate.agency
    return _member("Bea", world.northgate.agency, role)


def agree(world: World, agency: Agency, **changes: object) -> Agreement:
    agreement = Agreement.objects.create(
        **{"title": "Induction", "basis": BasisKind.PUBLIC_TASK, "starts_on": date(2026, 1, 1), **changes}
    )
    agreement.parties.set([world.northgate.agency_id, agency.pk])  # type: ignore[list-item]
    return agreement


def pavels_team(world: World) -> Team:
    return world.pavel.memberships.get().teams.get()


def times(page: bytes, **changes: str) -> dict[str, str]:
    return {"version": version_in(page), "worry_minutes": "15", "check_hours": "6", "draft_days": "7", **changes}


def test_the_prisons_administrator_sets_its_times_and_a_second_window_loses_nothing(world: World) -> None:
    browser = signed_in(bea(world))
    page = browser.get(at("edit-asking")).content
    assert browser.post(at("edit-asking"), times(page)).status_code == 302
    again = browser.post(at("edit-asking"), times(page, worry_minutes="45"))
    assert (b"Now: 15 minutes, 6 hours, 7 days" in again.content, b'value="45"' in again.content) == (True, True)
    assert browser.post(at("edit-asking"), times(again.content, worry_minutes="45")).status_code == 302
    row = AskingTimes.objects.get()
    assert (row.agency_id, row.worry_minutes, row.check_hours, row.draft_days, row.version) == (
        world.northgate.agency_id, 45, 6, 7, 3,
    )  # fmt: skip
    assert [entry.detail["before"] for entry in Entry.objects.filter(action="change_asking_times").order_by("pk")] == [
        "30/12/14", "15/6/7",
    ]  # fmt: skip
    said = browser.get(at("edit-asking")).content.decode()
    assert ("<strong>Bea</strong>" in said, "raised again: from 15 to 45" in said, "late: from 12 to 6" in said) == (True,) * 3


@pytest.mark.parametrize(
    "changes", [{"worry_minutes": "0"}, {"worry_minutes": "600"}, {"check_hours": "25"}, {"draft_days": ""}]
)
def test_times_that_would_keep_no_child_safe_are_asked_again(world: World, changes: dict[str, str]) -> None:
    browser = signed_in(bea(world))
    after = browser.post(at("edit-asking"), times(browser.get(at("edit-asking")).content, **changes))
    assert (after.status_code, AskingTimes.objects.count()) == (200, 0)


def test_to_anybody_else_these_pages_do_not_exist(world: World) -> None:
    world.amara.memberships.update(role=Role.TEAM_LEAD)
    for user in (world.imani, world.amara, world.pavel):
        assert signed_in(user).get(at("edit-asking")).status_code == 404, user.name
        assert signed_in(user).post(at("arrange-asking"), {"team": "x"}).status_code == 404, user.name
        with pytest.raises(NotPermitted):
            actions.change_asking_times(by=world.actor(user), seen=1, worry_minutes=9, check_hours=9, draft_days=9)


def test_a_team_is_let_in_and_out_by_the_prison_and_only_by_it(world: World, asking: Asking) -> None:
    team = pavels_team(world)
    agreement = agree(world, team.agency)
    pavel = world.actor(world.pavel)
    browser = signed_in(bea(world))
    assert "Eastmere probation" in browser.get(at("edit-asking")).content.decode()
    browser.post(at("arrange-asking"), {"team": team.reference})
    assert [row.pk for row in received(pavel, Wanted())] == [asking.pk]
    page = signed_in(world.pavel).get(at("list-received")).content
    assert b"A1234AA" in page
    assert "<strong>Bea</strong>" in (said := browser.get(at("edit-asking")).content.decode()) and "Inside may ask here" in said
    browser.post(at("end-arrangement", team.reference))
    assert "Inside asks here no longer" in browser.get(at("edit-asking")).content.decode()
    assert (list(received(pavel, Wanted())), asks_elsewhere(pavel)) == ([], False)
    assert browser.post(at("end-arrangement", team.reference)).status_code == 404
    with pytest.raises(NotPermitted):
        actions.arrange_asking(by=world.actor(world.imani), prison=world.northgate, team=team, agreement=agreement)
    with pytest.raises(NotPermitted):
        southfold = _member("Sol", world.southfold.agency, Role.ADMINISTRATOR)  # type: ignore[arg-type]
        actions.arrange_asking(by=world.actor(southfold), prison=world.northgate, team=team, agreement=agreement)


def test_when_the_agreement_ends_so_does_the_asking_and_the_next_reception_is_not_theirs(world: World, asking: Asking) -> None:
    team = pavels_team(world)
    agreement = agree(world, team.agency, ends_on=date(2026, 11, 21))
    actions.arrange_asking(by=SYSTEM, prison=world.northgate, team=team, agreement=agreement)
    pavel = world.actor(world.pavel)
    with clock_reading(datetime(2026, 11, 22, 0, 0, tzinfo=UTC)):
        assert (list(received(pavel, Wanted())), asks_elsewhere(pavel)) == ([], False)
    assert AskingArrangement.objects.get().ended_at is None


def test_another_team_of_the_same_agency_finds_nobody(world: World, asking: Asking) -> None:
    team = pavels_team(world)
    actions.arrange_asking(by=SYSTEM, prison=world.northgate, team=team, agreement=agree(world, team.agency))
    other = _member("Ola", team.agency, Role.PROBATION_OFFICER, Team.objects.create(agency=team.agency, name="Outside"))
    assert (list(received(world.actor(other), Wanted())), asks_elsewhere(world.actor(other))) == ([], False)


def test_a_link_worker_asks_where_their_team_was_let_in_from_the_menu_to_the_end(world: World, asking: Asking) -> None:
    amara = signed_in(world.amara)
    assert b"People received" not in amara.get("/home/").content
    assert b"Your team asks at no prison yet" in amara.get(at("list-received")).content
    actions.arrange_asking(by=SYSTEM, prison=world.northgate, team=world.team, agreement=world.agreement)
    assert b"People received" in amara.get("/home/").content
    receive("B2222BB", prison="XSF")
    assert (b"A1234AA" in (page := amara.get(at("list-received")).content), b"B2222BB" in page) == (True, False)
    rosas(world, amara, asking)
    sent = {"way": "spoken", "interpreter_used": "no", "agreed": "on", "asking_version": "1"}
    amara.post(at("take-step", asking.reference, "review"), sent)
    assert (asking_of().state, asking_of().asked_by, Interview.objects.get().agency_id) == (
        "permitted", "link_worker", world.team.agency_id,
    )  # fmt: skip


def test_a_link_workers_card_raises_a_worry_that_they_and_the_prison_see(world: World, asking: Asking) -> None:
    actions.arrange_asking(by=SYSTEM, prison=world.northgate, team=world.team, agreement=world.agreement)
    amara = signed_in(world.amara)
    page = amara.get(at("record-card", asking.reference)).content
    token = re.search(rb'name="token" value="(\w+)"', page)
    assert token
    sent = {"token": token[1].decode(), "child_depends": "yes", "carer": "nobody", "safe": "safe", "on_paper": "no"}
    amara.post(at("record-card", asking.reference), sent)
    worry = SafetyCheck.objects.get()
    for user in (world.amara, world.imani):
        assert signed_in(user).get(at("answer-worry", worry.reference)).status_code == 200, user.name


def test_the_team_for_the_childs_own_home_is_rung_else_that_of_the_prisons_county(world: World, asking: Asking) -> None:
    world.northgate.county = "Eastmere"
    world.northgate.save()
    DutyTeam.objects.create(agency=world.duty, areas=["Eastmere"], phone="01632 960020", out_of_hours_phone="01632 960021")
    west = Agency.objects.create(kind=world.duty.kind, name="Westmere care", phone="01632 960006")
    DutyTeam.objects.create(agency=west, areas=["Westmere"], phone="01632 960022")
    imani = signed_in(world.imani)
    card = {"child_depends": "yes", "carer": "grandparent", "safe": "not_safe", "on_paper": "no"}
    for area, number in (("elsewhere", "01632 960020"), ("Westmere", "01632 960022")):
        after = imani.post(
            at("record-card", asking.reference), {**card, "token": f"{area:0<12}", "area": area}, follow=True
        ).content.decode()
        assert re.findall(r"govuk-heading-xl[^>]*><a[^>]*>([^<]+)", after) == [number]
    assert FirstNightCard.objects.order_by("-pk")[0].area == "Westmere"


def test_what_is_typed_in_from_paper_says_who_held_it_when_and_who_typed_it(world: World, asking: Asking) -> None:
    imani = signed_in(world.imani)
    rosas(world, imani, asking)
    sent = {"way": "paper", "interpreter_used": "no", "agreed": "on", "asking_version": "1"}
    missing = imani.post(at("take-step", asking.reference, "review"), sent).content
    assert (b"Enter the name of who held it" in missing, Interview.objects.count()) == (True, 0)
    held = {
        "taken_by_name": "Officer Bell",
        "taken_on_day": "20",
        "taken_on_month": "11",
        "taken_on_year": "2026",
        "taken_at": "11am",
    }
    imani.post(at("take-step", asking.reference, "review"), {**sent, **held})
    interview = Interview.objects.get()
    assert (interview.held_at, interview.taken_by_name, interview.held_by) == (
        MORNING + hours(2), "Officer Bell", world.imani.reference,
    )  # fmt: skip
    page = imani.get(at("show-asking", asking.reference)).content.decode()
    assert ("on paper, by Officer Bell" in page, "by Imani" in page) == (True, True)


def test_the_kit_asks_the_same_questions_in_the_same_order_as_the_pages(world: World, asking: Asking) -> None:
    DutyTeam.objects.create(agency=world.duty, areas=["Eastmere"], phone="01632 960020")
    imani = signed_in(world.imani)
    kit = imani.get(at("print-kit")).content.decode()
    danny = Interviewer(imani, asking)
    danny.says("you", given_name="Danny", family_name="Thorn")
    danny.says("language", languages="English")
    asked = [
        imani.get(at("record-card", asking.reference)),
        imani.get(at("take-step", asking.reference, "you")),
        imani.get(at("take-step", asking.reference, "language")),
        imani.get(at("take-step", asking.reference, "adult", "1")),
        imani.get(at("take-step", asking.reference, "child", "1")),
    ]
    danny.says("adult", "1", given_name="Rosa", tie="partner")
    danny.says("child", "1", given_name="Maya", is_my="son_or_daughter", age="8")
    asked += [
        imani.get(at("take-step", asking.reference, "child-home", "1")),
        imani.get(at("take-step", asking.reference, "home", "1")),
    ]
    place = 0
    for page in asked:
        for label in labels_of(page.content.decode()):
            found = kit.find(f"<strong>{label}</strong>", place)
            assert found >= place, label
            place = found
    assert "Other parent, named on a birth certificate" in kit


def labels_of(page: str) -> list[str]:
    """The questions of a page, in order: labels of boxes and legends of choices, without what is only on screen."""
    main = page[page.index("<main") :]
    found = re.findall(r'class="govuk-(?:label|fieldset__legend)(?: [^"]*)?"[^>]*>\s*([^<]+?)\s*</', main)
    choices = set(re.findall(r'class="govuk-label govuk-(?:radios|checkboxes)__label"[^>]*>\s*([^<]+?)\s*</', main))
    on_screen = {"Day", "Month", "Year", "Was this taken on paper earlier?", "Who took it?", "On which day?", "At what time?"}
    return [words.replace(" (optional)", "") for words in found if words not in choices | on_screen]


def test_an_interview_begun_survives_the_end_of_every_session(world: World, asking: Asking) -> None:
    imani = signed_in(world.imani)
    danny = Interviewer(imani, asking)
    danny.says("you", given_name="Danny", family_name="Thorn")
    imani.session.flush()
    lost = imani.post(at("take-step", asking.reference, "language"), {"languages": "English", "version": "1"})
    assert (lost.status_code, lost.headers["Location"].split("?")[0]) == (302, reverse("account_login"))
    with clock_reading(NOW + timedelta(hours=11)):
        again: Client = signed_in(world.imani)
        assert b'value="Danny"' in again.get(at("take-step", asking.reference, "you")).content
