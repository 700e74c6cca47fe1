"""A rich world for the proofs that walk every route: made through the real actions, at a fixed time, from one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from django.core.management import call_command
from django.db import models
from django.test import override_settings

from kinkeeper.accounts.models import User
from kinkeeper.agencies.actions import end_membership
from kinkeeper.agencies.models import Agency, Member
from kinkeeper.agencies.queries import actor_for
from kinkeeper.custody.actions import import_prisons
from kinkeeper.custody.models import Prison
from kinkeeper.demo.region.agencies import Staff, found_agencies
from kinkeeper.demo.region.building import _register_row
from kinkeeper.demo.region.families import Plan, Story
from kinkeeper.demo.region.telling import PRISONS, Teller
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.randomness import seeded
from kinkeeper.intake.actions import actor_of_feed, add_feed
from kinkeeper.intake.models import Feed
from kinkeeper.offers import actions as offers
from kinkeeper.offers.models import Asking, Offer
from kinkeeper.people import actions as people
from kinkeeper.people.models import Membership
from kinkeeper.people.types import Known
from kinkeeper.sharing.actions import end_involvements
from kinkeeper.sharing.models import Basis
from kinkeeper.sharing.types import InvolvementKind
from proofs import furnishing, second_world, staffing
from proofs.staffing import NOBODY, Persona
from proofs.temporary import Database

SEED = 7
MOMENT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # a Friday afternoon

# The states a record can be in for whoever asks; "invented" is what never was.
OWN, OTHER, LEFT, WITHDRAWN, EXPIRED, DELETED, INVENTED = (
    "own", "other", "left", "withdrawn", "expired", "deleted", "invented",
)  # fmt: skip
STATES = (OWN, OTHER, LEFT, WITHDRAWN, EXPIRED, DELETED, INVENTED)

_FAMILIES: tuple[tuple[str, Plan], ...] = (
    (OWN, Plan(Story.ACCEPTED, 60)),
    (OTHER, Plan(Story.ACCEPTED, 70, "saltmarsh")),
    (LEFT, Plan(Story.ACCEPTED, 80, "fenmoor")),
    (WITHDRAWN, Plan(Story.NO_ANSWER, 30)),
    (EXPIRED, Plan(Story.NO_ANSWER, 40)),
    (DELETED, Plan(Story.PASSED_ON, 20, "fenmoor")),
    ("check", Plan(Story.CHECK_NOT_YET, 9)),
    ("check-other", Plan(Story.CHECK_NOT_YET, 11, "saltmarsh")),
    ("worry", Plan(Story.WORRY, 4)),
    ("worry-other", Plan(Story.WORRY, 5, "saltmarsh")),
    ("due", Plan(Story.JUST_RECEIVED, 3)),
    ("due-other", Plan(Story.CARD_TAKEN, 6, "saltmarsh")),
    ("refused", Plan(Story.NOT_PERMITTED, 50)),
    ("released", Plan(Story.RELEASE_REPORTED, 70)),
    ("later", Plan(Story.LATER, 75)),
    ("declined", Plan(Story.DECLINED, 85)),
    ("passed", Plan(Story.PASSED_ON, 13)),
    ("moved", Plan(Story.MOVED, 240)),
    ("two", Plan(Story.TWO_HOMES, 36)),
    ("to-ask", Plan(Story.MOVED_TO_ASK, 33)),
    ("proposed", Plan(Story.MOVED_PROPOSED, 34)),
)


@dataclass(frozen=True, slots=True)
class Home:
    """One family: its asking, and the offer that came of it, where one did. Ids and references, so it outlives its rows."""

    asking: str
    period: str
    held: int
    offer: str = ""
    contact: int = 0
    children: tuple[int, ...] = ()
    everyone: tuple[int, ...] = ()


@dataclass
class World:
    """A database, whoever asks it, and the records they ask for: `records[kind][state]` is what stands in an address."""

    database: Database
    personas: dict[str, Persona]
    homes: dict[str, Home]
    records: dict[str, dict[str, str]]
    staff: dict[str, Member]
    feed: str
    tokens: dict[str, str] = field(default_factory=dict)
    twins: dict[str, int] = field(default_factory=dict)

    def copy(self) -> World:
        """The same world in a database of its own."""
        return World(
            Database(self.database), self.personas, self.homes, self.records, self.staff, self.feed, self.tokens, self.twins
        )

    @contextmanager
    def in_use(self, *, seed: int = 0) -> Iterator[World]:
        """Within the block the program runs in this world, at its time, with chance that repeats."""
        with self.database.in_use(), clock_reading(MOMENT), seeded(seed):
            yield self


def world() -> World:
    """A world of one's own: built once in a process, always alike, then copied. A proof's seed chooses what is asked of it."""
    return _built().copy()


@cache
def _built() -> World:
    database = Database()
    with override_settings(DEMO=False), database.in_use(), clock_reading(MOMENT), seeded(SEED):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        return _Builder(database, SEED).build()


class _Builder:
    """Builds one world, step by step."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database = database
        self.seed = seed
        self.homes: dict[str, Home] = {}
        self.records: dict[str, dict[str, str]] = {}
        self.twins: dict[str, int] = {}

    def build(self) -> World:
        with clock_reading(MOMENT - timedelta(days=30)):
            found = found_agencies()
            import_prisons(by=SYSTEM, rows=[_register_row(code) for code in PRISONS.values()])
            for key, code in PRISONS.items():
                Prison.objects.filter(code=code).update(agency=found.agencies[key])
        self.members = dict(found.members)
        self.agencies: dict[str, Agency] = dict(found.agencies)
        feed, token = add_feed(by=SYSTEM, name="Region feed", agency=found.agencies["records"].pk)
        self._tell(found, feed)
        self.members |= staffing.hire(found.agencies)  # afterwards: the stories are told to a service's only team
        self._end_things()
        furnishing.families(self)
        furnishing.matches(self)
        family = furnishing.letters(self) | second_world.live(self)
        furnishing.work(self, feed)
        furnishing.open_wing(self)
        for kind, states in self.records.items():
            states.setdefault(INVENTED, furnishing.invented(kind))
        personas = {key: staffing.sign_in(key, member.user) for key, member in self.members.items()}
        personas |= {key: staffing.come_in(key, code) for key, code in family.items()}
        personas[NOBODY] = Persona(NOBODY)
        self._leave(staffing.FORMER)
        personas[staffing.FORMER] = staffing.sign_in(staffing.FORMER, self.members[staffing.FORMER].user)
        return World(
            self.database, personas, self.homes, self.records, self.members, feed.reference, {"feed": token}, self.twins
        )

    def actor(self, key: str) -> Actor:
        """A member as an Actor."""
        return actor_for(User.objects.get(pk=self.members[key].user_id))

    def keep(self, kind: str, state: str, reference: str) -> None:
        """Remember what stands in an address for a record of that kind in that state."""
        self.records.setdefault(kind, {})[state] = reference

    def _tell(self, found: Staff, feed: Feed) -> None:
        teller = Teller(found, feed, actor_of_feed(feed), MOMENT, random.Random(self.seed))
        for state, plan in sorted(_FAMILIES, key=lambda named: -named[1].hours_ago):
            teller.tell(plan)
            self.homes[state] = _home(f"Z{teller._numbers:04}ZZ")
        for state, home in self.homes.items():
            if state in STATES:
                self.keep("asking", state, home.asking)
                self.keep("period", state, home.period)
                self.keep("offer", state, home.offer)
        for state in (OWN, OTHER):
            worry = "worry" if state is OWN else "worry-other"
            self.keep("worry", state, furnishing.worry_of(self.homes[worry].asking))
            self.keep("check", state, self.homes["check" if state is OWN else "check-other"].offer)
            self.keep("permission", state, furnishing.permission_of(self.homes[state].offer))
        self.keep("question", OWN, furnishing.move_of(self.homes["to-ask"].offer))
        self.keep("move", OWN, furnishing.move_of(self.homes["proposed"].offer))

    def _end_things(self) -> None:
        """What was passed on and is no longer: taken back, run out, handed back, deleted."""
        for state in STATES:
            if state is not INVENTED:
                home = self.homes[state]
                self.keep("person", state, furnishing.reference_of(home.contact))
                self.keep("child", state, furnishing.reference_of(home.children[0]))
                self.keep("attempt", state, furnishing.attempt_of(home.offer))
        taken_back = Offer.objects.get(reference=self.homes[WITHDRAWN].offer)
        offers.retract_permission(by=self.actor("tom"), offer=taken_back, seen=taken_back.version)
        Basis.objects.filter(person_id__in=self.homes[EXPIRED].everyone).update(ends_at=MOMENT - timedelta(days=1))
        for at in ("links", "fenmoor"):
            for kind in InvolvementKind:
                team = {"team": self.members["nadia"].teams.get().pk} if at == "links" else {}
                end_involvements(by=SYSTEM, people=self.homes[LEFT].everyone, agency=self.agencies[at].pk, kind=kind, **team)
        _delete(Offer.objects.get(reference=self.homes[DELETED].offer))
        _delete(Asking.objects.get(reference=self.homes[DELETED].asking).period)
        for person in self.homes[DELETED].everyone:
            _delete(furnishing.person(person))

    def _leave(self, key: str) -> None:
        member = Member.objects.get(pk=self.members[key].pk)
        end_membership(by=self.actor("joan"), member=member, seen=member.version)


def _home(number: str) -> Home:
    asking = Asking.objects.select_related("period").get(period__number=number)
    offer = Offer.objects.filter(asking=asking).order_by("pk").first()
    bare = Home(asking=asking.reference, period=asking.period.reference, held=asking.person_id)
    if offer is None:
        return bare
    household = set(Membership.objects.filter(family=offer.family_id).values_list("person_id", flat=True))
    everyone = sorted({offer.held_id, offer.contact_id, *household})
    children = tuple(sorted(household - {offer.held_id, offer.contact_id}))
    if children:
        people.note_told(by=SYSTEM, person=children[0], known=Known.NOTHING)
    return Home(
        asking=bare.asking,
        period=bare.period,
        held=bare.held,
        offer=offer.reference,
        contact=offer.contact_id,
        children=children,
        everyone=tuple(everyone),
    )


def _delete(record: models.Model) -> None:
    """Delete a record and whatever stands on it, as a retention that leaves nothing would."""
    for model in record._meta.apps.get_models(include_auto_created=True):
        for column in model._meta.local_fields:
            if isinstance(column, models.ForeignKey) and isinstance(record, column.related_model):
                for row in model._base_manager.filter(**{column.name: record.pk}):
                    _delete(row)
    type(record)._base_manager.filter(pk=record.pk).delete()
