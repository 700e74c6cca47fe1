"""Rosa and her family, seen from their own side. Imani is the family officer, Amara links families, Petra guards privacy."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.test import Client

from kinkeeper.agencies.models import Agency, Member, Team
from kinkeeper.agencies.queries import actor_for
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.custody.models import Period, Prison
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.clock import now
from kinkeeper.offers.models import Asking, Offer
from kinkeeper.offers.types import Check, OfferState
from kinkeeper.people import actions as people
from kinkeeper.people.types import ParentalResponsibility, Tie
from kinkeeper.portal.actions.coming_in import make_access_code
from kinkeeper.sharing.queries import references
from tests.offers.asking_world import receive
from tests.signing import works
from tests.worlds import household, pass_to


def build() -> Any:
    """The world: `rosa`, `ivy`, `danny` are ids; `amara`, `petra`, `grace` members who can sign in."""
    service = Agency.objects.create(kind=AgencyKind.FAMILY_SERVICE, name="Lantern", phone="01632 960003")
    team = Team.objects.create(agency=service, name="Front")
    north = Agency.objects.create(kind=AgencyKind.PRISON, name="Northgate prison", phone="01632 960001")
    council = Agency.objects.create(kind=AgencyKind.CHILDRENS_SERVICES, name="Eastmere children’s services")
    Team.objects.create(agency=council, name="Front")
    school = Agency.objects.create(kind=AgencyKind.SCHOOL, name="Hill School")
    Prison.objects.create(code="XNG", name="Northgate", agency=north, male=True)
    home = household()
    people.name_person(by=SYSTEM, person=home.rosa, given_name="Rosa", family_name="Thorn", age=34)
    people.tie_people(
        by=SYSTEM,
        person=home.rosa,
        relative=home.ivy,
        tie=Tie.MOTHER,
        parental_responsibility=ParentalResponsibility.YES,
    )
    pass_to(service, *home.everyone)
    return SimpleNamespace(
        service=service,
        team=team,
        north=north,
        council=council,
        school=school,
        danny=home.danny,
        rosa=home.rosa,
        ivy=home.ivy,
        amara=works("Amara", service, Role.LINK_WORKER, team),
        petra=works("Petra", service, Role.PRIVACY_LEAD),
        grace=works("Grace", council, Role.SOCIAL_WORKER, council.teams.get()),
        joan=works("Joan", school, Role.SCHOOL_LEAD),
    )


def acting(member: Member) -> Actor:
    return actor_for(member.user)


def reference_of(person: int) -> str:
    return references([person])[person]


def letter(world: Any, person: int) -> str:
    """A fresh code for a letter, made by Amara."""
    return make_access_code(by=acting(world.amara), person=person).code


def come_in(world: Any, person: int) -> Client:
    """A browser in which this person has come in by a letter."""
    client = Client()
    answer = client.post("/my/", {"code": letter(world, person)})
    assert answer.status_code == 302, answer.content[-500:]
    return client


def offer_to_rosa(world: Any, state: OfferState = OfferState.PASSED_ON) -> Offer:
    """An offer of Lantern's, made to Rosa."""
    asking: Asking = receive()
    Period.objects.filter(pk=asking.period_id).update(person_id=world.danny)  # Danny is who was received
    family = people.gather_family(by=SYSTEM, people=[world.rosa, world.ivy], since=now().date())
    moment = now()
    return Offer.objects.create(
        asking=asking,
        period=asking.period,
        held_id=world.danny,
        contact_id=world.rosa,
        tie=Tie.PARTNER,
        family=family,
        state=state,
        check_answer=Check.CLEAR,
        admitted_at=moment - timedelta(hours=9),
        service=world.service,
        team=world.team,
        worker=world.amara,
        first_attempt_due_at=moment,
        offer_due_at=moment + timedelta(hours=30),
        pack_due_at=moment + timedelta(hours=30),
        permitted_at=moment - timedelta(hours=5),
        checked_at=moment - timedelta(hours=4),
        passed_on_at=moment - timedelta(hours=3),
    )
