"""Whom to ring about a child: by the area, at this hour; kept by the children's services that answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

import pytest
from django.test import Client
from django.urls import reverse

from kinkeeper.accounts.models import User
from kinkeeper.agencies.actions import change_duty_team
from kinkeeper.agencies.models import Agency, DutyTeam, Member
from kinkeeper.agencies.queries import actor_for, areas_served, duty_teams
from kinkeeper.agencies.rules import is_open
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.errors import NotPermitted, StaleVersion
from kinkeeper.ledger.models import Entry
from tests.offers.asking_world import signed_in

FRIDAY_NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FRIDAY_NIGHT = datetime(2026, 11, 20, 22, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 25, 12, tzinfo=UTC)  # a Friday
SAID = {"phone": "01632960020", "out_of_hours_phone": "01632960021", "opens_at": time(9), "closes_at": time(17)}


@pytest.fixture
def east(db: None) -> Agency:
    Agency.objects.create(kind=AgencyKind.CHILDRENS_SERVICES, name="Ashvale Care", phone="01632 960005")
    return Agency.objects.create(kind=AgencyKind.CHILDRENS_SERVICES, name="Eastmere Care", phone="01632 960004")


def keep(agency: Agency, areas: list[str], seen: int = 1, **changes: object) -> DutyTeam:
    return change_duty_team(by=SYSTEM, agency=agency, seen=seen, areas=areas, **{**SAID, **changes})  # type: ignore[arg-type]


def numbers(area: str, at: datetime) -> list[tuple[str, str]]:
    return [(team.name, team.number) for team in duty_teams("england_and_wales", area=area, at=at)]


@pytest.mark.parametrize(
    ("at", "number"), [(FRIDAY_NOON, "01632960020"), (FRIDAY_NIGHT, "01632960021"), (CHRISTMAS, "01632960021")]
)
def test_who_serves_the_area_comes_first_with_the_number_of_the_hour(east: Agency, at: datetime, number: str) -> None:
    keep(east, ["Eastmere"])
    assert numbers("eastmere", at) == [("Eastmere Care", number), ("Ashvale Care", "01632 960005")]


def test_where_nobody_serves_the_area_all_are_shown_by_name(east: Agency) -> None:
    keep(east, ["Eastmere"])
    assert [name for name, _number in numbers("Nowhere", FRIDAY_NOON)] == ["Ashvale Care", "Eastmere Care"]
    assert [team.serves for team in duty_teams("england_and_wales", area="", at=FRIDAY_NOON)] == [False, False]


def test_one_number_answers_day_and_night_where_no_other_was_said(east: Agency) -> None:
    keep(east, ["Eastmere"], out_of_hours_phone="")
    assert numbers("Eastmere", FRIDAY_NIGHT)[0] == ("Eastmere Care", "01632960020")


def test_the_areas_to_choose_from_are_those_that_somebody_serves(east: Agency) -> None:
    keep(east, ["Eastmere", "Ashvale"])
    assert areas_served("england_and_wales") == ["Ashvale", "Eastmere"]
    assert areas_served("scotland") == []


@pytest.mark.parametrize(("hour", "open_then"), [(time(8, 59), 0), (time(9), 1), (time(16, 59), 1), (time(17), 0)])
def test_it_is_open_from_the_first_minute_to_before_the_last(hour: time, open_then: int) -> None:
    moment = datetime.combine(FRIDAY_NOON.date(), hour)
    assert is_open(time(9), time(17), moment) == bool(open_then)


def member(agency: Agency, role: Role) -> Member:
    user = User.objects.create_user(email=f"{role}-{Member.objects.count()}@example.org", name="Hollis")
    return Member.objects.create(user=user, agency=agency, role=role)


def browser(agency: Agency, role: Role) -> Client:
    return signed_in(member(agency, role).user)


def form(page: bytes, **changes: str) -> dict[str, str]:
    found = re.search(r'name="version" value="(\d+)"', page.decode())
    assert found
    said = {
        "version": found[1], "phone": "01632 960020", "opens_at": "8:30am", "closes_at": "5pm",
        "out_of_hours_phone": "01632 960021", "areas": "Eastmere\nUpper Eastmere",
    }  # fmt: skip
    return {**said, **changes}


def test_its_own_administrator_says_the_numbers_and_a_second_window_loses_nothing(east: Agency) -> None:
    hollis = browser(east, Role.ADMINISTRATOR)
    address = reverse("agencies:edit-duty-team")
    page = hollis.get(address).content
    assert hollis.post(address, form(page)).status_code == 302
    again = hollis.post(address, form(page, phone="01632 960099"))
    assert (b"Somebody else changed this meanwhile" in again.content, b"960099" in again.content) == (True, True)
    assert hollis.post(address, form(again.content, phone="01632 960099")).status_code == 302
    team = DutyTeam.objects.get()
    assert (team.phone, team.areas, team.opens_at) == ("01632960099", ["Eastmere", "Upper Eastmere"], time(8, 30))
    assert Entry.objects.filter(action="change_duty_team").count() == 2


@pytest.mark.parametrize("changes", [{"phone": ""}, {"closes_at": "8am"}, {"areas": ""}, {"opens_at": "tea"}])
def test_what_cannot_be_is_asked_again(east: Agency, changes: dict[str, str]) -> None:
    hollis = browser(east, Role.TEAM_LEAD)
    address = reverse("agencies:edit-duty-team")
    after = hollis.post(address, form(hollis.get(address).content, **changes))
    assert (after.status_code, DutyTeam.objects.count()) == (200, 0)


def test_to_anybody_else_the_page_does_not_exist(east: Agency) -> None:
    prison = Agency.objects.create(kind=AgencyKind.PRISON, name="Northgate prison")
    for agency, role in ((east, Role.SOCIAL_WORKER), (prison, Role.ADMINISTRATOR)):
        assert browser(agency, role).get(reverse("agencies:edit-duty-team")).status_code == 404
        with pytest.raises(NotPermitted):
            change_duty_team(by=actor_for(member(agency, role).user), agency=east, seen=1, areas=["A"], **SAID)  # type: ignore[arg-type]


def test_a_stale_change_is_refused(east: Agency) -> None:
    keep(east, ["Eastmere"])
    with pytest.raises(StaleVersion):
        keep(east, ["Ashvale"], seen=1)
