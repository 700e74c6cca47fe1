"""Facts of the interview: who makes up a household, whom one may speak to, and what still has to be said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from kinkeeper.offers.types import NO, Adult, ChildOf, InterviewAnswers
from kinkeeper.people.types import ParentalResponsibility, Tie

_NO_CONTACT = frozenset({Tie.FOSTER_CARER})  # reached through children's services, not by us

# What the person asked is to the child: parental responsibility stands on this tie, the grown-up's to the child.
HELD_IS = {
    ChildOf.SON_OR_DAUGHTER: Tie.PARENT,
    ChildOf.STEPCHILD: Tie.STEP_PARENT,
    ChildOf.SIBLING: Tie.SIBLING,
    ChildOf.GRANDCHILD: Tie.GRANDPARENT,
    ChildOf.NIECE_OR_NEPHEW: Tie.AUNT_OR_UNCLE,
    ChildOf.OTHER: Tie.OTHER,
}


@dataclass(frozen=True, slots=True)
class Household:
    """One home: the places of its adults and children in the answers. The first adult is the one to speak to."""

    home: int
    adults: tuple[int, ...]
    children: tuple[int, ...]

    @property
    def contact(self) -> int:
        return self.adults[0]


def households(answers: InterviewAnswers) -> list[Household]:
    """Every home that was named, in order. A child is in the home of whoever they live with, and is never the one rung."""
    found = []
    for home in sorted({adult.home for adult in answers.adults}):
        adults = [place for place, adult in enumerate(answers.adults) if adult.home == home]
        children = [
            place
            for place, child in enumerate(answers.children)
            if child.carer is not None and answers.adults[child.carer].home == home
        ]
        adults.sort(key=lambda place: (not _may_be_contact(answers.adults[place]), place))
        found.append(Household(home, tuple(adults), tuple(children)))
    return found


def permitted(answers: InterviewAnswers) -> list[Household]:
    """The homes of which details may be passed on, with those people alone whom the parent ticked."""
    found = []
    for household in households(answers):
        said = answers.permissions.get(household.home)
        if said is None or not said.team:
            continue
        adults = tuple(place for place in household.adults if place in said.adults)
        if adults:
            children = tuple(place for place in household.children if place in said.children)
            found.append(Household(household.home, adults, children))
    return found


def said_about_all(answers: InterviewAnswers) -> bool:
    """Whether the parent was asked about every home."""
    return all(household.home in answers.permissions for household in households(answers))


def ages_of(answers: InterviewAnswers, today: date) -> list[int]:
    """The children's ages in years, where they are known."""
    return [age for child in answers.children if (age := age_on(child.birth_date, child.age, today)) is not None]


def age_on(birth_date: date | None, age: int | None, day: date) -> int | None:
    """Somebody's age in years on a day, from the birth date or as it was said."""
    if birth_date is None:
        return age
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return max(0, day.year - birth_date.year - (not had_birthday))


def responsibility(said: str, sources: Collection[str]) -> ParentalResponsibility:
    """What an answer amounts to: a source that the law here knows is a yes; whatever it does not know is not known."""
    if said == NO:
        return ParentalResponsibility.NO
    return ParentalResponsibility.YES if said in sources else ParentalResponsibility.UNKNOWN


def reachable(adults: Sequence[Adult]) -> bool:
    """Whether there is any way to reach somebody of this home: a number, or an address to write to."""
    return any(adult.phone or adult.address for adult in adults)


def _may_be_contact(adult: Adult) -> bool:
    return bool(adult.phone or adult.address) and adult.tie not in _NO_CONTACT
