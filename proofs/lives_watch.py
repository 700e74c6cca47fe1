"""One life, and who asks after each of its steps."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.core import mail
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from kinkeeper.agencies.models import Member
from kinkeeper.agencies.queries import actor_for
from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.categories import Category, unmask
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import DomainError
from kinkeeper.foundation.jobs import run_job
from kinkeeper.ledger.actions import seal_pending
from kinkeeper.ledger.models import Entry
from kinkeeper.ledger.queries import verify
from kinkeeper.ledger.types import Outcome
from kinkeeper.offers import actions as offers
from kinkeeper.offers.jobs.offers import forget
from kinkeeper.offers.models import Notice
from kinkeeper.offers.types.offering import NoticeCode
from kinkeeper.people.models import Person
from kinkeeper.sharing.actions import close_ended_glass, disclose_many, disclosing, end_childhood_consents
from kinkeeper.sharing.types import Purpose
from proofs import by_hand
from proofs.lives_places import Places, Slipped
from proofs.lives_world import STEPS, Life, Step
from proofs.planted import statements_anew

ENDS = frozenset(
    {
        Life.withdraw, Life.narrow, Life.retract, Life.stop, Life.object, Life.change_carer, Life.transfer, Life.hand_over,
        Life.close_glass, Life.restrict, Life.merge, Life.release, Life.take_on, Life.undo_permission, Life.end_at_review,
        Life.erase,
    }
)  # fmt: skip
TOLD_FOR = {
    "imani": (Purpose.OFFER_SUPPORT, Purpose.ARRANGE_CONTACT),
    "petra": (Purpose.OFFER_SUPPORT,),
    "amara": (Purpose.OFFER_SUPPORT, Purpose.ARRANGE_CONTACT, Purpose.COORDINATE_NETWORK),
    "wen": (Purpose.OFFER_SUPPORT, Purpose.ARRANGE_CONTACT),
    "lena": (Purpose.OFFER_SUPPORT, Purpose.COORDINATE_NETWORK),
    "zoe": (Purpose.OFFER_SUPPORT,),
    "noor": (Purpose.OFFER_SUPPORT,),
    "una": (Purpose.OFFER_SUPPORT,),
    "sol": (Purpose.SUPPORT_EDUCATION, Purpose.ARRANGE_CONTACT, Purpose.COORDINATE_NETWORK),
    "hana": (Purpose.SUPPORT_HEALTH, Purpose.COORDINATE_NETWORK),
    "grace": (Purpose.SAFEGUARD,),
    "gus": (Purpose.SAFEGUARD,),
    "priya": (Purpose.SAFEGUARD,),
}
# What says who somebody is, or where: nothing of it is left of anybody who was erased, or never named after all.
GONE = (Category.IDENTITY, Category.WHEREABOUTS, Category.KIN, Category.HEALTH)
LENGTH = 50  # steps
NAMES = ("Danny", "Rosa", "Maya", "Leo", "Thorn", "Vale")


class Telling:
    """What was told in all lives so far, and what should not have been."""

    def __init__(self) -> None:
        self.steps = self.tellings = self.letters = 0
        self.done: Counter[str] = Counter()
        self.wrong: list[str] = []


def one_life(places: Places, seed: int, length: int, total: Telling) -> None:
    """One life of so many steps, in one transaction that is undone."""
    life = Life(places, random.Random(seed))
    with transaction.atomic(), clock_reading(lambda: life.moment):
        watch = Watch(life, total, f"life {seed}")
        for _ in range(length):
            watch.step()
        watch.everybody_asks()
        watch.ledger_is_sound()
        transaction.set_rollback(True)


class Watch:
    """One life, and who asks after each of its steps."""

    def __init__(self, life: Life, total: Telling, name: str) -> None:
        self.life, self.total, self.name = life, total, name
        self.chance = life.chance
        self.seen_up_to = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self.last: list[str] = []
        mail.outbox.clear()

    def note(self, words: str) -> None:
        """Keep what should not have been, with the steps before it."""
        self.total.wrong.append(f"{self.name}, after {' > '.join(self.last[-6:])}: {words}")

    def step(self) -> None:
        """Time goes on, something happens, somebody asks."""
        self.total.steps += 1
        chosen = self.chance.random()
        if chosen < 0.05:
            self.tick()
        elif chosen < 0.1:
            self.post_goes()
        elif chosen < 0.2:
            self.time_goes_on()
        else:
            self.life.moment += timedelta(minutes=self.chance.choice((1, 20, 59)))
            tries = self.chance.choices(list(STEPS), weights=list(STEPS.values()), k=3)
            done = next((step for step in tries if self.happens(step)), None)  # what is not possible now is refused
            if done in ENDS:
                rows = by_hand.Rows(self.life.moment)
                for name in self.chance.sample(sorted(TOLD_FOR), 3):
                    self.ask(self.life.staff(name), rows=rows)
                if done in {Life.erase, Life.undo_permission}:
                    self.nothing_is_left()
                self.ledger_tells_no_more()
                return
        self.ask(self.chance.choice(self.life.readers))
        self.ledger_tells_no_more()

    def happens(self, step: Step) -> bool:
        """Take one step; answers whether it was possible."""
        name = step.__name__
        try:
            with transaction.atomic():
                step(self.life)
        except DomainError:
            return False
        except Slipped as done:
            self.note(f"done: {done}")
            return False
        except Exception as broken:  # noqa: BLE001  (whatever breaks is a finding)
            self.note(f"{name} broke: {type(broken).__name__}: {broken}")
            return False
        self.last.append(name)
        self.total.done[name] += 1
        self.ledger_tells_no_more()
        return True

    def certainly(self, *steps: Step) -> None:
        """Take these steps, each tried until it is taken: now and then the wrong officer tries, in vain."""
        for step in steps:
            if not any(self.happens(step) for _ in range(50)):
                raise RuntimeError(f"{step.__name__} was never possible")  # this is no life: the proof itself is wrong

    def time_goes_on(self) -> None:
        """An hour, a day, a month; now and then just past midnight of a birthday."""
        life = self.life
        life.moment += self.chance.choice((timedelta(hours=1), timedelta(days=1), timedelta(days=9), timedelta(days=40)))
        ahead = [moment for moment in life.shadow.grows_up.values() if moment > life.moment]
        if ahead and self.chance.random() < 0.3:
            life.moment = min(ahead)
            self.total.done["turn eighteen"] += 1
        self.last.append(f"{life.moment:%d %b}")

    def tick(self) -> None:
        """Recurring work runs, late."""
        self.last.append("tick")
        self.total.done["tick"] += 1
        offers.send_due_notices()
        offers.leave_released_askings()
        offers.raise_late_checks()
        forget()
        close_ended_glass()
        end_childhood_consents()

    def post_goes(self) -> None:
        """The queue runs, late: what waits is asked again before it leaves."""
        self.last.append("post")
        self.total.done["post"] += 1
        for task in DBTaskResult.objects.filter(status="READY").order_by("enqueued_at"):
            if task.run_after is None or task.run_after <= self.life.moment or task.run_after.year > 9000:
                self.send(task.args_kwargs["kwargs"])
                DBTaskResult.objects.filter(pk=task.pk).delete()

    def send(self, job: dict[str, Any]) -> None:
        """Run one job; a letter may leave only if its reader may still know, and never with anybody's name."""
        fair = self.may_be_written_to(job)
        before = len(mail.outbox)
        run_job.func(**job)
        for letter in mail.outbox[before:]:
            self.total.letters += 1
            if not fair:
                self.note(f"a letter of {job['name']} left after what it tells of had ended")
            if any(name in f"{letter.subject} {letter.body}" for name in NAMES):
                self.note(f"a letter of {job['name']} names somebody")

    def may_be_written_to(self, job: dict[str, Any]) -> bool:
        """Whether, by the shadow, this colleague may still know of a family of which they wait to be told."""
        if job["name"] != "offers.mail_notices":
            return True
        member = Member.objects.select_related("user").get(pk=job["arguments"]["member_id"])
        reader = actor_for(member.user)
        waiting = Notice.objects.select_related("offer").filter(to=member, mailed_at__isnull=True, seen_at__isnull=True)
        return any(
            notice.code == NoticeCode.STOPPED or self.allowed(reader, Purpose.OFFER_SUPPORT, notice.offer.contact_id)
            for notice in waiting
        )

    def allowed(self, by: Actor, purpose: Purpose, person: int) -> frozenset[Category]:
        """What the shadow lets this reader know now."""
        found = self.life.shadow.may_be_told(by, purpose, person, self.life.moment)
        if by.agency_id == self.life.places.service and self.life.agreed_with_service:
            # Agreed with for another purpose, Lantern works with the family in all its teams: what was passed on counts there.
            every_team = frozenset({self.life.places.offers.asking.team.pk, self.life.places.offers.west.pk})
            by = Actor(kind=by.kind, role=by.role, agency_id=by.agency_id, team_ids=every_team)
            found |= self.life.shadow.may_be_told(by, purpose, person, self.life.moment)
        return found

    def everybody_asks(self) -> None:
        """Everybody asks for every purpose of theirs."""
        rows = by_hand.Rows(self.life.moment)
        for reader in self.life.readers:
            for purpose in self.purposes_of(reader):
                self.ask(reader, purpose, rows)
        self.ledger_tells_no_more()

    def purposes_of(self, reader: Actor) -> tuple[Purpose, ...]:
        """For what somebody asks."""
        name = next((name for name, actor in self.life.places.staff.items() if actor == reader), "")
        return TOLD_FOR.get(name, (Purpose.OWN_RECORD,))

    def ask(self, by: Actor, purpose: Purpose | None = None, rows: by_hand.Rows | None = None) -> None:
        """Somebody asks for the whole family: `disclose`, the bare rows and the shadow must say the same."""
        purpose = purpose or self.chance.choice(self.purposes_of(by))
        rows = rows or by_hand.Rows(self.life.moment)
        about = self.life.everybody
        self.total.tellings += 1
        with nullcontext() if self.total.tellings % 5 == 0 else in_place_of(disclosing, "load_all", _nothing_loaded):
            views = disclose_many(by=by, purpose=purpose, about=about, action="tell")
        for person in about:
            grounds = rows.grounds(by, purpose, person)
            shown = {category: permit.basis for category, permit in views[person].permits.items()} if person in views else {}
            worked_out = grounds if Category.EXISTENCE in grounds else {}
            if shown.keys() != worked_out.keys() or any(basis not in grounds[part] for part, basis in shown.items()):
                self.note(f"{by.role or by.kind} {purpose}: shown {sorted(shown)}, by hand {sorted(worked_out)}")
            if more := shown.keys() - self.allowed(by, purpose, person):
                at = self.life.everybody.index(person)
                self.note(f"told: {by.role or by.kind} for {purpose} was shown {sorted(more)} of person {at}, ended")

    def nothing_is_left(self) -> None:
        """Of whoever was erased, or never named after all, nobody reads who or where they are, on whatever ground."""
        gone = sorted(self.life.shadow.gone)
        themselves = [Actor(kind=ActorKind.FAMILY, reference=f"family-{person}", person_id=person) for person in gone]
        for reader in (*self.life.readers, *themselves):
            for purpose in self.purposes_of(reader):
                views = disclose_many(by=reader, purpose=purpose, about=gone, action="tell")
                for view in views.values():
                    if left := [part for part in GONE if view.shown.get(part)]:
                        self.note(f"left: {reader.role or reader.kind} for {purpose} still reads {left} of somebody erased")

    def ledger_tells_no_more(self) -> None:
        """No line that says served, since the last look, tells of anything that had ended."""
        readers = {reader.reference: reader for reader in self.life.readers}
        fresh = Entry.objects.filter(pk__gt=self.seen_up_to).order_by("pk").prefetch_related("lines")
        people: dict[str, int] = {}
        for entry in fresh:
            self.seen_up_to = entry.pk
            if entry.outcome != Outcome.SERVED or entry.actor not in readers:
                continue
            people = people or dict(Person.objects.filter(pk__in=self.life.everybody).values_list("reference", "pk"))
            for line in entry.lines.all():
                allowed = self.allowed(readers[entry.actor], Purpose(entry.purpose), people.get(line.person, 0))
                if more := unmask(line.categories) - allowed:
                    self.note(f"told: {entry.role or entry.actor_kind} {entry.purpose}, {entry.action}: served {sorted(more)}")

    def ledger_is_sound(self) -> None:
        """All of this life is sealed, and verifies."""
        seal_pending()
        if problems := verify().problems:
            self.note(f"the ledger: {problems[0]}")


@contextmanager
def in_place_of(module: Any, name: str, other: Any) -> Iterator[None]:
    """A module in which one name means something else."""
    with patch.object(module, name, other), statements_anew():
        yield


def _nothing_loaded(wanted: Mapping[Category, object]) -> dict[Category, dict[int, object]]:
    return {category: {} for category in wanted}
