"""Jurisdictions as data: names, ages, clocks, laws, holidays and helplines. No rule in code names a country.

Each file `jurisdictions/<code>.toml` is read once, checked, and frozen. A file may `extend` another: what it says
replaces what the other says, table by table. What nobody was sure of is absent, never guessed: some fields may be None.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from kinkeeper.foundation.tomltable import BadTable, Table

FOLDER = Path(__file__).parent / "jurisdictions"


class Stage(StrEnum):
    """The stations of the pathway, from arrest to after; each jurisdiction has its own name for them."""

    ARREST = "arrest"
    POLICE_CUSTODY = "police_custody"
    COURT = "court"
    BAIL = "bail"
    REMAND = "remand"
    SENTENCE_CUSTODY = "sentence_custody"
    SENTENCE_COMMUNITY = "sentence_community"
    HOME_CURFEW = "home_curfew"
    LICENCE = "licence"
    RECALL = "recall"
    HOSPITAL = "hospital"
    REMOVAL = "removal"
    AFTER = "after"
    DEATH = "death"


class RoleName(StrEnum):
    """The roles whose title differs from place to place (codes as in `agencies`, where it has them)."""

    FAMILY_OFFICER = "family_officer"
    LINK_WORKER = "link_worker"
    PRISON_FAMILY_WORKER = "prison_family_worker"
    VISITS_STAFF = "visits_staff"
    PROBATION_OFFICER = "probation_officer"
    SOCIAL_WORKER = "social_worker"
    REVIEWING_OFFICER = "reviewing_officer"
    SCHOOL_LEAD = "school_lead"
    HEALTH_WORKER = "health_worker"
    LEAD_PROFESSIONAL = "lead_professional"
    DUTY_TEAM = "duty_team"


class BasisName(StrEnum):
    """The kinds of lawful basis, as `sharing` knows them."""

    CONSENT = "consent"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"
    SAFEGUARDING = "safeguarding"
    LEGAL_DUTY = "legal_duty"
    OWN_WORK = "own_work"
    DATA_SUBJECT = "data_subject"


class Audience(StrEnum):
    """For whom a helpline is."""

    FAMILY = "family"
    CHILD = "child"
    ANYONE = "anyone"


class Distance(StrEnum):
    """What people here reckon distances in."""

    MILES = "miles"
    KILOMETRES = "kilometres"


@dataclass(frozen=True, slots=True)
class Language:
    """A language families here are written to in: its BCP 47 tag, its English name, and its own name."""

    code: str
    name: str
    own_name: str


@dataclass(frozen=True, slots=True)
class PrivateFostering:
    """When a carer who is not a near relative must be told of: after `days`, under the age of `under`."""

    days: int
    under: int | None
    law: str
    tell: str
    near_relatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """From what age a child is taken to understand what they agree to; None where it is judged child by child."""

    age: int | None
    rule: str
    source: str


@dataclass(frozen=True, slots=True)
class ResponsibilitySource:
    """From what somebody may hold parental responsibility. `tie` is what that makes them to the child; it may be empty."""

    code: str
    says: str
    tie: str


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who may decide important things for a child here: its name, in plain words, its law, and what it can come from."""

    name: str
    explained: str
    law: str
    sources: tuple[ResponsibilitySource, ...]

    def source(self, code: str) -> ResponsibilitySource | None:
        """The source of that code; None when the law here knows none."""
        return next((source for source in self.sources if source.code == code), None)


@dataclass(frozen=True, slots=True)
class LawfulBasis:
    """A law that a sharing agreement may name, in force from `since` (and, when it has ended, until `until`)."""

    code: str
    kind: BasisName
    law: str
    provision: str
    since: date
    until: date | None
    says: str

    def in_force(self, on: date) -> bool:
        """Whether the law is in force on that day; its last day counts."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Holiday:
    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Helpline:
    """A number to ring. `checked` is the day somebody rang it and it answered; None means nobody has.

    `neutral` says that neither its name nor its words tell of custody, so it may stand on what an untold child opens.
    """

    name: str
    phone: str
    hours: str
    says: str
    audience: Audience
    neutral: bool
    source: str
    checked: date | None


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """All that differs from place to place. `hours_to_offer` run from the admission (Family Links: 48, SCIE Guide 22).

    `content` names the folders of words for packs, the common one first. `helplines` are what a new site's list begins as.
    """

    code: str
    name: str
    fictional: bool
    zone: str
    languages: tuple[Language, ...]
    content: tuple[str, ...]
    hours_to_offer: int
    first_attempt: str
    adult_age: int
    adults_a_visit: int | None
    consent: Consent
    private_fostering: PrivateFostering | None
    responsibility: Responsibility
    assessment: str
    emergency_phone: str
    distance: Distance
    recheck_days: int
    stages: Mapping[Stage, str]
    roles: Mapping[RoleName, str]
    bases: tuple[LawfulBasis, ...]
    holidays: tuple[Holiday, ...]
    helplines: tuple[Helpline, ...]

    def is_checked_lately(self, checked: date | None, on: date) -> bool:
        """Whether a number rung on that day may reach a family on `on`: no later, and no longer than `recheck_days` before."""
        return checked is not None and 0 <= (on - checked).days <= self.recheck_days

    def bases_in_force(self, on: date) -> tuple[LawfulBasis, ...]:
        """The laws an agreement may name on that day."""
        return tuple(basis for basis in self.bases if basis.in_force(on))

    def is_holiday(self, on: date) -> bool:
        """Whether that day is a public holiday here. Saturdays and Sundays are not counted as holidays."""
        return any(holiday.day == on for holiday in self.holidays)

    def near_relative(self, tie: str) -> bool:
        """Whether a carer of that tie is a near relative, so that private fostering does not arise. Unknown: no."""
        return self.private_fostering is not None and tie in self.private_fostering.near_relatives

    @property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


def names() -> tuple[str, ...]:
    """The codes of every jurisdiction there is a file for, in order."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


@cache
def jurisdiction(code: str) -> Jurisdiction:
    """The jurisdiction with that code, read once. Raises BadTable naming the file and the key that is wrong."""
    if not re.fullmatch(r"[a-z_]+", code):
        raise BadTable(f"{code!r} is no jurisdiction's code. Put one of: {', '.join(names())}.")
    return load(FOLDER / f"{code}.toml")


def load(file: Path) -> Jurisdiction:
    """Read and check one file, with what it extends. Raises BadTable naming the file and the key that is wrong."""
    return _read(Table(_merged(file, ()), file.name), file.stem)


def _merged(file: Path, seen: tuple[str, ...]) -> dict[str, Any]:
    if file.stem in seen:
        raise BadTable(f"{file.name}: extends comes round in a circle: {' -> '.join((*seen, file.stem))}.")
    if not file.is_file():
        raise BadTable(f"there is no {file.name} in {file.parent.name}. Put one of: {', '.join(names())}.")
    try:
        own = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadTable(f"{file.name}: not TOML: {error}.") from error
    parent = own.pop("extends", None)
    if parent is None:
        return own
    merged = _merged(file.parent / f"{parent}.toml", (*seen, file.stem))
    for key, value in own.items():
        inherited = merged.get(key)
        merged[key] = {**inherited, **value} if isinstance(inherited, dict) and isinstance(value, dict) else value
    return merged


def _read(table: Table, code: str) -> Jurisdiction:
    zone = table.text("zone")
    if zone not in available_timezones():
        table.refuse("zone", f"{zone!r} is no IANA time zone, such as Europe/London")
    offer, ages, checks = table.table("offer"), table.table("ages"), table.table("checks")
    first_attempt = offer.text("first_attempt")
    if first_attempt != "same_day":
        offer.refuse("first_attempt", "only same_day is known")
    found = Jurisdiction(
        code=code,
        name=table.text("name"),
        fictional=table.switch("fictional", default=False),
        zone=zone,
        languages=tuple(_language(row) for row in table.tables("languages")),
        content=table.texts("content"),
        hours_to_offer=offer.number("hours", least=1),
        first_attempt=first_attempt,
        adult_age=ages.number("adult", least=1),
        adults_a_visit=ages.maybe_number("adults_a_visit", least=1),
        consent=_consent(table.table("consent")),
        private_fostering=_fostering(table.maybe_table("private_fostering")),
        responsibility=_responsibility(table.table("responsibility")),
        assessment=table.text("assessment"),
        emergency_phone=table.text("emergency_phone"),
        distance=table.one_of(Distance, "distance", default=Distance.KILOMETRES),
        recheck_days=checks.number("recheck_days", least=1),
        stages=MappingProxyType(table.table("stages").all_of(Stage)),
        roles=MappingProxyType(table.table("roles").all_of(RoleName)),
        bases=tuple(_basis(row) for row in table.tables("bases")),
        holidays=tuple(_holiday(row) for row in table.tables("holidays")),
        helplines=tuple(_helpline(row) for row in table.tables("helplines")),
    )
    for part in (offer, ages, checks, table):
        part.done()
    if len({holiday.day for holiday in found.holidays}) != len(found.holidays):
        table.refuse("holidays", "the same day stands twice")
    return found


def _language(row: Table) -> Language:
    return row.finish(Language(code=row.text("code"), name=row.text("name"), own_name=row.text("own_name")))


def _consent(row: Table) -> Consent:
    return row.finish(Consent(age=row.maybe_number("age", least=1), rule=row.text("rule"), source=row.text("source")))


def _fostering(row: Table | None) -> PrivateFostering | None:
    if row is None:
        return None
    return row.finish(
        PrivateFostering(
            days=row.number("days", least=1),
            under=row.maybe_number("under", least=1),
            law=row.text("law"),
            tell=row.text("tell"),
            near_relatives=row.texts("near_relatives"),
        )
    )


def _responsibility(row: Table) -> Responsibility:
    found = Responsibility(
        name=row.text("name"),
        explained=row.text("explained"),
        law=row.text("law"),
        sources=tuple(
            source.finish(
                ResponsibilitySource(code=source.text("code"), says=source.text("says"), tie=source.text("tie", default=""))
            )
            for source in row.tables("sources")
        ),
    )
    codes = [source.code for source in found.sources]
    if len(set(codes)) != len(codes) or {"no", "unknown"} & set(codes):
        row.refuse("sources", "each code stands once, and none is called no or unknown")
    return row.finish(found)


def _basis(row: Table) -> LawfulBasis:
    basis = LawfulBasis(
        code=row.text("code"),
        kind=row.one_of(BasisName, "kind"),
        law=row.text("law"),
        provision=row.text("provision"),
        since=row.day("since"),
        until=row.maybe_day("until"),
        says=row.text("says"),
    )
    if basis.until and basis.until < basis.since:
        row.refuse("until", "the law ends before it begins")
    return row.finish(basis)


def _holiday(row: Table) -> Holiday:
    return row.finish(Holiday(day=row.day("day"), name=row.text("name")))


def _helpline(row: Table) -> Helpline:
    return row.finish(
        Helpline(
            name=row.text("name"),
            phone=row.text("phone"),
            hours=row.text("hours", default=""),
            says=row.text("says"),
            audience=row.one_of(Audience, "audience"),
            neutral=row.switch("neutral", default=False),
            source=row.text("source"),
            checked=row.maybe_day("checked"),
        )
    )
