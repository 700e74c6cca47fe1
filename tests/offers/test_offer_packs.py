"""A pack for one family: made of what may be seen, sent once, and silent on the outside."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from kinkeeper.directory.models import Location, Organisation, Phone, Place, PrisonPage, Service, ServiceAtLocation
from kinkeeper.directory.rules import unit_vector
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import NotPermitted, NotVisible, WrongState
from kinkeeper.ledger.models import Entry
from kinkeeper.library.actions import keep_in_list, make_list, remove_resource, remove_shelf
from kinkeeper.offers import actions
from kinkeeper.offers.models import Offer, Pack
from kinkeeper.offers.packs.types import AgeBand, Bullets, Inside, SectionKey, Told
from kinkeeper.offers.packs.types import Tie as Reader
from kinkeeper.offers.queries import offers as queries
from kinkeeper.offers.rules.offer_household import counts_as_grown_up
from kinkeeper.offers.rules.pack_facts import age_on, bands_of, inside_of, outcode_of, reader_of, told_of
from kinkeeper.offers.types import PackRoute
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.people.actions import note_told
from kinkeeper.people.models import Identity
from kinkeeper.people.types import Known, Tie
from kinkeeper.sharing.actions import lift_restriction, restrict
from kinkeeper.sharing.models import Restriction
from kinkeeper.sharing.types import RestrictionKind
from tests.library.shelves import book, editor
from tests.offers.asking_world import hours, rosas_home
from tests.offers.offer_world import PASSED_ON, OfferWorld, days, fresh, member_of, passed_on, reached
from tests.offers.test_offer_pages import browser

pytestmark = pytest.mark.django_db


def words_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_reader_not_known_to_be_grown_up_gets_the_young_readers_pack() -> None:
    assert {tie: reader_of(tie, grown_up=True) for tie in (Tie.MOTHER, Tie.PARTNER, Tie.SIBLING, Tie.FRIEND)} == {
        Tie.MOTHER: Reader.PARENT,
        Tie.PARTNER: Reader.PARTNER,
        Tie.SIBLING: Reader.SIBLING,
        Tie.FRIEND: Reader.FRIEND,
    }
    assert {reader_of(tie, grown_up=False) for tie in Tie} == {Reader.CHILD}


def test_without_an_age_the_one_to_speak_to_and_a_parent_are_grown_up_and_anybody_else_is_not() -> None:
    def grown(*ties: Tie, contact: bool = False, known: bool = False, age: bool = False) -> bool:
        return counts_as_grown_up(known_grown_up=known, age_known=age, is_contact=contact, ties=ties)

    assert (grown(Tie.FRIEND, contact=True), grown(Tie.MOTHER), grown(known=True, age=True)) == (True, True, True)
    assert (grown(Tie.SIBLING), grown(), grown(Tie.MOTHER, age=True), grown(contact=True, age=True)) == (False,) * 4


def test_unknown_is_not_told_and_some_is_not_all() -> None:
    assert told_of([]) is Told.NONE
    assert told_of([Known.UNKNOWN, Known.AWAY]) is Told.NONE
    assert told_of([Known.PRISON, Known.UNKNOWN]) is Told.SOME
    assert told_of([Known.PRISON, Known.PRISON]) is Told.ALL


@pytest.mark.parametrize("batch", [False, True])
def test_a_child_who_is_hidden_and_was_not_told_lives_there_too(offer: Offer, amara: Actor, batch: bool) -> None:
    """Leo knows, Maya does not. What is taken back about Maya must not put the truth on a page for children."""
    maya, leo = (Identity.objects.get(given_name=name).person_id for name in ("Maya", "Leo"))
    note_told(by=SYSTEM, person=leo, known=Known.PRISON)

    def tells() -> bool:
        [(_, pack)] = actions.open_packs(by=amara, offers=[offer]) if batch else [actions.open_pack(by=amara, offer=offer)]
        return "page-true" in {block.id for section in pack.sections for block in section.blocks}

    with clock_reading(PASSED_ON + hours(1)):
        before = tells()
        restrict(by=SYSTEM, person=maya, kind=RestrictionKind.OBJECTION, reason="Not about Maya")
        hidden = tells()
        note_told(by=SYSTEM, person=maya, known=Known.PRISON)
        lift_restriction(by=SYSTEM, restriction=Restriction.objects.get())
        told = tells()

    assert (before, hidden, told) == (False, False, True)


def test_bands_are_for_children_of_known_age() -> None:
    assert bands_of([4, 5, 7, 12, 13, 17, 18, None]) == tuple(AgeBand)
    assert bands_of([18, None]) == ()


def test_a_birthday_counts_from_its_day() -> None:
    born = PASSED_ON.date().replace(year=2018)
    assert age_on(PASSED_ON.date(), birth_date=born, born_about=None) == 8
    assert age_on(PASSED_ON.date() - days(1), birth_date=born, born_about=None) == 7
    assert age_on(PASSED_ON.date(), birth_date=None, born_about=2014) == 12
    assert age_on(PASSED_ON.date(), birth_date=None, born_about=None) is None


def test_a_prison_for_both_says_they() -> None:
    assert [inside_of(male=m, female=f) for m, f in ((True, False), (False, True), (True, True), (False, False))] == [
        Inside.MAN,
        Inside.WOMAN,
        Inside.UNKNOWN,
        Inside.UNKNOWN,
    ]


def test_a_pack_is_made_for_this_prison_and_this_family(offer: Offer, amara: Actor) -> None:
    with clock_reading(PASSED_ON + hours(1)):
        record, pack = actions.open_pack(by=amara, offer=offer)
        again, _pack = actions.open_pack(by=amara, offer=offer)
    assert (record.pk, pack.reference, pack.file_name) == (again.pk, record.reference, f"information-{record.reference}.pdf")
    assert (pack.cover.addressee.name, pack.cover.addressee.lines) == ("Rosa Vale", ("4 Lantern Row", "ZZ99 3AB"))
    said = repr(pack.sections)
    assert ("Northgate" in said, "Danny" in said) == (True, True)


def test_the_file_is_named_and_titled_so_that_it_says_nothing(world: OfferWorld, offer: Offer) -> None:
    with clock_reading(PASSED_ON + hours(1)):
        client = browser(world.amara)
        page = client.get(f"/families/{offer.reference}/pack/information.pdf")
        large = client.get(f"/families/{offer.reference}/pack/information.pdf?size=large")
    record = Pack.objects.get()
    assert page["Content-Disposition"] == f'attachment; filename="information-{record.reference}.pdf"'
    reader = PdfReader(io.BytesIO(page.content))
    assert (reader.metadata or {}).get("/Title") == "Information for your family"
    assert "Northgate" in words_of(page.content)
    assert len(PdfReader(io.BytesIO(large.content)).pages) > len(reader.pages)


def test_a_worker_puts_a_reading_list_into_a_pack_that_keeps_the_things_and_not_the_list(
    world: OfferWorld, offer: Offer, amara: Actor
) -> None:
    finding, seeing = book("Finding Dad", how_to_get="Ask at any library"), book("Seeing Sam")
    mine = make_list(by=amara, title="For Rosa")
    for thing in (finding, seeing):
        keep_in_list(by=amara, shelf=mine, resource=thing)
    with clock_reading(PASSED_ON + hours(1)):
        client = browser(world.amara)
        told = client.post(f"/families/{offer.reference}/pack/reading/", {"shelf": mine.reference}, follow=True)
        assert "The list is in the pack." in told.content.decode()
        assert told.content.decode().count("Finding Dad") == 1
        remove_shelf(by=amara, shelf=mine)
        remove_resource(by=SYSTEM, resource=seeing, seen=seeing.version)
        _record, pack = actions.open_pack(by=amara, offer=offer)
    section = next(section for section in pack.sections if section.key is SectionKey.READING)
    (item,) = next(part for part in section.blocks[0].parts if isinstance(part, Bullets)).items
    assert "".join(span.text for span in item) == "Finding Dad. Book. Ask at any library."


def test_nobody_elses_list_goes_into_a_pack_and_a_pack_that_went_is_not_changed(
    world: OfferWorld, offer: Offer, amara: Actor
) -> None:
    edith = editor()
    theirs = make_list(by=edith, title="Edith’s own")
    keep_in_list(by=edith, shelf=theirs, resource=book("Finding Dad"))
    with clock_reading(PASSED_ON + hours(1)):
        with pytest.raises(NotVisible):
            actions.choose_reading(by=amara, offer=offer, shelf=theirs.reference)
        actions.mark_pack_sent(by=amara, offer=offer, route=PackRoute.POST)
        with pytest.raises(WrongState):
            actions.choose_reading(by=amara, offer=offer, shelf="")
    assert Pack.objects.get().reading == []


def test_a_pack_sent_stops_its_clock_once(offer: Offer, amara: Actor) -> None:
    with clock_reading(PASSED_ON + hours(1)):
        actions.mark_pack_sent(by=amara, offer=offer, route=PackRoute.BY_HAND)
    with clock_reading(PASSED_ON + hours(2)):
        actions.mark_pack_sent(by=amara, offer=offer, route=PackRoute.POST)
    sent = Pack.objects.get()
    assert (fresh(offer).pack_sent_at, sent.route, sent.sent_by_id) == (
        PASSED_ON + hours(1), PackRoute.BY_HAND, amara.member_id,
    )  # fmt: skip


def test_no_pack_goes_to_a_family_that_said_no(world: OfferWorld, offer: Offer, amara: Actor) -> None:
    reached(world, offer, PASSED_ON + hours(1), FamilyAnswer.DECLINED)
    with clock_reading(PASSED_ON + hours(2)), pytest.raises(NotPermitted, match="state_declined"):
        actions.open_pack(by=amara, offer=fresh(offer))
    assert Pack.objects.count() == 0


def test_nothing_is_addressed_where_no_address_is_known(world: OfferWorld, amara: Actor) -> None:
    home = rosas_home(world.asking.team)
    nowhere = replace(home, adults=(replace(home.adults[0], address="", postcode=""), *home.adults[1:]))
    offer = passed_on(world, answers=nowhere)
    with clock_reading(PASSED_ON + hours(1)):
        _record, pack = actions.open_pack(by=amara, offer=offer)
    assert (pack.cover.addressee.name, pack.cover.addressee.lines) == ("", ())


def test_a_days_packs_are_one_file_and_are_sent_once_somebody_says_so(world: OfferWorld) -> None:
    offers = [passed_on(world, number=number, worker=world.amara) for number in ("A1111AA", "A2222AA")]
    chosen = {"packs": [offer.reference for offer in offers]}
    with clock_reading(PASSED_ON + days(1.5)):
        client = browser(world.amara)
        printed = client.post("/families/packs/", chosen | {"do": "print"})
        assert (printed["Content-Type"], printed["Content-Disposition"]) == (
            "application/pdf", 'attachment; filename="information.pdf"',
        )  # fmt: skip
        asked = client.post("/families/packs/", chosen | {"do": "confirm"})
        assert "Were 2 packs posted?" in asked.content.decode()
        assert [fresh(offer).pack_sent_at for offer in offers] == [None, None]
        assert client.post("/families/packs/", chosen | {"do": "sent"}).status_code == 302
    assert [fresh(offer).pack_sent_at for offer in offers] == [PASSED_ON + days(1.5)] * 2
    assert list(Pack.objects.values_list("route", "sent_by")) == [("post", member_of(world.amara).pk)] * 2


def page_of_northgate(**changes: object) -> None:
    """Northgate's page in the directory, checked on the day the tests play."""
    words: dict[str, object] = {
        "name": "Northgate", "town": "Eastmere", "booking_phone": "01632 960301", "booking": "Ring from nine to four.",
        "visiting": "- Tuesday: 2pm\n- Saturday: 9.30am", "bring": "- A passport\n- Coins for the locker",
        "worried": "Ring the safety line at any time: 01632 960303.", "getting_there": "Bus 9 stops at the gate.",
        "assured_on": PASSED_ON.date(), **changes,
    }  # fmt: skip
    PrisonPage.objects.update_or_create(code="XNG", defaults=words)


def help_by_the_river(*, assured: bool = True, latitude: float = 53.01) -> None:
    organisation = Organisation.objects.create(name="River House")
    service = Service.objects.create(
        organisation=organisation, name="River House tea", summary="Tea and company", status="active",
        assured_on=PASSED_ON.date() if assured else None,
    )  # fmt: skip
    Phone.objects.create(service=service, number="01632 960310")
    where = Location.objects.create(
        organisation=organisation, name="River House", town="Eastmere", latitude=latitude, longitude=-1.0
    )
    x, y, z = unit_vector(latitude, -1.0)
    ServiceAtLocation.objects.create(service=service, location=where, live=True, assured_on=service.assured_on, x=x, y=y, z=z)


def test_the_prisons_page_and_help_near_home_are_in_the_pack_and_are_read_back_from_the_pdf(
    world: OfferWorld, offer: Offer
) -> None:
    page_of_northgate()
    Place.objects.create(code="ZZ99", name="Eastmere", latitude=53.0, longitude=-1.0)
    help_by_the_river()
    with clock_reading(PASSED_ON + hours(1)):
        client = browser(world.amara)
        read = client.get(f"/families/{offer.reference}/pack/read/").content.decode()
        printed = words_of(client.get(f"/families/{offer.reference}/pack/information.pdf").content)
        large = words_of(client.get(f"/families/{offer.reference}/pack/information.pdf?size=large").content)
    for said in (
        "01632 960301", "Ring from nine to four.", "Saturday: 9.30am", "Coins for the locker", "01632 960303",
        "Bus 9 stops at the gate.", "River House tea", "01632 960310",
    ):  # fmt: skip
        assert all(said in " ".join(page.split()) for page in (read, printed, large)), said


def test_what_nobody_has_checked_lately_is_not_printed(offer: Offer, amara: Actor) -> None:
    page_of_northgate(assured_on=PASSED_ON.date() - days(181))
    Place.objects.create(code="ZZ99", name="Eastmere", latitude=53.0, longitude=-1.0)
    help_by_the_river(assured=False)
    with clock_reading(PASSED_ON + hours(1)):
        _record, pack = actions.open_pack(by=amara, offer=offer)
    said = repr(pack.sections)
    assert ("01632 960301" in said, "01632 960303" in said, "River House" in said) == (False, False, False)


def test_help_far_away_or_for_a_home_nobody_knows_is_not_near(world: OfferWorld, amara: Actor) -> None:
    Place.objects.create(code="ZZ99", name="Eastmere", latitude=53.0, longitude=-1.0)
    help_by_the_river(latitude=57.0)
    home = rosas_home(world.asking.team)
    nowhere = replace(home, adults=(replace(home.adults[0], address="", postcode=""), *home.adults[1:]))
    offers = [passed_on(world), passed_on(world, number="A2222AA", answers=nowhere)]
    with clock_reading(PASSED_ON + hours(1)):
        packs = [actions.open_pack(by=amara, offer=offer)[1] for offer in offers]
    assert ["River House" in repr(pack.sections) for pack in packs] == [False, False]


def test_an_outcode_is_the_first_half_of_a_postcode_of_this_country() -> None:
    assert [outcode_of("ZZ99 3AB", ""), outcode_of("zz993ab", ""), outcode_of("", ""), outcode_of("28013", "Spain")] == [
        "ZZ99", "ZZ99", "", "",
    ]  # fmt: skip


def test_a_days_packs_take_as_many_queries_for_four_as_for_two(world: OfferWorld, amara: Actor) -> None:
    page_of_northgate()
    counts = []
    for numbers in (("A1111AA", "A2222AA"), ("A3333AA", "A4444AA")):
        for number in numbers:
            passed_on(world, number=number)
        with clock_reading(PASSED_ON + days(1.5)):
            offers = list(queries.packs_due(amara).select_related("service", "asking", "period"))
            with CaptureQueriesContext(connection) as asked:
                opened = actions.open_packs(by=amara, offers=offers)
        counts.append((len(opened), len(asked)))
    assert [count for count, _ in counts] == [2, 4]
    assert counts[0][1] == counts[1][1]
    assert Entry.objects.filter(action="open_packs").count() == 2


def test_a_batch_leaves_out_what_may_not_be_sent(world: OfferWorld, amara: Actor) -> None:
    sent = passed_on(world, number="A1111AA")
    no = passed_on(world, number="A2222AA")
    reached(world, no, PASSED_ON + hours(1), FamilyAnswer.DECLINED)
    with clock_reading(PASSED_ON + hours(2)):
        opened = actions.open_packs(by=amara, offers=[fresh(sent), fresh(no)])
        stranger = actions.open_packs(by=world.asking.actor(world.zoe), offers=[fresh(sent)])
    assert ([pack.offer_id for pack, _ in opened], stranger) == ([sent.pk], [])
