"""What a worker puts into a pack by hand from the directory: only what may be given, and only until the pack went."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kinkeeper.directory.actions import save_helpline
from kinkeeper.directory.models import Phone, Service, ServiceAtLocation
from kinkeeper.directory.queries import help_to_choose
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import NotVisible, WrongState
from kinkeeper.ledger.models import Entry
from kinkeeper.offers import actions
from kinkeeper.offers.actions.pack_choices import MOST_HELP
from kinkeeper.offers.models import Offer, Pack
from kinkeeper.offers.queries import offers as queries
from kinkeeper.offers.types import PackRoute
from tests.offers.asking_world import hours
from tests.offers.offer_world import PASSED_ON, OfferWorld, days, passed_on
from tests.offers.test_offer_packs import help_by_the_river, words_of
from tests.offers.test_offer_pages import browser

pytestmark = pytest.mark.django_db
SOON = PASSED_ON + hours(1)


@pytest.fixture
def tea() -> Service:
    """River House gives tea: assured today, and far from everybody, so that no pack has it of itself."""
    help_by_the_river(latitude=57.0)
    ServiceAtLocation.objects.update(words="river house tea and company")
    return Service.objects.get()


def test_a_worker_finds_help_puts_it_into_the_pack_and_the_family_reads_it_in_every_print(
    world: OfferWorld, offer: Offer, tea: Service
) -> None:
    at = f"/families/{offer.reference}/pack/"
    with clock_reading(SOON):
        client = browser(world.amara)
        found = client.get(f"{at}help/?q=tea").content.decode()
        assert f'name="service" value="{tea.reference}"' in found
        told = client.post(f"{at}help/", {"service": tea.reference}, follow=True).content.decode()
        client.post(f"{at}help/", {"service": tea.reference})
        read = client.get(f"{at}read/").content.decode()
        printed = words_of(client.get(f"{at}information.pdf").content)
        large = words_of(client.get(f"{at}information.pdf?size=large").content)
        again = client.get(f"{at}help/?q=tea").content.decode()
    assert ["It is in the pack." in told, "Help that you chose for them" in told, "In the pack" in again] == [True] * 3
    for said in ("We chose these for you.", "River House tea", "01632 960310"):
        assert [" ".join(page.split()).count(said) for page in (read, printed, large)] == [1, 1, 1], said


def test_what_was_put_in_is_taken_out_again(world: OfferWorld, offer: Offer, tea: Service) -> None:
    at = f"/families/{offer.reference}/pack/help/"
    with clock_reading(SOON):
        client = browser(world.amara)
        client.post(at, {"service": tea.reference})
        told = client.post(at, {"service": tea.reference, "do": "drop"}, follow=True).content.decode()
    assert ["It is out of the pack." in told, Pack.objects.get().services] == [True, []]
    assert list(Entry.objects.filter(action__endswith="_help").order_by("pk").values_list("action", flat=True)) == [
        "choose_help", "drop_help",
    ]  # fmt: skip


def test_help_that_nobody_assured_or_without_a_number_or_closed_is_neither_offered_nor_taken(
    offer: Offer, amara: Actor, tea: Service
) -> None:
    def may_be_given() -> bool:
        with clock_reading(SOON):
            offered = bool(help_to_choose("tea"))
            try:
                actions.choose_help(by=amara, offer=offer, service=tea.reference)
            except NotVisible:
                return offered
            assert offered
            actions.drop_help(by=amara, offer=offer, service=tea.reference)
            return True

    assert may_be_given()
    Service.objects.update(assured_on=PASSED_ON.date() - days(181))
    assert not may_be_given()
    Service.objects.update(assured_on=PASSED_ON.date())
    Phone.objects.all().delete()
    assert not may_be_given()
    with clock_reading(SOON), pytest.raises(NotVisible):
        actions.choose_help(by=amara, offer=offer, service="K7QF-29MD")


def test_what_went_stale_after_it_was_chosen_is_left_out_and_the_worker_is_told(
    world: OfferWorld, offer: Offer, amara: Actor, tea: Service
) -> None:
    with clock_reading(SOON):
        actions.choose_help(by=amara, offer=offer, service=tea.reference)
        Service.objects.update(assured_on=PASSED_ON.date() - days(181))
        _record, pack = actions.open_pack(by=amara, offer=offer)
        page = browser(world.amara).get(f"/families/{offer.reference}/pack/").content.decode()
    assert ["River House" in repr(pack.sections), "Not printed" in page] == [False, True]


def test_a_pack_that_went_is_not_changed_and_no_pack_takes_more_than_a_few(
    world: OfferWorld, offer: Offer, amara: Actor, tea: Service
) -> None:
    with clock_reading(SOON):
        Pack.objects.create(offer=offer, made_by_id=amara.member_id or 0, services=["AAAA-0000"] * MOST_HELP)
        with pytest.raises(WrongState):
            actions.choose_help(by=amara, offer=offer, service=tea.reference)
        Pack.objects.update(services=[tea.reference])
        actions.mark_pack_sent(by=amara, offer=offer, route=PackRoute.POST)
        for do in (actions.choose_help, actions.drop_help):
            with pytest.raises(WrongState):
                do(by=amara, offer=offer, service=tea.reference)
    assert Pack.objects.get().services == [tea.reference]


def test_nobody_else_reaches_into_the_pack(world: OfferWorld, offer: Offer, tea: Service) -> None:
    at = f"/families/{offer.reference}/pack/help/"
    with clock_reading(SOON):
        stranger = browser(world.zoe)
        assert [stranger.get(at).status_code, stranger.post(at, {"service": tea.reference}).status_code] == [404, 404]
    assert not Pack.objects.exists()


def test_a_days_packs_look_their_choices_up_once(world: OfferWorld, amara: Actor, tea: Service) -> None:
    counts = []
    for numbers in (("A1111AA", "A2222AA"), ("A3333AA", "A4444AA")):
        for number in numbers:
            made = passed_on(world, number=number)
            with clock_reading(SOON):
                actions.choose_help(by=amara, offer=made, service=tea.reference)
        with clock_reading(PASSED_ON + days(1.5)):
            due = list(queries.packs_due(amara).select_related("service", "asking", "period"))
            with CaptureQueriesContext(connection) as asked:
                opened = actions.open_packs(by=amara, offers=due)
        counts.append(len(asked))
        assert all("River House tea" in repr(pack.sections) for _, pack in opened)
    assert counts[0] == counts[1]


def test_the_packs_numbers_are_the_sites_own_list_and_one_that_nobody_rang_is_not_printed(offer: Offer, amara: Actor) -> None:
    line = {"name": "Night line", "phone": "0808 157 0199", "says": "Somebody listens."}
    save_helpline(by=SYSTEM, reference="K7QF-29MD", words=line)

    def said() -> str:
        with clock_reading(SOON):
            _record, pack = actions.open_pack(by=amara, offer=offer)
        return re.sub(r"\s+", " ", repr(pack.sections))

    assert ["0808 157 0199" in said(), "have none to give you today" in said()] == [False, True]
    save_helpline(by=SYSTEM, reference="K7QF-29MD", words={"checked_on": PASSED_ON.date()})
    assert "0808 157 0199" in said()
    save_helpline(by=SYSTEM, reference="K7QF-29MD", words={"shown": False})
    assert "0808 157 0199" not in said()
