"""What happened to each invented person: plain Python, decided by chance alone, written down elsewhere."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kinkeeper.demo.scale.places import Places, PrisonAt, TeamAt, Worker
from kinkeeper.demo.scale.sizes import CHECKS_AT_A_PRISON, DUE_AT_A_PRISON, LIVE_OFFERS_OF_A_TEAM, YEARS, Sizes
from kinkeeper.demo.scale.words import MEN, PLACES, WOMEN
from kinkeeper.offers.types import AskingState, OfferState
from kinkeeper.people.types import Known, Tie

_CHILDREN_OF_A_HOME = (1,) * 40 + (2,) * 35 + (3,) * 15 + (4,) * 10  # 1.95 on average
_SETTLED = (
    (OfferState.ACCEPTED,) * 54
    + (OfferState.DECLINED,) * 18
    + (OfferState.NOT_REACHABLE,) * 17
    + (OfferState.DO_NOT_CONTACT,) * 8
    + (OfferState.RETRACTED,) * 3
)
_REFUSED = (
    (AskingState.NOBODY_OUTSIDE,) * 50
    + (AskingState.NOT_PERMITTED,) * 30
    + (AskingState.DID_NOT_WISH_TO_SAY,) * 15
    + (AskingState.LEFT_BEFORE_ASKED,) * 5
)
# Of the forty families of a team's list: how many are new, tried, spoken to, and to be asked again on a day.
_TO_REACH = (
    (OfferState.PASSED_ON,) * 14 + (OfferState.ATTEMPTED,) * 16 + (OfferState.REACHED,) * 4 + (OfferState.LATER,) * 6
)  # fmt: skip
_TIES = (Tie.PARTNER,) * 40 + (Tie.FORMER_PARTNER,) * 22 + (Tie.MOTHER,) * 25 + (Tie.GRANDPARENT,) * 8 + (Tie.SIBLING,) * 5
_KNOWN = (Known.PRISON,) * 45 + (Known.AWAY,) * 25 + (Known.NOTHING,) * 15 + (Known.UNKNOWN,) * 15
HOURS = timedelta(hours=1)
DAYS = timedelta(days=1)


@dataclass(slots=True)
class Named:
    """Somebody with a name and a birthday."""

    given: str
    family: str
    born: date
    woman: bool


@dataclass(slots=True)
class Child:
    who: Named
    known: Known


@dataclass(slots=True)
class Home:
    """A household that was named with permission: whom to speak to, the children, and how far the offer has come."""

    contact: Named
    tie: Tie
    children: list[Child]
    state: OfferState
    team: TeamAt
    worker: Worker
    permitted_at: datetime
    tries: list[datetime] = field(default_factory=list)
    checked_at: datetime | None = None
    passed_on_at: datetime | None = None
    answered_at: datetime | None = None
    pack_sent_at: datetime | None = None


@dataclass(slots=True)
class Stay:
    """One custody period: admitted to one prison, perhaps moved to another, perhaps over."""

    admitted_to: PrisonAt
    prison: PrisonAt
    started_at: datetime
    moved_at: datetime | None = None
    court_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(slots=True)
class Life:
    """Somebody who is or was in custody. The last stay is the one they were asked in."""

    who: Named
    stays: list[Stay]
    state: AskingState
    homes: list[Home] = field(default_factory=list)


def homes_of(sizes: Sizes, chance: random.Random) -> list[int]:
    """How many children each household has: together exactly as many as the nation."""
    found, left = [], sizes.children
    while left:
        found.append(min(left, chance.choice(_CHILDREN_OF_A_HOME)))
        left -= found[-1]
    return found


class Fate:
    """Decides lives one by one, the longest ago first: those who left, those held and answered, those whose turn is now."""

    def __init__(self, sizes: Sizes, places: Places, moment: datetime, chance: random.Random) -> None:
        self._sizes, self._places, self._moment, self._chance = sizes, places, moment, chance
        self._homes = homes_of(sizes, chance)
        now_people = sizes.live + sizes.checks + sizes.due
        if now_people > sizes.held or sizes.live + sizes.checks > len(self._homes):
            raise ValueError("too few people for the caseloads that do not shrink")
        self.settled = sizes.held - now_people

    def lives(self) -> Iterator[Life]:
        sizes, chance = self._sizes, self._chance
        # Both those who left and those held: who of them named a family, and who named two households.
        past = sizes.left + self.settled
        homes = len(self._homes) - sizes.live - sizes.checks
        naming = min(past, homes - homes // 18)
        shares = [1] * naming + [0] * (past - naming)
        for place in range(homes - naming):
            shares[place % max(1, naming)] += 1
        chance.shuffle(shares)
        for place, share in enumerate(shares):
            left = place < sizes.left
            prison = self._places.prisons[place % len(self._places.prisons)]
            yield self._settled(prison, left=left, homes=[self._homes.pop() for _ in range(share)])
        for prison in self._places.prisons:
            for _ in range(CHECKS_AT_A_PRISON):
                yield self._waiting_for_check(prison, self._homes.pop())
            for place in range(DUE_AT_A_PRISON):
                yield self._due(prison, place)
        for team in self._places.teams:
            for place in range(LIVE_OFFERS_OF_A_TEAM):
                yield self._to_reach(team, place, self._homes.pop())

    def _named(self, least: float, most: float, family: str = "", woman: bool | None = None) -> Named:
        chance = self._chance
        woman = chance.random() < 0.5 if woman is None else woman
        born = self._moment.date() - timedelta(days=int(365.25 * (least + chance.random() * (most - least))))
        return Named(chance.choice(WOMEN if woman else MEN), family or chance.choice(PLACES), born, woman)

    def _held(self) -> Named:
        return self._named(19, 60, woman=self._chance.random() < 0.05)

    def _home(self, size: int, state: OfferState, team: TeamAt, place: int, permitted_at: datetime, family: str) -> Home:
        chance = self._chance
        surname = family if chance.random() < 0.5 else chance.choice(PLACES)
        children = [Child(self._named(0.2, 17.9, surname), chance.choice(_KNOWN)) for _ in range(size)]
        tie = chance.choice(_TIES)
        adult = self._named(45 if tie in {Tie.MOTHER, Tie.GRANDPARENT} else 20, 75, surname, woman=chance.random() < 0.85)
        return Home(adult, tie, children, state, team, team.workers[place % len(team.workers)], permitted_at)

    def _settled(self, prison: PrisonAt, *, left: bool, homes: list[int]) -> Life:
        chance, moment = self._chance, self._moment
        length = (20 + chance.expovariate(1 / 150)) * DAYS
        ended = moment - chance.uniform(2, YEARS * 365) * DAYS if left else None
        started = (ended or moment) - (length if left else max(length, 13 * DAYS))
        stay = Stay(prison, prison, started, ended_at=ended)
        if chance.random() < 0.35:
            stay.admitted_to, stay.moved_at = chance.choice(self._places.prisons), started + 7 * DAYS
            stay.moved_at = None if stay.admitted_to is prison else stay.moved_at
        if chance.random() < 0.3:
            stay.court_at = started + 3 * DAYS
        stays = [stay]
        if chance.random() < 0.12:
            before = started - chance.uniform(100, 900) * DAYS
            stays.insert(0, Stay(prison, prison, before, ended_at=before + 40 * DAYS))
        life = Life(self._held(), stays, AskingState.PERMITTED if homes else chance.choice(_REFUSED))
        asked_at = stay.admitted_to
        for size in homes:
            team = chance.choice(self._places.teams_of[asked_at.service])
            state = chance.choice(_SETTLED)
            permitted_at = started + chance.uniform(4, 30) * HOURS
            home = self._home(size, state, team, int(chance.random() * 4), permitted_at, life.who.family)
            self._walk_to_the_end(home)
            life.homes.append(home)
        return life

    def _walk_to_the_end(self, home: Home) -> None:
        chance, at = self._chance, home.permitted_at
        home.checked_at = at + chance.uniform(1, 12) * HOURS
        if home.state is OfferState.DO_NOT_CONTACT:
            home.answered_at = home.checked_at
            return
        home.passed_on_at = home.checked_at + chance.uniform(0.2, 4) * HOURS
        count = 4 if home.state is OfferState.NOT_REACHABLE else 1 + int(chance.random() * 3)
        home.tries = [home.passed_on_at + (1 + 26 * place) * HOURS for place in range(count)]
        home.answered_at = home.tries[-1]
        if home.state is not OfferState.RETRACTED:
            home.pack_sent_at = home.passed_on_at + chance.uniform(2, 60) * HOURS

    def _waiting_for_check(self, prison: PrisonAt, size: int) -> Life:
        chance = self._chance
        started = self._moment - chance.uniform(8, 40) * HOURS
        who = self._held()
        team = chance.choice(self._places.teams_of[prison.service])
        home = self._home(size, OfferState.PERMITTED, team, 0, started + 6 * HOURS, who.family)
        return Life(who, [Stay(prison, prison, started)], AskingState.PERMITTED, [home])

    def _due(self, prison: PrisonAt, place: int) -> Life:
        return Life(self._held(), [Stay(prison, prison, self._moment - (0.3 + place * 2.5) * HOURS)], AskingState.DUE)

    def _to_reach(self, team: TeamAt, place: int, size: int) -> Life:
        chance, moment = self._chance, self._moment
        state = _TO_REACH[place]
        prison = team.prisons[place % len(team.prisons)]
        age = {OfferState.PASSED_ON: (8, 40), OfferState.ATTEMPTED: (30, 120)}.get(state, (60, 300))
        started = moment - chance.uniform(*age) * HOURS
        who = self._held()
        home = self._home(size, state, team, place, started + 3 * HOURS, who.family)
        home.checked_at, home.passed_on_at = started + 4 * HOURS, started + 5 * HOURS
        if state is not OfferState.PASSED_ON:
            home.tries = [at for n in range(2) if (at := home.passed_on_at + (1 + 26 * n) * HOURS) < moment]
        if state is OfferState.LATER:
            home.answered_at = home.tries[-1]
        if chance.random() < 0.5 and home.passed_on_at + 2 * HOURS < moment:
            home.pack_sent_at = home.passed_on_at + 2 * HOURS
        return Life(who, [Stay(prison, prison, started)], AskingState.PERMITTED, [home])
