"""Erasing one person: everything that says who they are goes; the ledger and the figures stand; the law may keep it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Agency, Member
from kinkeeper.agencies.queries import actor_for
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotPermitted
from kinkeeper.ledger.actions import seal_pending
from kinkeeper.ledger.queries import verify
from kinkeeper.offers.actions import erase_person
from kinkeeper.offers.models import Attempt, Offer
from kinkeeper.offers.types import OfferState
from kinkeeper.people.models import Identity, Kin, Person, Route, Whereabouts
from kinkeeper.sharing.actions import disclose_many, give_bases
from kinkeeper.sharing.errors import LawKeeps
from kinkeeper.sharing.models import Basis
from kinkeeper.sharing.queries.keeping import law_keeps
from kinkeeper.sharing.types import BasisKind, KeptBy, NewBasis, Purpose
from tests.offers.asking_world import hours
from tests.offers.offer_world import PASSED_ON, OfferWorld, build_offers, fresh, passed_on, reached
from tests.worlds import agency, member


def privacy_lead(service: Agency) -> Actor:
    user = User.objects.create_user("pia@example.org", name="Pia")
    Member.objects.create(user=user, agency=service, role=Role.PRIVACY_LEAD)
    return actor_for(user)


pytestmark = pytest.mark.django_db


def passed_on_and_rung(world: OfferWorld) -> Offer:
    offer = passed_on(world)
    reached(world, offer, PASSED_ON + hours(1), note="Rosa asked us to ring after six")
    return fresh(offer)


def test_everything_that_says_who_rosa_is_goes() -> None:
    world = build_offers()
    offer = passed_on_and_rung(world)
    rosa = offer.contact_id
    seal_pending()

    erase_person(by=SYSTEM, person=rosa)

    assert not Identity.objects.filter(person_id=rosa).exists()
    assert not Route.objects.filter(person_id=rosa).exists()
    assert not Whereabouts.objects.filter(person_id=rosa).exists()
    assert not Kin.objects.filter(person_id=rosa).exists()
    assert not Attempt.objects.filter(offer=offer).exclude(note="").exists()
    assert not Basis.objects.filter(person_id=rosa, withdrawn_at__isnull=True).exists()
    assert disclose_many(by=world.asking.actor(world.amara), purpose=Purpose.OFFER_SUPPORT, about=[rosa], action="look") == {}
    offer.refresh_from_db()
    assert (offer.state, offer.not_to_be_told) == (OfferState.DECLINED, "")
    assert Person.objects.filter(pk=rosa).exists()
    seal_pending()
    assert verify().sound


def test_erasing_twice_changes_nothing_more() -> None:
    world = build_offers()
    rosa = passed_on_and_rung(world).contact_id
    erase_person(by=SYSTEM, person=rosa)
    before = list(Offer.objects.values_list("state", "answered_at"))

    erase_person(by=SYSTEM, person=rosa)

    assert list(Offer.objects.values_list("state", "answered_at")) == before


def test_a_legal_duty_keeps_the_record_whole() -> None:
    world = build_offers()
    offer = passed_on_and_rung(world)
    give_bases(
        by=SYSTEM,
        bases=[
            NewBasis(
                person_id=offer.contact_id,
                agency_id=offer.service_id or 0,
                kind=BasisKind.LEGAL_DUTY,
                purpose=Purpose.SAFEGUARD,
                categories=frozenset({Category.EXISTENCE}),
                ends_at=now() + timedelta(days=3650),
                law="Children Act 1989, section 47",
            )
        ],
    )

    with pytest.raises(LawKeeps) as refused:
        erase_person(by=SYSTEM, person=offer.contact_id)

    assert refused.value.why == (KeptBy.LEGAL_DUTY,)
    assert Identity.objects.filter(person_id=offer.contact_id).exists()


def test_whoever_is_in_custody_now_is_kept() -> None:
    offer = passed_on_and_rung(build_offers())

    assert law_keeps(offer.held_id) == (KeptBy.HELD,)
    assert law_keeps(offer.contact_id) == ()


def test_a_link_worker_erases_nobody_and_another_agencys_privacy_lead_neither() -> None:
    world = build_offers()
    rosa = passed_on_and_rung(world).contact_id

    with pytest.raises(NotPermitted):
        erase_person(by=world.asking.actor(world.amara), person=rosa)
    with pytest.raises(NotPermitted):
        erase_person(by=member("Nadia", agency("Far"), Role.PRIVACY_LEAD), person=rosa)
    service = Offer.objects.get(contact_id=rosa).service
    assert service is not None
    erase_person(by=privacy_lead(service), person=rosa)

    assert not Identity.objects.filter(person_id=rosa).exists()
