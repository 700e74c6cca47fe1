"""From what is known of a family to what a pack is asked for with. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from kinkeeper.offers.packs.types import AgeBand, Inside, Told
from kinkeeper.offers.packs.types import Tie as Reader
from kinkeeper.people.types import Known, Tie

_READERS = {
    Tie.MOTHER: Reader.PARENT,
    Tie.FATHER: Reader.PARENT,
    Tie.STEP_PARENT: Reader.PARENT,
    Tie.PARTNER: Reader.PARTNER,
    Tie.FORMER_PARTNER: Reader.PARTNER,
    Tie.GRANDPARENT: Reader.GRANDPARENT,
    Tie.SIBLING: Reader.SIBLING,
}


def reader_of(tie: Tie, *, grown_up: bool) -> Reader:
    """How the pack speaks to its reader: by their tie; a reader not known to be grown up gets the young reader's pack."""
    return _READERS.get(tie, Reader.FRIEND) if grown_up else Reader.CHILD


def bands_of(ages: Iterable[int | None]) -> tuple[AgeBand, ...]:
    """The age bands of the children of a home, the youngest first; an unknown age is in none."""
    found = {_band(age) for age in ages if age is not None and age < 18}
    return tuple(band for band in AgeBand if band in found)


def _band(age: int) -> AgeBand:
    if age < 5:
        return AgeBand.UNDER_5
    if age < 8:
        return AgeBand.FROM_5_TO_7
    return AgeBand.FROM_8_TO_12 if age < 13 else AgeBand.FROM_13_TO_17


def told_of(known: Sequence[Known]) -> Told:
    """Whether the children of a home know. One who was never asked about has not been told."""
    told = [one is Known.PRISON for one in known]
    if not told or not any(told):
        return Told.NONE
    return Told.ALL if all(told) else Told.SOME


def inside_of(*, male: bool, female: bool) -> Inside:
    """He or she, where the prison holds only one; else they."""
    if male == female:
        return Inside.UNKNOWN
    return Inside.MAN if male else Inside.WOMAN


def outcode_of(postcode: str, country: str) -> str:
    """The first half of a postcode of this country: enough to look for help near it. Empty for none, or for one abroad."""
    tidy = "".join(postcode.split()).upper()
    return tidy[:-3] if len(tidy) >= 5 and not country.strip() else ""


def age_on(day: date, *, birth_date: date | None, born_about: int | None) -> int | None:
    """Whole years of age on `day`; from a year of birth alone, the most it can be; None when nothing is known."""
    if birth_date is not None:
        return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
    return day.year - born_about if born_about is not None else None
