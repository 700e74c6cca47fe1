"""Whole lives, thrown: everything that gives, narrows or ends what may be told, in any order, with letters that leave late.

After each step somebody asks to see the family. Three must agree on what they are shown: `disclose`, a second working-out
from the bare rows (`by_hand`), and a shadow that the steps themselves wrote and that never read the database.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any

from django.core import mail
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from kinkeeper.agencies.models import Member
from kinkeeper.agencies.queries import actor_for
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category, unmask
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.errors import DomainError
from kinkeeper.foundation.jobs import run_job
from kinkeeper.ledger.actions import seal_pending
from kinkeeper.ledger.models import Entry
from kinkeeper.ledger.queries import verify
from kinkeeper.ledger.types import Outcome
from kinkeeper.offers import actions as offers
from kinkeeper.offers.actions import offer_notices
from kinkeeper.offers.jobs.offers import forget
from kinkeeper.offers.models import Notice
from kinkeeper.offers.types.offering import NoticeCode
from kinkeeper.people.models import Person
from kinkeeper.sharing.actions import close_ended_glass, disclose_many, disclosing, end_childhood_consents
from kinkeeper.sharing.queries import standing_rows
from kinkeeper.sharing.types import Purpose
from proofs import by_hand, inside
from proofs.lives_places import Places, build_places
from proofs.lives_world import STEPS, Life, Step
from proofs.surroundings import ENGINES, Say, database, run_inside

NAME = "lives"
GOAL = (
    "Granting, narrowing, expiry, withdrawal, refusal, growing up, merging, moving, handing over, opening in an emergency, in "
    "any order, with letters that wait: nothing is told after what permitted it has ended. A telling is a View shown, a line "
    "of the ledger that says served, or a letter sent. What is permitted is loaded at every fifth telling. Every life is one "
    "transaction, undone at its end; it writes from one hand."
)
LIVES, LENGTH = 300, 50
ENDS = frozenset(
    {
        Life.withdraw, Life.narrow, Life.retract, Life.stop, Life.object, Life.change_carer, Life.transfer, Life.hand_over,
        Life.close_glass, Life.restrict, Life.merge, Life.release,
    }
)  # fmt: skip
TOLD_FOR = {
    "imani": (Purpose.OFFER_SUPPORT, Purpose.ARRANGE_CONTACT),
    "petra": (Purpose.OFFER_SUPPORT,),
    "amara": (Purpose.OFFER_SUPPORT, Purpose.ARRANGE_CONTACT, Purpose.COORDINATE_NETWORK),
    "wen": (Purpose.OFFER_SUPPORT, Purpose.ARRANGE_CONTACT),
    "lena": (Purpose.OFFER_SUPPORT, Purpose.COORDINATE_NETWORK),
    "zoe": (Purpose.OFFER_SUPPORT,),
    "sol": (Purpose.SUPPORT_EDUCATION, Purpose.ARRANGE_CONTACT, Purpose.COORDINATE_NETWORK),
    "hana": (Purpose.SUPPORT_HEALTH, Purpose.COORDINATE_NETWORK),
    "grace": (Purpose.SAFEGUARD,),
    "priya": (Purpose.SAFEGUARD,),
}
NAMES = ("Danny", "Rosa", "Maya", "Leo", "Thorn", "Vale")


def prove(*, seed: int, whole: bool, say: Say) -> dict[str, object]:
    """So many lives of so many steps on each engine."""
    found: dict[str, dict[str, Any]] = {}
    for engine in ENGINES:
        with database(engine) as environment:
            found[engine] = run_inside(
                environment, "proofs.lives:live", say, seed=seed, lives=LIVES if whole else 2, length=LENGTH
            )
    one_of_each = list(found.values())
    return {
        "checked": sum(one["steps"] for one in one_of_each),
        "what": f"steps in {sum(one['lives'] for one in one_of_each)} lives",
        "differences": sum(one["wrong"] for one in one_of_each),
        "examples": [sentence for one in one_of_each for sentence in one["examples"]][:8],
        **{name: {engine: one[name] for engine, one in found.items()} for name in ("lives", "steps", "tellings", "letters")},
        "done_of_each": dict(sum((Counter(one["done"]) for one in one_of_each), Counter[str]())),
        "planted": [
            {"fault": fault, "seen": all(one["planted"][fault] for one in one_of_each)} for fault in one_of_each[0]["planted"]
        ],
    }


def live(*, seed: int, lives: int, length: int) -> dict[str, Any]:
    """Live so many lives, each undone at its end; then with each planted fault, until it is seen."""
    mail.outbox = []
    places = build_places()
    total = Telling()
    for number in range(lives):
        one_life(places, seed * 10_000 + number, length, total)
        if (number + 1) % 50 == 0:
            inside.say(f"{number + 1} lives, {total.steps:,} steps, {total.tellings:,} tellings, {len(total.wrong)} wrong")
    return {
        "lives": lives,
        "steps": total.steps,
        "tellings": total.tellings,
        "letters": total.letters,
        "done": dict(total.done),
        "wrong": len(total.wrong),
        "examples": total.wrong[:8],
        "planted": {fault: planted_is_seen(places, plant) for fault, plant in PLANTS.items()},
    }


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
        except Exception as broken:  # noqa: BLE001  (whatever breaks is a finding)
            self.note(f"{name} broke: {type(broken).__name__}: {broken}")
            return False
        self.last.append(name)
        self.total.done[name] += 1
        self.ledger_tells_no_more()
        return True

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
        if not found and by.agency_id == self.life.places.service and self.life.agreed_with_service:
            # Agreed with for another purpose, Lantern works with the family in all its teams: what was passed on counts there.
            every_team = frozenset({self.life.places.offers.asking.team.pk, self.life.places.offers.west.pk})
            by = Actor(kind=by.kind, role=by.role, agency_id=by.agency_id, team_ids=every_team)
            found = self.life.shadow.may_be_told(by, purpose, person, self.life.moment)
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
        with nullcontext() if self.total.tellings % 5 == 0 else _in_place_of(disclosing, "load_all", _nothing_loaded):
            views = disclose_many(by=by, purpose=purpose, about=about, action="tell")
        for person in about:
            grounds = rows.grounds(by, purpose, person)
            shown = {category: permit.basis for category, permit in views[person].permits.items()} if person in views else {}
            worked_out = grounds if Category.EXISTENCE in grounds else {}
            if shown.keys() != worked_out.keys() or any(basis not in grounds[part] for part, basis in shown.items()):
                self.note(f"{by.role or by.kind} {purpose}: shown {sorted(shown)}, by hand {sorted(worked_out)}")
            if more := shown.keys() - self.allowed(by, purpose, person):
                self.note(f"told: {by.role or by.kind} for {purpose} was shown {sorted(more)} that nothing permits any more")

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
                    self.note(
                        f"told: {entry.role or entry.actor_kind} {entry.purpose}: the ledger says {sorted(more)} was served"
                    )

    def ledger_is_sound(self) -> None:
        """All of this life is sealed, and verifies."""
        seal_pending()
        if problems := verify().problems:
            self.note(f"the ledger: {problems[0]}")


@contextmanager
def _in_place_of(module: Any, name: str, other: Any) -> Iterator[None]:
    honest = getattr(module, name)
    setattr(module, name, other)
    try:
        yield
    finally:
        setattr(module, name, honest)


def _nothing_loaded(wanted: Mapping[Category, object]) -> dict[Category, dict[int, object]]:
    return {category: {} for category in wanted}


def _never_withdrawn() -> Any:
    return _in_place_of(standing_rows, "LIVE", "basis.starts_at <= %(now)s")


def _remembered() -> Any:
    kept: dict[Any, Any] = {}
    honest = disclosing.standings

    def remembering(by: Actor, purpose: Purpose, ids: Any) -> Any:
        key = (by.reference, purpose, tuple(ids))
        if key not in kept or not any(standing.bases for standing in kept[key].values()):
            kept[key] = honest(by, purpose, ids)
        return kept[key]

    return _in_place_of(disclosing, "standings", remembering)


def _not_asked_again() -> Any:
    return _in_place_of(offer_notices, "_still_holds", lambda *_: True)


PLANTS: dict[str, Callable[[], Any]] = {
    "a basis holds for ever once it was given": _never_withdrawn,
    "what a reader may see is remembered from the first time": _remembered,
    "a letter is not asked again before it leaves": _not_asked_again,
}


def a_letter_waits(places: Places, total: Telling) -> None:
    """One certain life: a notice is written, and its letter waits in the queue; then the prison says: do not contact."""
    life = Life(places, random.Random(1))
    with transaction.atomic(), clock_reading(lambda: life.moment):
        watch = Watch(life, total, "a letter that waits")
        for step in (life.receive, life.permit, life.pass_on):
            while not total.done[step.__name__]:  # now and then an officer of the other prison tries, in vain
                watch.happens(getattr(Life, step.__name__))
        life.moment += timedelta(hours=14)
        watch.tick()
        while not total.done["stop"]:
            watch.happens(Life.stop)
        watch.post_goes()
        transaction.set_rollback(True)


def planted_is_seen(places: Places, plant: Callable[[], Any], *, lives: int = 10) -> bool:
    """Whether a planted fault is noticed, within so many lives; the letter's in a life made for it."""
    for number in range(lives):
        if plant is _not_asked_again:
            total = Telling()
            a_letter_waits(places, total)
            honest = not total.wrong and not total.letters
            total = Telling()
            with plant():
                a_letter_waits(places, total)
            return honest and any("left after what it tells of had ended" in words for words in total.wrong)
        total = Telling()
        with plant():
            one_life(places, 777_000 + number, LENGTH, total)
        if any("told:" in words or "a letter" in words for words in total.wrong):
            return True
    return False
