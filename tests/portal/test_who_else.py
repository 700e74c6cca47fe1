"""What a page tells beside its own words: who else is near, what a form holds, what somebody answered, an hour that grew."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.people import actions as people
from kinkeeper.people.types import Known, ParentalResponsibility, Tie
from kinkeeper.portal.models import AccessCode, FamilyRequest
from kinkeeper.sharing.actions import begin_involvements, break_the_glass, give_bases, restrict
from kinkeeper.sharing.models import Consent, Disagreement
from kinkeeper.sharing.types import (
    BasisKind,
    ConsentWay,
    InvolvementKind,
    NewBasis,
    NewInvolvement,
    Purpose,
    RestrictionKind,
)
from tests.portal.test_agreements import HEARD, agreed
from tests.portal.test_own_agreeing import PDF
from tests.portal.test_own_pages import words
from tests.portal.world import acting, build, come_in, offer_to_rosa, reference_of
from tests.signing import signed_in, works

pytestmark = pytest.mark.django_db

WHY = "The school rang: she was not collected and nobody answers at home."


@pytest.fixture
def world() -> Any:
    return build()


def father(world: Any) -> Client:
    """Danny, who has parental responsibility for Ivy, on his own page."""
    people.name_person(by=SYSTEM, person=world.danny, given_name="Danny", family_name="Thorn", age=36)
    people.tie_people(
        by=SYSTEM, person=world.danny, relative=world.ivy, tie=Tie.FATHER, parental_responsibility=ParentalResponsibility.YES
    )
    return come_in(world, world.danny)


def looked_into(world: Any, person: int) -> None:
    """Children's services look into what happens to somebody, who has not been told."""
    parts = frozenset({Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_FACT})
    basis = NewBasis(
        person_id=person,
        agency_id=world.council.pk,
        kind=BasisKind.SAFEGUARDING,
        purpose=Purpose.SAFEGUARD,
        categories=parts,
        reason=WHY,
        decided_by="Grace",
        review_on=today("Europe/London"),
    )
    give_bases(by=SYSTEM, bases=[basis])
    begin_involvements(by=SYSTEM, involvements=[NewInvolvement(person, world.council.pk, InvolvementKind.WORKS_WITH)])


# Who else is near


def test_a_parent_who_lives_apart_is_not_shown_the_school_of_the_child(world: Any) -> None:
    agreed(world)
    danny, rosa = father(world), come_in(world, world.rosa)
    address = f"/my/agreed/new/{reference_of(world.ivy)}/support_health/"

    assert ["Hill School" in words(who.get(address)) for who in (danny, rosa)] == [False, True]  # it was Rosa's own word


@pytest.mark.parametrize("about", ["ivy", "danny"])
def test_nobody_learns_from_a_form_that_children_s_services_look_into_them(world: Any, about: str) -> None:
    agreed(world)
    looked_into(world, getattr(world, about))
    danny = father(world)

    page = danny.get(f"/my/agreed/new/{reference_of(getattr(world, about))}/support_health/")

    assert (page.status_code, "Eastmere" in words(page), "Lantern" in words(page)) == (200, False, True)


def test_nor_does_a_worker_of_another_agency(world: Any) -> None:
    agreed(world)
    looked_into(world, world.ivy)
    break_the_glass(by=acting(world.grace), asked_for="x", person=world.ivy, reason=WHY)
    ivy = reference_of(world.ivy)

    page = words(signed_in(world.amara).get(f"/person/{ivy}/agree/{reference_of(world.rosa)}/support_education/"))

    assert ["Hill School" in page, "Eastmere" in page] == [True, False]


# What a form holds


@pytest.mark.parametrize("of", ["", "?of=end"])
def test_who_reads_a_part_of_an_agreement_does_not_read_the_signed_form_that_names_the_rest(world: Any, of: str) -> None:
    team, ivy = Purpose.COORDINATE_NETWORK, reference_of(world.ivy)
    agreed(world)  # so that the school still knows Ivy when the other has ended
    both = agreed(
        world,
        agencies=(world.school, world.north),
        purpose=team,
        categories=frozenset({Category.IDENTITY}),
        way=ConsentWay.PAPER,
        understands=True,
        understanding="She knows that he is at Northgate.",
    )
    address = f"/person/{ivy}/agreed/{both.reference}/"
    amara, joan = signed_in(world.amara), signed_in(world.joan)
    if of:
        paper = {"back-way": "paper", "back-scan": SimpleUploadedFile("note.pdf", PDF)}
        amara.post(address, {"version": both.version, "do": "end", **paper})
    else:
        amara.post(address, {"version": both.version, "do": "scan", "scan": SimpleUploadedFile("form.pdf", PDF)})

    page = joan.get(address)

    assert [who.get(f"{address}form/{of}").status_code for who in (amara, joan)] == [200, 404]
    assert (page.status_code, "form/" in page.content.decode(), "Northgate" in words(page)) == (200, False, False)
    assert "She knows that he is at Northgate." in words(amara.get(address))


def test_how_much_ended_with_a_carer_is_not_told_to_a_school_that_may_not_read_it(world: Any) -> None:
    agreed(world)
    agreed(world, agencies=(world.north,), purpose=Purpose.ARRANGE_CONTACT, categories=frozenset({Category.IDENTITY}))
    agreed(world, about=world.rosa, categories=frozenset({Category.IDENTITY}))  # the school knows Rosa too
    rosa = reference_of(world.rosa)

    page = signed_in(world.joan).post(f"/person/{reference_of(world.ivy)}/carer/", {"former": rosa}, follow=True)

    assert ("what the former carer agreed to has ended" in words(page), "2 agreements" in words(page)) == (True, False)
    assert Consent.objects.filter(person_id=world.ivy, ended_at=None).count() == 0


# What somebody answered


def test_the_parent_inside_does_not_read_among_what_others_agreed_to_that_his_home_said_yes(world: Any) -> None:
    offer, rosa, danny = offer_to_rosa(world), come_in(world, world.rosa), father(world)
    before = words(danny.get("/my/agreed/"))
    rosa.post(f"/my/help/{offer.reference}/", {"form_key": "k" * 24, "answer": "accepted"})
    about_ivy = Consent.objects.get(person_id=world.ivy)

    after = words(danny.get("/my/agreed/"))
    agreed(world)

    assert after == before
    assert danny.get(f"/my/agreed/{about_ivy.reference}/no/").status_code == 404
    assert "to help at school" in words(danny.get("/my/agreed/"))  # what is not about his own word is his to say no to


def test_where_an_order_keeps_the_pages_from_them_nothing_leads_there(world: Any) -> None:
    offer, rosa = offer_to_rosa(world), come_in(world, world.rosa)
    address = f"/my/help/{offer.reference}/"
    before = words(rosa.get(address))
    restrict(by=SYSTEM, person=world.danny, kind=RestrictionKind.COURT_ORDER, reason="An order", reader=world.rosa)

    assert ["Read the pages made for you" in text for text in (before, words(rosa.get(address)))] == [True, False]


def test_nor_to_saying_again_what_was_said_for_a_child_from_whom_an_order_keeps_them(world: Any) -> None:
    consent, rosa = agreed(world), come_in(world, world.rosa)
    address = f"/my/agreed/{consent.reference}/"
    before = words(rosa.get(address))
    restrict(by=SYSTEM, person=world.ivy, kind=RestrictionKind.COURT_ORDER, reason="An order", reader=world.rosa)

    assert ["Say it again" in text for text in (before, words(rosa.get(address)))] == [True, False]


# All that is held, for a child who was not told


def test_a_copy_for_a_child_who_was_not_told_tells_nothing_though_it_was_checked(world: Any) -> None:
    people.name_person(by=SYSTEM, person=world.ivy, given_name="Ivy", family_name="Thorn", age=13)
    people.note_told(by=SYSTEM, person=world.ivy, known=Known.AWAY, words="Dad works on a ship")
    ivy = come_in(world, world.ivy)
    ivy.post("/my/write/everything/", {"form_key": "e" * 24, "words": ""})
    found, petra = FamilyRequest.objects.get(), signed_in(world.petra)

    page = words(petra.get(f"/requests/{found.reference}/"))
    petra.post(f"/requests/{found.reference}/", {"version": found.version, "checked": "on", "answer": ""})

    record = json.loads(ivy.get(f"/my/asked/{found.reference}/record.json").content)
    held = [part["category"] for part in record["held"]]
    told = {part for line in record["who_was_told"] for part in line["what"]}
    assert ("ship" in page, "ship" in json.dumps(record)) == (False, False)
    assert "identity" in held
    assert not {"custody_fact", "custody_details", "contact"} & {*held, *told}


def test_a_copy_for_a_child_who_was_told_is_whole(world: Any) -> None:
    people.name_person(by=SYSTEM, person=world.ivy, given_name="Ivy", family_name="Thorn", age=13)
    people.note_told(by=SYSTEM, person=world.ivy, known=Known.PRISON, words="Dad is in prison")
    ivy = come_in(world, world.ivy)
    ivy.post("/my/write/everything/", {"form_key": "e" * 24, "words": ""})
    found, petra = FamilyRequest.objects.get(), signed_in(world.petra)

    petra.post(f"/requests/{found.reference}/", {"version": found.version, "checked": "on", "answer": ""})

    record = json.loads(ivy.get(f"/my/asked/{found.reference}/record.json").content)
    held = {part["category"]: part["fields"] for part in record["held"]}
    assert held["identity"].items() >= {"first name": "Ivy", "last name": "Thorn"}.items()
    assert held["custody_fact"]["in these words"] == "Dad is in prison"
    assert not {"version", "reference"} & {word for fields in held.values() for name in fields for word in name.split()}


# What opens a whole record


@pytest.mark.parametrize("kind", ["everything", "who_knows", "erase"])
def test_a_school_takes_down_nothing_that_would_open_the_whole_record_to_it(world: Any, kind: str) -> None:
    """Its privacy lead would read that a parent is in custody, and where the child lives."""
    agreed(world)
    joan, ivy = signed_in(world.joan), reference_of(world.ivy)
    sent = {"form_key": "t" * 24, "words": "She said so.", "way": "voice"}

    answers = [joan.get(f"/person/{ivy}/say/{kind}/"), joan.post(f"/person/{ivy}/say/{kind}/", sent)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert (FamilyRequest.objects.count(), f"/say/{kind}/" in joan.get(f"/person/{ivy}/").content.decode()) == (0, False)
    assert joan.post(f"/person/{ivy}/say/message/", sent).status_code == 302


def test_an_hour_behind_the_glass_does_not_grow_into_a_way_in_or_a_whole_record(world: Any) -> None:
    works("Priya", world.council, Role.PRIVACY_LEAD)
    break_the_glass(by=acting(world.grace), asked_for="x", person=world.ivy, reason=WHY)
    grace, ivy = signed_in(world.grace), reference_of(world.ivy)
    sent = {"form_key": "t" * 24, "words": "She said so.", "way": "voice"}

    answers = [grace.post(f"/person/{ivy}/code/"), grace.post(f"/person/{ivy}/say/everything/", sent)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert (grace.get(f"/person/{ivy}/").status_code, AccessCode.objects.count(), FamilyRequest.objects.count()) == (200, 0, 0)


def test_whoever_works_with_them_does_both_though_the_glass_was_broken_too(world: Any) -> None:
    agreed(world, agencies=(world.council,), purpose=Purpose.ARRANGE_CONTACT, categories=frozenset({Category.CUSTODY_FACT}))
    break_the_glass(by=acting(world.grace), asked_for="x", person=world.ivy, reason=WHY)
    grace, ivy = signed_in(world.grace), reference_of(world.ivy)
    sent = {"form_key": "t" * 24, "words": "She said so.", "way": "voice", **HEARD}

    answers = [grace.post(f"/person/{ivy}/code/"), grace.post(f"/person/{ivy}/say/everything/", sent)]

    assert [answer.status_code for answer in answers] == [200, 302]


# What was written to an agency from which an order keeps somebody


def kept_from_lantern(world: Any, person: int) -> None:
    restrict(by=SYSTEM, person=person, kind=RestrictionKind.COURT_ORDER, agency=world.service.pk, reason="He works there now")


def test_what_rosa_wrote_is_read_no_more_where_an_order_keeps_her_from_the_agency(world: Any) -> None:
    rosa, amara, petra = come_in(world, world.rosa), signed_in(world.amara), signed_in(world.petra)
    rosa.post("/my/write/message/", {"form_key": "m" * 24, "words": "We live in Elm Row now."})
    rosa.post("/my/write/everything/", {"form_key": "e" * 24, "words": ""})
    message, whole = FamilyRequest.objects.order_by("pk")
    petra.post(f"/requests/{whole.reference}/", {"version": whole.version, "checked": "on", "answer": ""})
    addresses = [
        (amara, "/requests/"),
        (amara, f"/requests/{message.reference}/"),
        (petra, f"/requests/{whole.reference}/"),
        (petra, f"/requests/{whole.reference}/record.pdf"),
    ]
    before = [who.get(address).status_code for who, address in addresses]

    kept_from_lantern(world, world.rosa)

    after = [who.get(address) for who, address in addresses]
    assert (before, [answer.status_code for answer in after]) == ([200, 200, 200, 200], [200, 404, 404, 404])
    assert message.reference not in after[0].content.decode()


def test_nor_what_was_said_against_an_agreement_nor_how_many_wait(world: Any) -> None:
    consent, danny = agreed(world, agencies=(world.service,), ends_at=now() + timedelta(days=9)), father(world)
    lasting = agreed(world, agencies=(world.service,), purpose=Purpose.COORDINATE_NETWORK, ends_at=now() + timedelta(days=9))
    danny.post(f"/my/agreed/{consent.reference}/no/", {"version": consent.version, "words": "They moved to Elm Row."})
    petra, quarrel = signed_in(world.petra), Disagreement.objects.get()
    address = f"/agreements/{quarrel.reference}/"
    before = [petra.get(address).status_code, "two people differ" in words(petra.get("/home/"))]

    kept_from_lantern(world, world.ivy)

    home = words(petra.get("/home/"))
    assert (before, petra.get(address).status_code) == ([200, True], 404)
    assert ("two people differ" in home, "ends within a month" in home, lasting.ended_at) == (False, False, None)
