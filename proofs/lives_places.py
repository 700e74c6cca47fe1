"""Where a life takes place: who works where, and one family with its clock and its shadow."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from kinkeeper.agencies.models import Agency, Member, Team
from kinkeeper.agencies.queries import actor_for
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.custody.models import Period
from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.errors import WrongState
from kinkeeper.offers.models import Asking, Offer
from proofs.lives_shadow import Shadow
from tests.offers.asking_world import MORNING
from tests.offers.offer_world import OfferWorld, build_offers


@dataclass
class Places:
    """Where people work, and who they are, as Actors. `harbour` is the team of another family service than Lantern."""

    offers: OfferWorld
    school: Agency
    surgery: Agency
    staff: dict[str, Actor]

    harbour: Team

    @property
    def north(self) -> int:
        return self.offers.asking.northgate.agency_id or 0

    @property
    def south(self) -> int:
        return self.offers.asking.southfold.agency_id or 0

    @property
    def service(self) -> int:
        return self.offers.asking.team.agency_id


def build_places() -> Places:
    """Two prisons, a family service with two teams and another with one, a school, a surgery, children's services."""
    world = build_offers()
    harbour = Team.objects.select_related("agency").get(members__user=world.zoe)
    world.asking.agreement.parties.add(world.asking.southfold.agency, harbour.agency)
    school = Agency.objects.create(kind=AgencyKind.SCHOOL, name="Hill School")
    surgery = Agency.objects.create(kind=AgencyKind.HEALTH, name="Hill Surgery")
    users = {
        "imani": world.asking.imani, "petra": world.asking.petra, "amara": world.amara, "wen": world.wen,
        "lena": world.lena, "zoe": world.zoe,
    }  # fmt: skip
    for name, agency, role in (
        ("sol", school, Role.SCHOOL_LEAD),
        ("hana", surgery, Role.HEALTH_WORKER),
        ("grace", world.asking.duty, Role.SOCIAL_WORKER),
        ("gus", world.asking.duty, Role.SOCIAL_WORKER),
        ("priya", world.asking.duty, Role.PRIVACY_LEAD),
        ("una", world.asking.northgate.agency, Role.PRIVACY_LEAD),
        ("noor", harbour.agency, Role.TEAM_LEAD),
    ):
        user = type(world.amara).objects.create_user(email=f"{name}.lives@example.org", name=name.title())
        front = harbour if name == "noor" else Team.objects.get_or_create(agency=agency, name="Front")[0]
        Member.objects.create(user=user, agency=agency, role=role).teams.set([front])
        users[name] = user
    return Places(world, school, surgery, {name: actor_for(user) for name, user in users.items()}, harbour)


class Slipped(Exception):
    """Something was done that the program should have refused."""


class Family:
    """One family, its clock, its shadow. `chance` decides everything."""

    def __init__(self, places: Places, chance: random.Random) -> None:
        self.places, self.chance = places, chance
        self.moment: datetime = MORNING
        self.shadow = Shadow()
        self.danny = self.other = self.rosa = self.maya = self.leo = 0
        self.never_named: list[int] = []  # a home that was written down by mistake: each may still have a row
        self.agreed_with_service = False
        # Of each adult who is the one to speak to: references of the consents that came with their yes. Danny may name a
        # home twice: then it has two records, each with an offer of its own, until somebody joins them.
        self.said_yes: defaultdict[int, set[str]] = defaultdict(set)
        self.named: defaultdict[int, set[int]] = defaultdict(set)  # by asking: whom Danny named, and himself
        self.taken_back: set[int] = set()  # offers of which Danny took his permission back

    # What is there now.

    @property
    def everybody(self) -> list[int]:
        """Everybody of this life who has a row."""
        return [person for person in (self.danny, self.other, *self.home, *self.never_named) if person]

    @property
    def home(self) -> list[int]:
        """Rosa and the children, once they are named."""
        return [person for person in (self.rosa, self.maya, self.leo) if person]

    def one_of(self, people: list[int]) -> int:
        """One of these people. Raises WrongState when there is nobody."""
        if not people:
            raise WrongState
        return self.chance.choice(people)

    @property
    def readers(self) -> list[Actor]:
        """Everybody who reads: those at work, and the family itself."""
        own = (("family-rosa", self.rosa), ("family-maya", self.maya), ("family-danny", self.danny))
        family = [Actor(kind=ActorKind.FAMILY, reference=name, person_id=person) for name, person in own if person]
        return [*self.places.staff.values(), *family]

    def staff(self, name: str) -> Actor:
        """Somebody at work, by name."""
        return self.places.staff[name]

    def rosa_herself(self) -> Actor:
        """Rosa, in the portal. Raises WrongState before anybody named her."""
        if not self.rosa:
            raise WrongState
        return Actor(kind=ActorKind.FAMILY, reference="family-rosa", person_id=self.rosa)

    def asking(self) -> Asking:
        """The asking about Danny. Raises WrongState before he was received."""
        found = Asking.objects.select_related("person", "period", "prison__agency").filter(person_id=self.danny or 0)
        if (last := found.order_by("-pk").first()) is None:
            raise WrongState
        return last

    def offer(self) -> Offer:
        """The last offer. Raises WrongState before there is one."""
        found = Offer.objects.select_related("asking__prison", "service", "team").filter(held_id=self.danny or 0)
        if (last := found.order_by("-pk").first()) is None:
            raise WrongState
        return last

    def period(self) -> Period:
        """Danny's last period."""
        if (last := Period.objects.filter(person_id=self.danny or 0).order_by("-pk").first()) is None:
            raise WrongState
        return last

    def officer(self) -> Actor:
        """The family officer of the prison that holds Danny, or now and then of the other."""
        codes = Asking.objects.filter(person_id=self.danny or 0).order_by("-pk").values_list("prison__code", flat=True)
        if (code := codes.first()) is None:
            raise WrongState
        here = "petra" if code == "XSF" else "imani"
        return self.staff(here if self.chance.random() < 0.9 else "imani")
