"""Rules of the portal: codes, what stays unseen until it is released, and what an untold child is not shown."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta

from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.categories import Category
from kinkeeper.sharing.types import Purpose

LETTER_LASTS = timedelta(days=7)
ONE_TIME_LASTS = timedelta(minutes=10)
WRONG_ALLOWED = 5  # for each code
TRIES_FROM_ONE_PLACE = 30  # in a quarter of an hour, from one network address
BUNDLE_LASTS = timedelta(days=30)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_CODE = re.compile(rf"^[{ALPHABET}]{{12}}$")


def tidy_code(typed: str) -> str:
    """A letter's code as twelve characters, from one as typed: case, gaps and look-alike letters forgiven; else empty."""
    letters = re.sub(r"[\s-]", "", typed).upper().translate(_MISREAD)
    return letters if _CODE.match(letters) else ""


def in_groups(code: str) -> str:
    """Twelve characters in three groups, as they are printed."""
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))


def tidy_route(typed: str) -> str:
    """A telephone number or address as it is compared: no gaps, no capitals, one form for a national number."""
    route = re.sub(r"[\s().-]", "", typed).lower() if "@" not in typed else typed.strip().lower()
    route = re.sub(r"^00", "+", route)
    return re.sub(r"^\+440?", "0", route)


SAFEGUARDING_KINDS = frozenset({AgencyKind.POLICE, AgencyKind.CHILDRENS_SERVICES})
SAFEGUARDING_ROLES = frozenset({Role.POLICE_OFFICER, Role.SOCIAL_WORKER, Role.REVIEWING_OFFICER})
# Agencies whose very kind says that somebody is in custody.
TELLING_KINDS = frozenset({AgencyKind.PRISON, AgencyKind.PROBATION, AgencyKind.POLICE, AgencyKind.COURT, AgencyKind.FEED_OWNER})
TELLING_ROLES = frozenset(
    {Role.FAMILY_OFFICER, Role.VISITS_STAFF, Role.POLICE_OFFICER, Role.COURT_WORKER, Role.PROBATION_OFFICER}
)
TELLING_CATEGORIES = frozenset({Category.CUSTODY_FACT, Category.CUSTODY_DETAILS, Category.CONTACT})
TELLING_PURPOSES = frozenset({Purpose.ARRANGE_CONTACT, Purpose.PLAN_RELEASE})


def waits_for_release(*, role: str, purpose: str, agency_kind: str | None) -> bool:
    """Whether an entry stays unseen until a named person releases it: it might arm somebody or warn a suspect.

    An agency that is not known any more counts as one that could.
    """
    return (
        purpose == Purpose.SAFEGUARD or role in SAFEGUARDING_ROLES or agency_kind is None or agency_kind in SAFEGUARDING_KINDS
    )


def tells_an_untold_child(*, purpose: str, agency_kinds: Collection[str]) -> bool:
    """Whether an agreement, by what it is for or with whom, would tell a child what nobody has told them."""
    return purpose in TELLING_PURPOSES or bool(TELLING_KINDS & set(agency_kinds))


def shown_categories(categories: Collection[Category], *, knows: bool) -> tuple[Category, ...]:
    """The categories in order, without those that would tell a child what nobody has told them."""
    return tuple(category for category in Category if category in categories and (knows or category not in TELLING_CATEGORIES))
