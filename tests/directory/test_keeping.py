"""Owners are asked, changes are decided, and nothing is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Agency, Member
from kinkeeper.agencies.queries import actor_for
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.directory.actions import (
    answer_letter,
    ask_owners,
    decide_proposal,
    propose_change,
    save_entry,
    save_prison_page,
    send_letters,
)
from kinkeeper.directory.actions.freshness import link_of
from kinkeeper.directory.errors import LinkSpent
from kinkeeper.directory.models import Organisation, Report, Service, StillRight
from kinkeeper.directory.queries import draft_of, find_help, history_of, open_proposals, open_reports
from kinkeeper.directory.types import Difference, Point, Spot, Wanted
from kinkeeper.foundation.actors import NOBODY, SYSTEM, Actor
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.errors import NotPermitted, StaleVersion, WrongState
from tests.directory.conftest import tuesday_club

pytestmark = pytest.mark.django_db
PAGES_AT_WORK = ("desk/", "desk/list/")


def _actor(name: str, role: Role, agency: Agency) -> Actor:
    user = User.objects.create_user(f"{name}@example.org", name=name)
    Member.objects.create(user=user, agency=agency, role=role)
    return actor_for(user)


@pytest.fixture
def imani(club: Service) -> Actor:
    """Imani works at Oak House, whose entry the Tuesday Club is."""
    agency = Agency.objects.create(name="Oak House", kind=AgencyKind.CHILDRENS_CENTRE)
    Organisation.objects.filter(pk=club.organisation_id).update(agency=agency)
    club.organisation.refresh_from_db()
    return _actor("imani", Role.HEALTH_WORKER, agency)


@pytest.fixture
def tomasz(db: None) -> Actor:
    """Tomasz coordinates the network, and moderates its directory."""
    return _actor("tomasz", Role.COORDINATOR, Agency.objects.create(name="Harrowmere Network", kind=AgencyKind.BOARD))


def test_a_place_that_two_services_share_moves_for_both(club: Service) -> None:
    def found_in(town: str) -> list[str]:
        return sorted(row.name for row in find_help(Wanted(words=town.lower())).rows)

    save_entry(by=SYSTEM, draft=tuesday_club(name="Friday Club"))
    moved = Spot(uuid=draft_of(club).spots[0].uuid, name="Oak House", town="Market Harrow", postcode="ZZ99 1AA")
    before = (found_in("Eastmere"), found_in("Market Harrow"))

    save_entry(by=SYSTEM, draft=tuesday_club(uuid=club.uuid, spots=(moved,)))

    assert before == (["Friday Club", "Tuesday Club"], [])
    assert (found_in("Eastmere"), found_in("Market Harrow")) == ([], ["Friday Club", "Tuesday Club"])
    near_market = find_help(Wanted(near=Point(54.801, 1.601, "Market Harrow"))).rows
    assert [round(row.distance_km or 0) for row in near_market] == [0, 0]


def test_an_owner_is_asked_once_in_ninety_days_and_answers_with_one_press(club: Service, client: Client) -> None:
    assert (ask_owners(), ask_owners(), send_letters(), send_letters()) == (1, 0, 1, 0)
    letter = mail.outbox[0]
    link = next(line for line in letter.body.splitlines() if "/still-right/" in line).replace(settings.SITE_URL, "")

    looked = client.get(link)
    club.refresh_from_db()
    assert (looked.status_code, club.assured_on) == (200, None)
    answered = client.post(link, {"right": "yes"})
    club.refresh_from_db()

    assert letter.to == ["imani@oakhouse.example.org"]
    assert "prison" not in (letter.subject + letter.body).lower()
    assert (answered.status_code, club.assured_on) == (200, today(settings.TIME_ZONE))
    assert client.get(link).status_code == client.post(link, {"right": "yes"}).status_code == 410
    assert club.at_locations.get().assured_on == club.assured_on


def test_a_link_works_once_and_cannot_be_made_up(club: Service) -> None:
    ask_owners()
    link = link_of(StillRight.objects.get())

    answer_letter(link=link, right=False, words="We moved")

    assert Report.objects.get().words == "We moved"
    for made_up in (link, link + "x", "nonsense", ""):
        with pytest.raises(LinkSpent):
            answer_letter(link=made_up, right=True)


def test_who_assured_lately_is_not_asked(club: Service) -> None:
    save_entry(by=SYSTEM, draft=draft_of(club), assured_on=today(settings.TIME_ZONE) - timedelta(days=89))
    assert ask_owners() == 0
    save_entry(by=SYSTEM, draft=draft_of(club), assured_on=today(settings.TIME_ZONE) - timedelta(days=90))
    assert ask_owners() == 1


def test_an_owner_proposes_a_moderator_sees_the_difference_and_takes_it(club: Service, imani: Actor, tomasz: Actor) -> None:
    wanted = tuesday_club(summary="Play, stay and soup", uuid=club.uuid)

    proposal = propose_change(by=imani, service=club, draft=wanted, seen=club.version)
    assert Service.objects.get().summary == "Play and stay"
    with pytest.raises(NotPermitted):
        decide_proposal(by=imani, proposal=proposal, take=True)
    decide_proposal(by=tomasz, proposal=proposal, take=True)

    assert Service.objects.get().summary == "Play, stay and soup"
    assert Service.objects.get().assured_on == today(settings.TIME_ZONE)
    assert history_of("service", club.reference)[0].differences == (
        Difference("summary", "Play and stay", "Play, stay and soup"),
    )
    assert not open_proposals().exists()
    with pytest.raises(WrongState):
        decide_proposal(by=tomasz, proposal=proposal, take=True)


def test_a_change_written_against_an_older_entry_is_not_taken_over_a_newer_one(
    club: Service, imani: Actor, tomasz: Actor
) -> None:
    proposal = propose_change(by=imani, service=club, draft=tuesday_club(summary="Mine"), seen=club.version)
    save_entry(by=SYSTEM, draft=tuesday_club(summary="Meanwhile"))

    with pytest.raises(StaleVersion):
        decide_proposal(by=tomasz, proposal=proposal, take=True)

    assert Service.objects.get().summary == "Meanwhile"
    assert open_proposals().get() == proposal


def test_strangers_neither_propose_nor_see_the_desk(club: Service, client: Client) -> None:
    with pytest.raises(NotPermitted):
        propose_change(by=NOBODY, service=club, draft=tuesday_club(), seen=1)
    assert [client.get(f"/find/{page}").status_code for page in ("desk/", "desk/list/", f"{club.reference}/change/")] == [
        403
    ] * 3


def test_anybody_reports_a_problem_and_nothing_about_them_is_kept(club: Service, client: Client) -> None:
    sent = client.post(f"/find/{club.reference}/wrong/", {"kind": "phone", "words": "<b>dead line</b>"}, follow=True)

    report = open_reports().get()
    assert (sent.status_code, report.kind, report.words) == (200, "phone", "<b>dead line</b>")
    assert {field.name for field in Report._meta.fields} == {
        "id", "reference", "created_at", "service", "kind", "words", "handled_at", "handled_by",
    }  # fmt: skip


def test_saving_the_same_words_twice_changes_nothing(club: Service) -> None:
    again = save_entry(by=SYSTEM, draft=tuesday_club(audiences=("carer", "child")))

    assert again.pk == club.pk
    assert len(history_of("service", club.reference)) == 1


def test_a_prison_page_keeps_its_history_and_refuses_a_stale_form(places: None) -> None:
    page = save_prison_page(by=SYSTEM, code="xsm", words={"name": "Saltmarsh", "visiting": "Tuesday"})
    save_prison_page(by=SYSTEM, code="XSM", words={"visiting": "Wednesday"}, seen=page.version)

    with pytest.raises(StaleVersion):
        save_prison_page(by=SYSTEM, code="XSM", words={"visiting": "Thursday"}, seen=1)
    assert [line.differences[0].after for line in history_of("prison", "XSM") if line.differences] == ["Wednesday", "Saltmarsh"]


def test_writing_on_a_prison_page_is_shown_and_never_run(places: None, client: Client) -> None:
    words = {"name": "<i>Saltmarsh</i>", "visiting": "- Tuesday\n- <script>alert(1)</script>\n\n[x](javascript:alert(1))"}
    save_prison_page(by=SYSTEM, code="XSM", words=words)

    page = client.get("/find/places/xsm/").content.decode()

    assert "<li>Tuesday</li>" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<i>Saltmarsh" not in page
