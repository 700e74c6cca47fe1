"""Keeping entries true, as people do it in a browser: owners, moderators, and anybody who rings a dead number."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.directory.actions import propose_change, save_entry, save_prison_page
from kinkeeper.directory.models import Organisation, PrisonPage, Proposal, Service
from kinkeeper.directory.queries import draft_of, help_near
from kinkeeper.directory.queries.entries import open_reports
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.clock import today
from tests.directory.conftest import tuesday_club
from tests.signing import agency, signed_in, works
from tests.worlds import agency as plain_agency
from tests.worlds import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def imani(club: Service) -> Client:
    """Imani works at Oak House, which gives the Tuesday Club."""
    oak_house = agency("Oak House", AgencyKind.CHILDRENS_CENTRE)
    Organisation.objects.filter(pk=club.organisation_id).update(agency=oak_house)
    return signed_in(works("Imani", oak_house, Role.HEALTH_WORKER))


@pytest.fixture
def tomasz(db: None) -> Client:
    """Tomasz coordinates the network, and moderates its directory."""
    return signed_in(works("Tomasz", agency("Harrowmere Network", AgencyKind.BOARD), Role.COORDINATOR))


def asked(club: Service, **changes: str) -> dict[str, object]:
    """The form of an entry as its page has it, with what somebody typed over it."""
    form: dict[str, object] = {
        "name": "Tuesday Club", "summary": "Play and stay", "kinds": ["children"], "audiences": ["child", "carer"],
        "max_age": "4", "phones": "01632 960150", "cost": "", "version": str(club.version),
    }  # fmt: skip
    return {**form, **changes}


def test_an_owner_asks_for_a_change_and_nothing_is_different_until_a_moderator_takes_it(
    club: Service, imani: Client, tomasz: Client
) -> None:
    sent = imani.post(
        f"/find/{club.reference}/change/", asked(club, summary="Play, stay and soup", note="New this term"), follow=True
    )
    assert "A moderator looks at it before it shows." in sent.content.decode()
    assert "Play, stay and soup" not in Client().get(f"/find/{club.reference}/").content.decode()

    desk = tomasz.get("/find/desk/").content.decode()
    proposal = Proposal.objects.get()
    decision = tomasz.get(f"/find/desk/changes/{proposal.reference}/").content.decode()
    assert f"/find/desk/changes/{proposal.reference}/" in desk
    assert ["New this term" in decision, "Play and stay" in decision, "Play, stay and soup" in decision] == [True] * 3
    tomasz.post(f"/find/desk/changes/{proposal.reference}/", {"take": "yes", "why_not": ""})

    shown = Client().get(f"/find/{club.reference}/").content.decode()
    history = imani.get(f"/find/{club.reference}/history/").content.decode()
    assert "Play, stay and soup" in shown
    assert "Checked on" in shown
    assert ["Play and stay" in history, "Play, stay and soup" in history] == [True, True]


def test_a_change_that_is_not_taken_changes_nothing_and_leaves_the_desk(club: Service, imani: Client, tomasz: Client) -> None:
    imani.post(f"/find/{club.reference}/change/", asked(club, name="The Best Club"))
    proposal = Proposal.objects.get()
    tomasz.post(f"/find/desk/changes/{proposal.reference}/", {"take": "no", "why_not": "Keep its old name"})

    proposal.refresh_from_db()
    assert (proposal.taken, proposal.why_not, Service.objects.get().name) == (False, "Keep its old name", "Tuesday Club")
    assert proposal.reference not in tomasz.get("/find/desk/").content.decode()
    again = tomasz.post(f"/find/desk/changes/{proposal.reference}/", {"take": "yes", "why_not": ""})
    assert ("Somebody changed this meanwhile" in again.content.decode(), Service.objects.get().name) == (True, "Tuesday Club")


def test_an_owner_is_told_what_to_mend_and_loses_nothing(club: Service, imani: Client) -> None:
    page = imani.post(
        f"/find/{club.reference}/change/", asked(club, phones="ring me", summary="Our new words")
    ).content.decode()

    assert "Please look at this again" in page
    assert "Our new words" in page
    assert not Proposal.objects.exists()


def test_the_moderator_is_warned_of_a_change_written_against_an_older_entry(club: Service, tomasz: Client) -> None:
    owner = member("Ola", plain_agency("Oak House Board"), Role.COORDINATOR)
    proposal = propose_change(by=owner, service=club, draft=tuesday_club(summary="Mine"), seen=club.version)
    save_entry(by=SYSTEM, draft=tuesday_club(summary="Meanwhile"))

    page = tomasz.get(f"/find/desk/changes/{proposal.reference}/").content.decode()
    tomasz.post(f"/find/desk/changes/{proposal.reference}/", {"take": "yes", "why_not": ""})

    assert "It cannot be taken as it is" in page
    assert Service.objects.get().summary == "Meanwhile"


def test_colleagues_of_other_agencies_neither_change_nor_assure_nor_read_the_history(club: Service, tomasz: Client) -> None:
    rosa = signed_in(works("Rosa", agency("Elm House"), Role.LINK_WORKER))
    paths = [f"/find/{club.reference}/{page}/" for page in ("change", "history")]
    assert [rosa.get(path).status_code for path in (*paths, "/find/desk/", "/find/desk/list/")] == [403] * 4
    assert rosa.post(f"/find/{club.reference}/right/").status_code == 403
    assert rosa.post(f"/find/{club.reference}/change/", asked(club)).status_code == 403
    assert (Proposal.objects.count(), Service.objects.get().assured_on) == (0, None)


def test_a_report_waits_on_the_desk_until_somebody_has_dealt_with_it(club: Service, tomasz: Client) -> None:
    Client().post(f"/find/{club.reference}/wrong/", {"kind": "phone", "words": "<b>Nobody answers</b>"})
    report = open_reports().get()

    desk = tomasz.get("/find/desk/").content.decode()
    assert "&lt;b&gt;Nobody answers&lt;/b&gt;" in desk
    assert Client().post(f"/find/desk/reports/{report.reference}/").status_code == 403
    tomasz.post(f"/find/desk/reports/{report.reference}/")

    assert not open_reports().exists()
    assert "Nobody answers" not in tomasz.get("/find/desk/").content.decode()
    assert tomasz.post(f"/find/desk/reports/{report.reference}/").status_code == 403  # a colleague was first


def test_an_owner_says_with_one_press_that_it_is_right_and_the_entry_comes_back_into_packs(
    club: Service, imani: Client
) -> None:
    day = today(settings.TIME_ZONE)
    assert "Nobody has told us lately" in Client().get(f"/find/{club.reference}/").content.decode()
    assert help_near(place="ZZ99 5AA", on_day=day) == []

    imani.post(f"/find/{club.reference}/right/")

    assert "Nobody has told us lately" not in Client().get(f"/find/{club.reference}/").content.decode()
    assert [line.name for line in help_near(place="ZZ99 5AA", on_day=day)] == ["Tuesday Club"]
    assert help_near(place="ZZ99 5AA", on_day=day + settings.DIRECTORY_FRESH_FOR + timedelta(days=1)) == []


def test_who_has_not_assured_says_so_in_the_list_and_sinks_below_the_farther_one(club: Service) -> None:
    save_entry(by=SYSTEM, draft=tuesday_club(name="Far Club", spots=()), assured_on=today(settings.TIME_ZONE))
    far = {"town": "Market Harrow", "postcode": "ZZ99 1AA"}
    draft = draft_of(club)
    save_entry(
        by=SYSTEM,
        draft=tuesday_club(name="Fresh Club", spots=(type(draft.spots[0])(name="Hall", **far),)),
        assured_on=today(settings.TIME_ZONE),
    )

    page = Client().get("/find/?near=Eastmere").content.decode()

    assert page.index("Fresh Club") < page.index("Tuesday Club")
    assert "Nobody has told us yet that this is right. Ring before you go." in page


def test_a_moderator_edits_a_prison_page_sees_its_history_and_a_stale_form_loses_nothing(places: None, tomasz: Client) -> None:
    save_prison_page(by=SYSTEM, code="XSM", words={"name": "Saltmarsh", "visiting": "Tuesday"})
    typed = {"name": "Saltmarsh", "visiting": "Wednesday", "version": "1"}
    assert tomasz.post("/find/desk/places/xsm/", typed).status_code == 302

    overtaken = tomasz.post("/find/desk/places/xsm/", {**typed, "visiting": "Friday at two"})
    words = overtaken.content.decode()
    assert ["Somebody changed this while your page was open" in words, "Friday at two" in words] == [True, True]
    assert PrisonPage.objects.get().visiting == "Wednesday"
    tomasz.post("/find/desk/places/xsm/", {**typed, "visiting": "Friday at two", "version": "2"})

    assert PrisonPage.objects.get().visiting == "Friday at two"
    page = tomasz.get("/find/desk/places/xsm/").content.decode()
    assert ["Tuesday" in page, "Wednesday" in page] == [True, True]
    assert "Friday at two" in Client().get("/find/places/xsm/").content.decode()


def test_only_moderators_edit_prison_pages(places: None) -> None:
    save_prison_page(by=SYSTEM, code="XSM", words={"name": "Saltmarsh"})
    rosa = signed_in(works("Rosa", agency("Elm House"), Role.FAMILY_OFFICER))
    for client in (Client(), rosa):
        assert client.post("/find/desk/places/xsm/", {"name": "Ours now", "version": "1"}).status_code == 403
    assert PrisonPage.objects.get().name == "Saltmarsh"
