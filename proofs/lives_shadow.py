"""A second memory of who may know what: written by the steps themselves in plain Python, never read from the database.

It says at most what may be told: a ground for each thing that was given, ended by the steps that end it. What is told
without a ground here is told after it was taken back, or was never given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.categories import Category
from kinkeeper.sharing.types import Purpose

EVERYTHING = frozenset(Category)


@dataclass
class Ground:
    """Why one agency may know something of some people for one purpose. `team` narrows it to that team's members.

    `member` narrows it to one member of staff. `reader` is a family member who may know it, instead of an agency.
    """

    tag: str
    agency: int
    purpose: Purpose
    people: set[int]
    categories: frozenset[Category] = EVERYTHING
    ends_at: datetime | None = None
    given_by: int | None = None
    team: int | None = None
    member: int | None = None
    reader: int | None = None
    over: bool = False


@dataclass
class Shadow:
    """All grounds, restrictions and birthdays of one life."""

    grounds: list[Ground] = field(default_factory=list)
    stopped: list[tuple[int, int | None]] = field(default_factory=list)  # person, agency or everybody
    grows_up: dict[int, datetime] = field(default_factory=dict)
    kept: list[tuple[str, int]] = field(default_factory=list)  # what the law keeps, by its tag, and of whom
    gone: set[int] = field(default_factory=set)  # erased, or never named after all

    def give(self, ground: Ground) -> None:
        """From now on."""
        self.grounds.append(ground)

    def end(self, *, tag: str, agency: int | None = None, people: Iterable[int] | None = None) -> None:
        """What bears this tag is over: everywhere or at one agency, for all or for these people."""
        gone = None if people is None else set(people)
        for ground in self.grounds:
            if ground.tag == tag and agency in {None, ground.agency}:
                if gone is None:
                    ground.over = True
                else:
                    ground.people -= gone

    def erase(self, person: int) -> None:
        """Nothing may be told of somebody any more."""
        for ground in self.grounds:
            ground.people.discard(person)
        self.forget_names({person})

    def forget_names(self, people: set[int]) -> None:
        """Nobody knows any more who these people are, nor for whom they answer."""
        self.gone |= people
        for ground in self.grounds:
            ground.over |= ground.reader in people and ground.given_by == ground.reader

    def law_keeps(self, person: int, moment: datetime) -> bool:
        """Whether somebody may not be erased: held, under an order of a court, or opened in an emergency and not reviewed."""
        held = any(person in ground.people for ground in self.live(tag="held", moment=moment))
        return held or any(kept == person for _, kept in self.kept)

    def about(self, person: int, *, agency: int, purpose: str, moment: datetime) -> list[Ground]:
        """All on which an agency may know something of somebody for that purpose now."""
        mine = (ground for ground in self.grounds if ground.agency == agency and ground.purpose == purpose)
        return [ground for ground in mine if person in ground.people and self._holds(ground, moment, person)]

    def live(self, *, tag: str, moment: datetime) -> list[Ground]:
        """The grounds of this tag that hold now."""
        return [ground for ground in self.grounds if ground.tag == tag and self._holds(ground, moment)]

    def _holds(self, ground: Ground, moment: datetime, person: int | None = None) -> bool:
        if ground.over or (ground.ends_at is not None and moment >= ground.ends_at):
            return False
        if ground.given_by is None or person is None or ground.given_by == person:
            return True
        grown_up = self.grows_up.get(person)  # what somebody else agreed to for a child ends when the child grows up
        return grown_up is None or moment < grown_up

    def may_be_told(self, by: Actor, purpose: Purpose, person: int, moment: datetime) -> frozenset[Category]:
        """At most these categories of this person, to this reader, for this purpose, at this moment."""
        if by.is_family and by.person_id == person:
            return EVERYTHING if purpose is Purpose.OWN_RECORD else frozenset()
        if any(about == person and against in {None, by.agency_id} for about, against in self.stopped):
            return frozenset()
        found: frozenset[Category] = frozenset()
        for ground in self.grounds:
            mine = ground.reader == by.person_id if by.is_family else ground.agency == by.agency_id
            if not mine or ground.purpose is not purpose or person not in ground.people:
                continue
            if (ground.team is not None and ground.team not in by.team_ids) or ground.member not in {None, by.member_id}:
                continue
            if self._holds(ground, moment, person):
                found |= ground.categories
        return found
