"""What was agreed, as families and workers live with it: who may read it, less, again, no, grown up, and the parent's word."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.offers.models import Interview, PermissionGiven
from kinkeeper.offers.types import OfferState
from kinkeeper.people import actions as people
from kinkeeper.people.types import ParentalResponsibility, Tie
from kinkeeper.sharing.actions import end_childhood_consents, give_consent
from kinkeeper.sharing.models import Basis, Consent
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.types import BasisKind, ConsentEnd, ConsentWay, NewConsent, Purpose
from tests.portal.test_own_agreeing import PDF
from tests.portal.test_own_pages import words
from tests.portal.world import acting, build, come_in, offer_to_rosa, reference_of
from tests.signing import signed_in, works

pytestmark = pytest.mark.django_db

SCHOOL = Purpose.SUPPORT_EDUCATION


@pytest.fixture
def world() -> Any:
    return build()


def agreed(world: Any, *, about: int = 0, agencies: tuple[Any, ...] = (), **changes: Any) -> Consent:
    """Rosa told Amara that the school may know some of Ivy's record."""
    said: dict[str, Any] = {
        "person_id": about or world.ivy,
        "given_by_id": world.rosa,
        "agencies": frozenset(agency.pk for agency in agencies or (world.school,)),
        "purpose": SCHOOL,
        "categories": frozenset({Category.IDENTITY, Category.SUPPORT}),
        "way": ConsentWay.VOICE,
    }
    return give_consent(by=acting(world.amara), new=NewConsent(**{**said, **changes}))


def joan_sees(world: Any, category: Category = Category.SUPPORT) -> bool:
    return bool(may_see(acting(world.joan), SCHOOL, category, world.ivy))


HEARD = {"way": "voice", "heard_on_day": "20", "heard_on_month": "11", "heard_on_year": "2026"}


# Who may read it


def test_a_school_reads_of_no_other_agency_near_the_child(world: Any) -> None:
    """The school supports Ivy. Nothing on any of its pages says that a prison, too, was agreed to."""
    mine = agreed(world)
    theirs = agreed(world, agencies=(world.north,), purpose=Purpose.ARRANGE_CONTACT, categories=frozenset({Category.IDENTITY}))
    joan, ivy, rosa = signed_in(world.joan), reference_of(world.ivy), reference_of(world.rosa)

    pages = [
        joan.get(f"/person/{ivy}/"),
        joan.get(f"/person/{ivy}/agreed/{mine.reference}/"),
        joan.get(f"/person/{ivy}/agree/"),
        joan.get(f"/person/{ivy}/agree/{ivy}/support_education/"),
    ]

    for page in pages:
        assert page.status_code == 200
        for word in ("Northgate", "Lantern", "prison", theirs.reference):
            assert word not in page.content.decode(), word
    assert "Hill School" in words(pages[0])
    assert joan.get(f"/person/{ivy}/agreed/{theirs.reference}/").status_code == 404
    assert joan.get(f"/person/{rosa}/").status_code == 404
    everything = words(signed_in(world.amara).get(f"/person/{ivy}/"))
    assert ("Northgate" in everything, "Hill School" in everything) == (True, True)


def test_of_one_word_for_two_agencies_each_reads_its_own_part(world: Any) -> None:
    team = Purpose.COORDINATE_NETWORK
    both = agreed(world, agencies=(world.school, world.north), purpose=team, categories=frozenset({Category.IDENTITY}))
    joan = signed_in(world.joan)
    ivy = reference_of(world.ivy)

    page = joan.get(f"/person/{ivy}/agreed/{both.reference}/")

    assert ("Hill School" in words(page), "Northgate" in page.content.decode()) == (True, False)
    assert joan.get(f"/person/{ivy}/agreed/{both.reference}/smaller/").status_code == 404


# A worker takes it down again, or smaller


def test_a_worker_makes_it_smaller_when_they_say_so(world: Any) -> None:
    consent, amara = agreed(world), signed_in(world.amara)
    address = f"/person/{reference_of(world.ivy)}/agreed/{consent.reference}/smaller/"
    less = {"agencies": world.school.reference, "parts": "identity", "seen": consent.version}

    shown = words(amara.post(address, {**less, "step": "look"}))
    amara.post(address, {**less, **HEARD, "step": "yes"})

    assert "Who would still see what" in shown and "what help there is" not in shown
    assert (joan_sees(world), joan_sees(world, Category.IDENTITY)) == (False, True)
    assert Consent.objects.get(ended_at=None).heard_by == world.amara.user.reference


def test_a_worker_takes_down_that_it_is_said_again_for_longer(world: Any) -> None:
    consent, amara = agreed(world, ends_at=now() + timedelta(days=5)), signed_in(world.amara)
    ivy, rosa = reference_of(world.ivy), reference_of(world.rosa)
    address = f"/person/{ivy}/agree/{rosa}/support_education/?again={consent.reference}"

    first = amara.get(address).content.decode()
    sent = {"agencies": world.school.reference, "parts": ["identity", "support"], "again": consent.reference, "seen": 1}
    amara.post(address, {**sent, **HEARD, "step": "yes", "until_day": "1", "until_month": "3", "until_year": "2027"})

    assert re.findall(r'value="(identity|support|wellbeing)" checked', first) == ["identity", "support"]
    consent.refresh_from_db()
    assert consent.ended_because == ConsentEnd.RENEWED
    with clock_reading(now() + timedelta(days=30)):
        assert joan_sees(world)


def test_the_consent_says_who_heard_it_and_when(world: Any) -> None:
    consent = agreed(world)

    text = words(signed_in(world.amara).get(f"/person/{reference_of(world.ivy)}/agreed/{consent.reference}/"))

    for said in ("Rosa Thorn", "said to a worker", "heard by Amara"):
        assert said in text


def test_a_signed_form_may_come_later(world: Any) -> None:
    consent, amara = agreed(world, way=ConsentWay.PAPER), signed_in(world.amara)
    address = f"/person/{reference_of(world.ivy)}/agreed/{consent.reference}/"
    sent = {"version": consent.version, "do": "scan"}

    refused = amara.post(address, {**sent, "scan": SimpleUploadedFile("form.pdf", b"MZ a program")})
    amara.post(address, {**sent, "scan": SimpleUploadedFile("form.pdf", PDF)})

    assert "That file cannot be taken" in words(refused)
    assert amara.get(address + "form/").content == PDF


def test_the_letter_before_it_ends_says_nothing_to_others(world: Any) -> None:
    consent = agreed(world, ends_at=now() + timedelta(days=20))

    page = signed_in(world.amara).get(f"/person/{reference_of(world.ivy)}/agreed/{consent.reference}/letter/")

    text = words(page)
    assert ("Dear Rosa Thorn" in text, "ends on" in text, page["Cache-Control"]) == (True, True, "no-store")
    for word in ("prison", "custody", "Ivy", "Hill School"):
        assert word not in text


# Families themselves


def test_rosa_says_it_again_herself(world: Any) -> None:
    consent, rosa = agreed(world, ends_at=now() + timedelta(days=5)), come_in(world, world.rosa)
    page = rosa.get(f"/my/agreed/{consent.reference}/").content.decode()
    link = re.search(r'href="(/my/agreed/new/[^"]+)"', page)
    assert link is not None
    address = link[1].replace("&amp;", "&")
    assert "checked" in rosa.get(address).content.decode()

    sent = {"agencies": world.school.reference, "parts": ["identity", "support"], "again": consent.reference, "seen": 1}
    rosa.post(address, {**sent, "step": "yes"})

    with clock_reading(now() + timedelta(days=30)):
        assert joan_sees(world)
    assert Consent.objects.get(ended_at=None).way == ConsentWay.PORTAL


def father(world: Any) -> Client:
    people.tie_people(
        by=SYSTEM, person=world.danny, relative=world.ivy, tie=Tie.FATHER, parental_responsibility=ParentalResponsibility.YES
    )
    return come_in(world, world.danny)


def test_another_parent_says_no_on_their_own_page_and_learns_of_no_place(world: Any) -> None:
    consent, danny = agreed(world), father(world)
    list_page = danny.get("/my/agreed/")
    address = f"/my/agreed/{consent.reference}/no/"
    page = danny.get(address)

    danny.post(address, {"version": consent.version, "words": "Nobody asked me."})

    for shown in (list_page, page):
        assert "to help at school" in words(shown)
        for word in ("Hill School", "Rosa", "Lantern"):
            assert word not in shown.content.decode(), word
    assert (joan_sees(world), danny.get(address).status_code) == (False, 404)
    consent.refresh_from_db()
    assert consent.ended_because == ConsentEnd.DISAGREED
    assert danny.get(f"/my/agreed/{consent.reference}/").status_code == 404  # who would see it is Rosa's


def test_what_would_tell_of_custody_is_not_among_what_others_said(world: Any) -> None:
    agreed(world, agencies=(world.north,), purpose=Purpose.ARRANGE_CONTACT, categories=frozenset({Category.IDENTITY}))

    text = words(father(world).get("/my/agreed/"))

    assert "What another parent agreed to" not in text


def test_what_a_young_person_agreed_to_is_theirs_alone(world: Any) -> None:
    people.name_person(by=SYSTEM, person=world.ivy, given_name="Ivy", family_name="Thorn", age=15)
    own = agreed(world, given_by_id=world.ivy, understands=True, understanding="She said what it means.")
    danny = father(world)

    assert "What another parent agreed to" not in words(danny.get("/my/agreed/"))
    assert danny.get(f"/my/agreed/{own.reference}/no/").status_code == 404
    amara = signed_in(world.amara)
    page = amara.get(f"/person/{reference_of(world.ivy)}/agreed/{own.reference}/")
    assert ("Understands" in words(page), "Somebody else says no" in words(page)) == (True, False)


def test_grown_up_they_are_asked_and_agree_for_themselves(world: Any) -> None:
    consent = agreed(world)
    people.name_person(by=SYSTEM, person=world.ivy, given_name="Ivy", family_name="Thorn", birth_date=date(2008, 1, 1))
    assert end_childhood_consents() == 1
    ivy = come_in(world, world.ivy)

    page = ivy.get(f"/my/agreed/{consent.reference}/")
    address = f"/my/agreed/new/{reference_of(world.ivy)}/support_education/"
    sent = {"agencies": world.school.reference, "parts": ["identity", "support"], "again": consent.reference, "seen": 2}
    before = joan_sees(world)
    ivy.post(address, {**sent, "step": "yes"})

    assert "Agree to this myself" in words(page)
    assert (before, joan_sees(world)) == (False, True)
    consent.refresh_from_db()
    assert (consent.asked_anew_at is None, Consent.objects.get(ended_at=None).given_by_id) == (False, world.ivy)


def test_a_new_carer_is_asked_what_the_former_one_was(world: Any) -> None:
    consent, amara, ivy = agreed(world), signed_in(world.amara), reference_of(world.ivy)
    amara.post(f"/person/{ivy}/carer/", {"former": reference_of(world.rosa)})
    page = amara.get(f"/person/{ivy}/agreed/{consent.reference}/").content.decode()

    link = re.search(r'href="(/person/[^"]+\?again=[^"]+)"', page)
    assert link is not None
    asking = amara.post(link[1].replace("&amp;", "&"), {"person": ivy, "giver": ivy, "purpose": "support_education"})

    assert joan_sees(world) is False
    assert asking["Location"] == f"/person/{ivy}/agree/{ivy}/support_education/?again={consent.reference}"


# A yes to help, and the parent's own word


def test_a_yes_to_help_stands_among_what_was_agreed_and_taking_it_back_ends_the_help(world: Any) -> None:
    offer, rosa = offer_to_rosa(world), come_in(world, world.rosa)
    rosa.post(f"/my/help/{offer.reference}/", {"form_key": "k" * 24, "answer": "accepted"})
    own = Consent.objects.get(person_id=world.rosa)
    page = rosa.get(f"/my/agreed/{own.reference}/")

    rosa.post(f"/my/agreed/{own.reference}/", {"version": own.version, "do": "end"})

    assert "If you take this back, their help ends too" in words(page)
    offer.refresh_from_db()
    assert offer.state == OfferState.DECLINED
    assert not Basis.objects.filter(kind=BasisKind.CONSENT, withdrawn_at__isnull=True).exists()
    assert set(Consent.objects.values_list("ended_because", flat=True)) == {ConsentEnd.WITHDRAWN}
    assert not may_see(acting(world.amara), Purpose.OFFER_SUPPORT, Category.IDENTITY, world.rosa)


def test_taken_back_for_a_child_alone_the_parents_help_goes_on(world: Any) -> None:
    offer, rosa = offer_to_rosa(world), come_in(world, world.rosa)
    rosa.post(f"/my/help/{offer.reference}/", {"form_key": "k" * 24, "answer": "accepted"})
    ivys = Consent.objects.get(person_id=world.ivy)

    rosa.post(f"/my/agreed/{ivys.reference}/", {"version": ivys.version, "do": "end"})

    offer.refresh_from_db()
    amara = acting(world.amara)
    seen = [bool(may_see(amara, Purpose.OFFER_SUPPORT, Category.IDENTITY, who)) for who in (world.rosa, world.ivy)]
    assert (offer.state, seen) == (OfferState.ACCEPTED, [True, False])


def test_declined_on_the_help_page_no_consent_is_left_standing(world: Any) -> None:
    offer, rosa = offer_to_rosa(world), come_in(world, world.rosa)
    for key, answer in (("k" * 24, "accepted"), ("l" * 24, "declined")):
        rosa.post(f"/my/help/{offer.reference}/", {"form_key": key, "answer": answer})

    assert Consent.objects.filter(ended_at=None).count() == 0


def permitted(world: Any, state: OfferState = OfferState.PASSED_ON) -> PermissionGiven:
    offer = offer_to_rosa(world, state)
    officer = works("Imani", world.north, Role.FAMILY_OFFICER)
    interview = Interview.objects.create(
        asking=offer.asking,
        held_by=officer.user.reference,
        agency=world.north,
        asked_by="family_officer",
        way="spoken",
        children=1,
    )
    return PermissionGiven.objects.create(offer=offer, interview=interview, purposes="ring,pack")


@pytest.mark.parametrize("state", [OfferState.PASSED_ON, OfferState.ACCEPTED, OfferState.DECLINED, OfferState.NOT_REACHABLE])
def test_the_parent_reads_and_takes_back_what_they_permitted_and_never_what_came_of_it(world: Any, state: OfferState) -> None:
    people.name_person(by=SYSTEM, person=world.danny, given_name="Danny", family_name="Thorn", age=36)
    given, danny = permitted(world, state), come_in(world, world.danny)
    pages = [danny.get("/my/agreed/"), danny.get(f"/my/agreed/inside/{given.reference}/")]

    after = danny.post(f"/my/agreed/inside/{given.reference}/", follow=True)

    given.refresh_from_db()
    assert given.withdrawn_at is not None
    for shown in [*pages, after]:
        assert "ring them and offer help" in words(shown)
        for word in ("Rosa", "Lantern", "accepted", "declined", "said yes", "said no"):
            assert word not in words(shown), word
    assert "Nothing more is passed on" in words(after)
    given.offer.refresh_from_db()
    kept = {OfferState.ACCEPTED: "accepted", OfferState.PASSED_ON: "retracted"}
    assert given.offer.state == kept.get(state, given.offer.state)


def test_nobody_takes_back_another_parents_permission(world: Any) -> None:
    given, rosa = permitted(world), come_in(world, world.rosa)

    assert rosa.post(f"/my/agreed/inside/{given.reference}/").status_code == 404
    given.refresh_from_db()
    assert given.withdrawn_at is None


# Reviews


def test_a_review_is_answered_on_a_page_and_counted_on_the_home_page(world: Any) -> None:
    basis = Basis.objects.create(
        person_id=world.rosa,
        agency=world.council,
        kind=BasisKind.SAFEGUARDING,
        purpose=Purpose.SAFEGUARD,
        categories=3,
        reason="A worry.",
        decided_by=world.grace.user.reference,
        review_on=now().date(),
    )
    grace = signed_in(world.grace)
    address = f"/agreements/review/{basis.reference}/"
    assert "1 review of what is shared without agreement is due" in words(grace.get("/home/"))
    assert address in grace.get("/agreements/").content.decode()

    again = grace.post(address, {"version": 1, "still": "yes", "why": "Still."})
    grace.post(address, {"version": 1, "still": "no", "why": "She is safe now."})

    basis.refresh_from_db()
    assert ("Choose the day" in words(again), basis.withdrawn_at is None) == (True, False)
    assert "1 review" not in words(grace.get("/home/"))
    assert signed_in(world.amara).get(address).status_code == 404
