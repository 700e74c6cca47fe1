"""The list, the call sheet, and what stands on neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.ledger.models import Entry
from kinkeeper.offers import actions
from kinkeeper.offers.models import Attempt, Notice, Offer
from kinkeeper.offers.queries import offers as queries
from kinkeeper.offers.queries.offers import Wanted
from kinkeeper.offers.types import InterviewAnswers, OfferState, SafeNow
from kinkeeper.offers.types.offering import FamilyAnswer
from tests.offers.asking_world import MORNING, hours, rosas_home
from tests.offers.offer_world import PASSED_ON, OfferWorld, days, fresh, member_of, passed_on, reached, rings
from tests.signing import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def _now() -> Iterator[None]:
    with clock_reading(PASSED_ON + hours(1)):
        yield


def browser(user: object) -> Client:
    """A browser in which this person is signed in, by the real steps."""
    from allauth.mfa.totp.internal import auth as totp

    user.set_password(PASSWORD)  # type: ignore[attr-defined]
    user.save()  # type: ignore[attr-defined]
    totp.TOTP.activate(user, totp.generate_totp_secret())
    client = Client()
    assert sign_in(client, user).status_code == 302  # type: ignore[arg-type]
    return client


def listed(by: Actor, **wanted: str) -> list[str]:
    return [offer.reference for offer in queries.families_to_reach(by, Wanted(**{"whose": "team", **wanted}))]


def test_the_least_time_left_stands_first(world: OfferWorld, amara: Actor) -> None:
    early = passed_on(world, number="A1111AA", at=MORNING - days(1))
    late = passed_on(world, number="A2222AA", at=MORNING)
    tried = passed_on(world, number="A3333AA", at=MORNING - hours(30))
    rings(world, tried, PASSED_ON)
    with clock_reading(PASSED_ON + hours(1)):
        assert listed(amara) == [early.reference, late.reference, tried.reference]


def test_each_sees_the_families_of_their_own_team_alone(world: OfferWorld, offer: Offer) -> None:
    with clock_reading(PASSED_ON + hours(1)):
        seen = {name: listed(world.asking.actor(getattr(world, name))) for name in ("amara", "bilal", "lena", "wen", "zoe")}
    mine = [offer.reference]
    assert seen == {"amara": mine, "bilal": mine, "lena": mine, "wen": [], "zoe": []}


def test_tabs_hold_mine_the_teams_and_those_without_anybody_here(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    nobodys = passed_on(world, number="A2222AA")
    with clock_reading(PASSED_ON + hours(1)):  # a Friday
        assert (listed(amara, whose="mine"), listed(amara, whose="to_cover")) == ([offer.reference], [nobodys.reference])
    with clock_reading(PASSED_ON + days(1)):  # nobody of the team works on Saturdays
        assert set(listed(amara, whose="to_cover")) == {offer.reference, nobodys.reference}


def test_search_finds_names_and_references_within_scope_alone(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    zoe = world.asking.actor(world.zoe)
    with clock_reading(PASSED_ON + hours(1)):
        assert listed(amara, search="rosa val") == [offer.reference]
        assert listed(amara, search="Thorn") == [offer.reference]  # by the person inside
        assert listed(amara, search=offer.reference.lower()) == [offer.reference]
        assert listed(amara, search="Ines") == []  # named, but not passed on
        assert listed(zoe, search="Rosa") == []


def test_filters_narrow_by_state_worker_and_prison(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.DECLINED)
    with clock_reading(PASSED_ON + hours(2)):
        assert listed(amara) == []
        assert listed(amara, state=OfferState.DECLINED) == [offer.reference]
        assert listed(amara, state=OfferState.DECLINED, worker=member_of(world.amara).reference) == [offer.reference]
        assert listed(amara, state=OfferState.DECLINED, worker="nobody") == []
        assert listed(amara, state=OfferState.DECLINED, prison="XNG") == [offer.reference]
        assert listed(amara, state=OfferState.DECLINED, prison="XSF") == []


@pytest.mark.usefixtures("_now")
def test_a_number_not_known_to_be_safe_is_on_no_sheet(world: OfferWorld, amara: Actor) -> None:
    home = rosas_home(world.asking.team)
    unsure = replace(home, adults=(replace(home.adults[0], safe_to_ring=SafeNow.UNKNOWN), *home.adults[1:]))
    with clock_reading(MORNING):
        offer = passed_on(world, answers=unsure)
    sheet = actions.view_call_sheet(by=amara, offer=offer)
    assert (sheet.safe_routes, [(route.kind, route.known_unsafe) for route in sheet.routes_not_to_use]) == (
        (), [("phone", False)],
    )  # fmt: skip
    page = browser(world.amara).get(f"/families/{offer.reference}/")
    assert page.status_code == 200
    assert "07700900101" not in page.content.decode()
    assert "not known to be safe: do not ring" in page.content.decode()


@pytest.mark.usefixtures("_now")
def test_the_sheet_says_who_knows_what_and_who_will_not_be_told(offer: Offer, amara: Actor) -> None:
    sheet = actions.view_call_sheet(by=amara, offer=offer)
    assert (sheet.contact.name, sheet.held.name if sheet.held else "", sheet.prison_name) == (
        "Rosa Vale", "Danny Thorn", "Northgate",
    )  # fmt: skip
    assert [(child.name, child.age, child.knows) for child in sheet.children] == [
        ("Maya Vale", 8, False),
        ("Leo Vale", 12, False),
    ]
    assert (sheet.word.agreed_for, sheet.word.not_told, sheet.not_to_be_told) == (
        ("ring", "pack"),
        ("school",),
        "Not his brother",
    )
    assert [(route.value, route.safe_times) for route in sheet.ringable] == [("07700900101", "Before 3pm")]


def test_after_a_no_neither_number_nor_address_is_asked_for(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.DECLINED)
    with clock_reading(PASSED_ON + hours(2)):
        sheet = actions.view_call_sheet(by=amara, offer=fresh(offer))
    assert (sheet.may_ring.reason, sheet.safe_routes, sheet.address) == ("state_declined", (), "")


@pytest.mark.usefixtures("_now")
def test_opening_a_sheet_is_one_entry_in_the_ledger_with_a_line_for_each_person(offer: Offer, amara: Actor) -> None:
    actions.view_call_sheet(by=amara, offer=offer)
    entry = Entry.objects.get(action="view_call_sheet")
    assert (entry.actor, entry.lines.values("person").distinct().count()) == (amara.reference, 4)


def test_a_sheet_and_the_list_name_one_time_for_the_first_try(world: OfferWorld) -> None:
    received = PASSED_ON - hours(13)  # an hour before midnight: passed on in the night, after the day of the aim
    offer = passed_on(world, at=received, worker=world.amara)
    with clock_reading(PASSED_ON):
        client = browser(world.amara)
        sheet, listed_page = (
            client.get(address).content.decode() for address in (f"/families/{offer.reference}/", "/families/")
        )
    left = re.compile(r"First try:\s*<[^>]*>\s*(\d+ hours (?:left|late))")
    assert (left.findall(sheet), left.findall(listed_page)) == (["11 hours left"], ["11 hours left"])
    assert "The aim was Thursday 19 November at 11:59pm: they were passed on too late for it." in sheet


@pytest.mark.usefixtures("_now")
def test_whoever_left_the_team_finds_nothing_and_so_does_whoever_guesses(world: OfferWorld, offer: Offer) -> None:
    client = browser(world.amara)
    assert client.get(f"/families/{offer.reference}/").status_code == 200
    member_of(world.amara).teams.clear()
    hidden = client.get(f"/families/{offer.reference}/")
    missing = client.get("/families/0000-0000/")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.content.replace(offer.reference.encode(), b"") == missing.content.replace(b"0000-0000", b"")
    assert [entry.outcome for entry in Entry.objects.order_by("-pk")[:2]] == ["hidden", "hidden"]


@pytest.mark.usefixtures("_now")
@pytest.mark.parametrize("path", ["", "attempt/", "hand-over/", "ask-again/", "pack/", "pack/read/", "pack/information.pdf"])
def test_every_page_of_another_teams_family_is_missing(world: OfferWorld, offer: Offer, path: str) -> None:
    assert browser(world.zoe).get(f"/families/{offer.reference}/{path}").status_code == 404


@pytest.mark.usefixtures("_now")
@pytest.mark.parametrize("path", ["take/", "not-reachable/", "attempt/0000-0000/strike/"])
def test_every_button_of_another_teams_family_is_missing(world: OfferWorld, offer: Offer, path: str) -> None:
    page = browser(world.zoe).post(f"/families/{offer.reference}/{path}", {"version": offer.version})
    assert (page.status_code, fresh(offer).version) == (404, offer.version)


def test_a_try_is_written_down_on_the_page(world: OfferWorld, offer: Offer) -> None:
    with clock_reading(PASSED_ON + hours(1)):
        client = browser(world.amara)
        form = {"came_to_us": "no", "kind": "phone", "outcome": "spoke", "answer": "later", "earlier": "now", "form_key": "a"}
        again = client.post(f"/families/{offer.reference}/attempt/", form)
        assert "Enter the day on which to try again" in again.content.decode()
        day = {"try_again_on_day": "1", "try_again_on_month": "12", "try_again_on_year": "2026"}
        for _ in range(2):  # a double click
            assert client.post(f"/families/{offer.reference}/attempt/", form | day).status_code == 302
    assert (fresh(offer).state, Attempt.objects.count()) == (OfferState.LATER, 1)


def test_opening_the_page_settles_what_one_was_told_of_it(world: OfferWorld, offer: Offer) -> None:
    Notice.objects.create(to=member_of(world.amara), offer=offer, code="due_soon", about_at=PASSED_ON)
    with clock_reading(PASSED_ON + hours(1)):
        browser(world.amara).get(f"/families/{offer.reference}/")
    assert Notice.objects.get().seen_at == PASSED_ON + hours(1)


@pytest.mark.parametrize("address", ["/families/", "/families/team/", "/families/to-cover/", "/families/packs/"])
def test_a_list_asks_the_database_as_often_for_three_families_as_for_one(world: OfferWorld, address: str) -> None:
    passed_on(world, number="A1111AA", worker=world.amara)
    counted = []
    with clock_reading(PASSED_ON + days(1.5)):
        client = browser(world.amara)
        client.get(address)
        for number in ("", "A2222AA", "A3333AA"):
            if number:
                with clock_reading(PASSED_ON):
                    passed_on(world, number=number, worker=world.amara)
            with CaptureQueriesContext(
                connection,
            ) as queries_made:
                assert client.get(address).status_code == 200
            counted.append(len(queries_made))
    assert counted[0] == counted[1] == counted[2]
    assert counted[0] <= 25, counted


AROUND = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")  # what stands around queries, and is none


def test_the_call_sheet_asks_as_often_for_three_children_and_tries_as_for_one(world: OfferWorld) -> None:
    client, counted = None, []
    for number, children in (("A1111AA", 1), ("A3333AA", 3)):
        offer = passed_on(world, number=number, worker=world.amara, answers=home_with(world, children))
        for _ in range(children):
            rings(world, offer, PASSED_ON + hours(1))
        with clock_reading(PASSED_ON + hours(1)):
            client = client or browser(world.amara)
            client.get(f"/families/{offer.reference}/")
            with CaptureQueriesContext(connection) as asked:
                page = client.get(f"/families/{offer.reference}/")
        assert page.status_code == 200
        counted.append(len([one for one in asked if not (one["sql"] or "").startswith(AROUND)]))
    assert counted[0] == counted[1]
    assert counted[0] <= 22  # three more where it changed hands, has packs, or there is news of it


def home_with(world: OfferWorld, number: int) -> InterviewAnswers:
    """Rosa's home with so many children."""
    home = rosas_home(world.asking.team)
    children = (home.children * 2)[:number]
    permissions = {**home.permissions, 0: replace(home.permissions[0], children=tuple(range(number)))}
    return replace(home, children=children, permissions=permissions)


def test_a_reference_in_no_scope_raises_what_never_was_raises(world: OfferWorld, offer: Offer) -> None:
    zoe = world.asking.actor(world.zoe)
    for reference in (offer.reference, "0000-0000"):
        with pytest.raises(NotVisible) as hidden:
            queries.offer_for(zoe, reference)
        assert (hidden.value.asked_for, hidden.value.purpose) == (reference, "offer_support")
