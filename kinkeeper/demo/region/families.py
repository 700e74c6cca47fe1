"""Invented families, seeded: who is held, who is outside, how many children, and how far the family's story has come."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from kinkeeper.offers.types import (
    UNKNOWN,
    Adult,
    Child,
    ChildOf,
    InterviewAnswers,
    NotTold,
    PassOnFor,
    Permission,
    SafeNow,
    Self,
)
from kinkeeper.people.types import Known, Reading, Tie


class Story(StrEnum):
    """How far a family's story has come."""

    JUST_RECEIVED = "just_received"
    CARD_TAKEN = "card_taken"
    WORRY = "worry"
    NOBODY_OUTSIDE = "nobody_outside"
    NOT_PERMITTED = "not_permitted"
    DID_NOT_WISH = "did_not_wish"
    RELEASE_REPORTED = "release_reported"
    CHECK_NOT_YET = "check_not_yet"
    DO_NOT_CONTACT = "do_not_contact"
    PASSED_ON = "passed_on"
    NO_ANSWER = "no_answer"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LATER = "later"
    NOT_REACHABLE = "not_reachable"
    TWO_HOMES = "two_homes"
    MOVED = "moved"
    MOVED_UNDER_WAY = "moved_under_way"  # nobody has said yet who goes on
    MOVED_TO_ASK = "moved_to_ask"  # another service is proposed; the parent is being asked
    NAMED_TWICE = "named_twice"  # two men name the same home: one is the child's father, the other lives with the mother
    MOVED_PROPOSED = "moved_proposed"  # the parent said yes; its lead has still to answer


@dataclass(frozen=True, slots=True)
class Plan:
    """One family to be told: its story, and how many hours ago the admission was."""

    story: Story
    hours_ago: float
    prison: str = "alderfen"


# Sixty families. Those in the work lists are recent, so that the clocks still run when the demonstration starts.
PLANS: tuple[Plan, ...] = (
    *(Plan(Story.JUST_RECEIVED, hours) for hours in (1.2, 3.5, 7, 15)),
    Plan(Story.JUST_RECEIVED, 2.4, "saltmarsh"),
    Plan(Story.JUST_RECEIVED, 5, "fenmoor"),
    Plan(Story.CARD_TAKEN, 6),
    Plan(Story.CARD_TAKEN, 20),
    Plan(Story.CARD_TAKEN, 30, "saltmarsh"),
    Plan(Story.WORRY, 4),
    *(Plan(Story.NOBODY_OUTSIDE, hours) for hours in (40, 130, 300)),
    *(Plan(Story.NOT_PERMITTED, hours) for hours in (50, 400, 520)),
    Plan(Story.NOT_PERMITTED, 90, "fenmoor"),
    Plan(Story.NOT_PERMITTED, 220, "saltmarsh"),
    Plan(Story.DID_NOT_WISH, 60),
    Plan(Story.DID_NOT_WISH, 310, "fenmoor"),
    Plan(Story.RELEASE_REPORTED, 70),
    Plan(Story.CHECK_NOT_YET, 9),
    Plan(Story.CHECK_NOT_YET, 26),
    Plan(Story.CHECK_NOT_YET, 11, "saltmarsh"),
    Plan(Story.DO_NOT_CONTACT, 100),
    *(Plan(Story.PASSED_ON, hours) for hours in (8, 13, 22, 31, 46)),
    Plan(Story.PASSED_ON, 51),
    Plan(Story.PASSED_ON, 18, "saltmarsh"),
    *(Plan(Story.NO_ANSWER, hours) for hours in (19, 28, 44)),
    Plan(Story.NO_ANSWER, 55, "fenmoor"),
    *(Plan(Story.ACCEPTED, 48 + 31 * n, ("alderfen", "fenmoor", "saltmarsh")[n % 3]) for n in range(12)),
    *(Plan(Story.DECLINED, 80 + 90 * n, ("alderfen", "saltmarsh")[n % 2]) for n in range(5)),
    *(Plan(Story.LATER, 75 + 60 * n) for n in range(3)),
    Plan(Story.NOT_REACHABLE, 200),
    Plan(Story.NOT_REACHABLE, 380, "saltmarsh"),
    Plan(Story.TWO_HOMES, 36),
    Plan(Story.TWO_HOMES, 160, "fenmoor"),
    Plan(Story.MOVED, 240),
    Plan(Story.MOVED_UNDER_WAY, 34),
    Plan(Story.MOVED_TO_ASK, 37),
    Plan(Story.MOVED_PROPOSED, 40),
)  # fmt: skip

# Told last, so that nobody else's story depends on them.
NAMED_TWICE = (Plan(Story.NAMED_TWICE, 33), Plan(Story.NAMED_TWICE, 10))

_MEN = "Danny Marcus Kofi Leon Gareth Tomasz Imran Callum Desmond Ryan Owen Viktor Jamal Stuart Neil Ashley".split()
_WOMEN = "Keisha Donna Magda Leanne Siân Amira Bev Chloe Roza Tanya Grace Yvonne Hollie Sunita Carys Jade".split()
_CHILDREN = "Ivy Alfie Zara Noah Mila Theo Poppy Idris Ruby Kian Esme Jonah Layla Finn Maja Otis Bea Reuben".split()
_FAMILIES = (
    "Thornby Ashcombe Oduya Wrenfield Kowalczyk Marshgate Bellweather Quarrington Iqbal Fenwright Lockaby Sandring "
    "Hartsease Tollgate Okonjo Pennywell Ravensby Umarov Whitlowe Yardbridge"
).split()
_TOWNS = ("Market Harrow", "Saltby", "Fenmoor End")
_STREETS = ("Reed Lane", "Mill Rise", "Sluice Street", "Heron Close", "Staithe Road", "Cooper’s Drift")
_ETHNICITIES = ("White British", "Black Caribbean", "Pakistani", "White Polish", "Black African", "Mixed", "", "Welsh")
_LANGUAGES = ("English", "English", "English", "Polish and English", "Urdu and English", "Welsh and English")


def answers_for(plan: Plan, chance: random.Random, today: date) -> InterviewAnswers:
    """What the parent of one invented family told, in one home or in two."""
    woman = plan.prison == "fenmoor"
    surname = chance.choice(_FAMILIES)
    homes = 2 if plan.story is Story.TWO_HOMES else 1
    adults = tuple(_adult(chance, surname, woman, home, today) for home in range(homes))
    children = tuple(
        child for home, adult in enumerate(adults) for child in _children(chance, surname, woman, home, adult.tie, today)
    )
    return InterviewAnswers(
        me=Self(
            given_name=chance.choice(_WOMEN if woman else _MEN),
            family_name=surname,
            birth_date=_birthday(chance, today, chance.randint(22, 45)),
            languages=chance.choice(_LANGUAGES),
            reading=chance.choice([Reading.EASY, Reading.EASY, Reading.SOME_HELP, Reading.HARD]),
            ethnicity=chance.choice(_ETHNICITIES),
        ),
        adults=adults,
        children=children,
    )


def with_their_mother(told: InterviewAnswers) -> InterviewAnswers:
    """The same children, at their mother's: she and the man who tells of her are parted."""
    return replace(
        told,
        adults=tuple(replace(adult, tie=Tie.FORMER_PARTNER) for adult in told.adults),
        children=tuple(replace(child, carer_tie=Tie.MOTHER, others={0: "mother"}) for child in told.children),
    )


def named_by_another(told: InterviewAnswers, me: Self) -> InterviewAnswers:
    """The same home as another man knows it, who lives with the mother of that man's children."""
    return replace(
        told,
        me=me,
        adults=tuple(replace(adult, tie=Tie.PARTNER) for adult in told.adults),
        children=tuple(replace(child, is_my=ChildOf.STEPCHILD, mine=UNKNOWN) for child in told.children),
    )


def permission_for(answers: InterviewAnswers, home: int, team: str, until: date) -> Permission:
    """A yes for everybody of one home, to one team."""
    return Permission(
        adults=tuple(place for place, adult in enumerate(answers.adults) if adult.home == home),
        children=tuple(place for place, child in enumerate(answers.children) if child.carer == home),
        team=team,
        purposes=(PassOnFor.RING, PassOnFor.PACK, PassOnFor.CHILDREN),
        until=until,
        not_told=(NotTold.SCHOOL, NotTold.NEIGHBOURS) if home % 2 == 0 else (NotTold.WIDER_FAMILY,),
    )


# About how old; of a brother or sister nobody has said, and whoever makes their letter is asked.
_AGES = {Tie.PARTNER: 33, Tie.FORMER_PARTNER: 36, Tie.MOTHER: 57, Tie.GRANDPARENT: 68}


def _adult(chance: random.Random, surname: str, woman_held: bool, home: int, today: date) -> Adult:
    ties = [Tie.PARTNER, Tie.PARTNER, Tie.MOTHER, Tie.SIBLING, Tie.FORMER_PARTNER, Tie.GRANDPARENT]
    tie = chance.choice(ties) if home == 0 else Tie.FORMER_PARTNER
    outside_is_woman = tie is Tie.MOTHER or not woman_held
    return Adult(
        given_name=chance.choice(_WOMEN if outside_is_woman else _MEN),
        family_name=surname if home == 0 else chance.choice(_FAMILIES),
        tie=tie,
        home=home,
        age=_AGES.get(tie),
        phone=f"07700 900{chance.randrange(1000):03}" if chance.random() < 0.75 else f"01632 960{chance.randrange(1000):03}",
        safe_to_ring=SafeNow.SAFE if chance.random() < 0.85 else SafeNow.UNKNOWN,
        safe_times=chance.choice(["After 4pm, not Sundays", "Mornings, while the children are at school", "Any time", ""]),
        may_leave_message=chance.random() < 0.4,
        languages=chance.choice(_LANGUAGES),
        address=f"{chance.randint(1, 90)} {chance.choice(_STREETS)}, {chance.choice(_TOWNS)}",
        postcode=f"ZZ99 {chance.randint(1, 9)}{chance.choice('ABDEFGH')}{chance.choice('JLNPQ')}",
    )


def _children(chance: random.Random, surname: str, woman_held: bool, home: int, carer: Tie, today: date) -> Iterator[Child]:
    other_parent = Tie.FATHER if woman_held else Tie.MOTHER
    carer_is = {
        Tie.PARTNER: other_parent,
        Tie.FORMER_PARTNER: other_parent,
        Tie.MOTHER: Tie.GRANDPARENT,
        Tie.SIBLING: Tie.AUNT_OR_UNCLE,
        Tie.GRANDPARENT: Tie.OTHER,
    }[carer]
    for _ in range(chance.choice([1, 1, 2, 2, 2, 3])):
        age = chance.randint(0, 16)
        known = chance.choice([Known.NOTHING, Known.AWAY, Known.PRISON, Known.UNKNOWN]) if age >= 3 else Known.NOTHING
        father = "certificate" if age % 3 else UNKNOWN  # of the fathers here every third is not sure
        yield Child(
            given_name=chance.choice(_CHILDREN),
            family_name=surname,
            is_my=ChildOf.SON_OR_DAUGHTER,
            birth_date=_birthday(chance, today, age),
            carer=home,
            carer_tie=carer_is,
            school="Millbrook Primary School" if 4 <= age <= 10 and chance.random() < 0.5 else "",
            known=known,
            told_words="working away" if known is Known.AWAY else "",
            mine="mother" if woman_held else father,
            others={home: {Tie.MOTHER: "mother", Tie.FATHER: father}.get(carer_is, UNKNOWN)},
        )


def _birthday(chance: random.Random, today: date, age: int) -> date:
    return date(today.year - age - 1, chance.randint(1, 12), chance.randint(1, 28))
