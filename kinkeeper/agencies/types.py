"""The words of `agencies`: what kinds of agency there are, and what people do there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AgencyKind(StrEnum):
    FAMILY_SERVICE = "family_service"  # a charity whose link workers reach families
    PRISON = "prison"
    POLICE = "police"
    COURT = "court"
    PROBATION = "probation"
    CHILDRENS_SERVICES = "childrens_services"
    SCHOOL = "school"
    HEALTH = "health"
    CHILDRENS_CENTRE = "childrens_centre"
    HELPLINE = "helpline"
    BOARD = "board"  # a safeguarding board or partnership: figures only
    FEED_OWNER = "feed_owner"  # runs a feed of custody events


class Role(StrEnum):
    LINK_WORKER = "link_worker"
    TEAM_LEAD = "team_lead"
    FAMILY_OFFICER = "family_officer"
    VISITS_STAFF = "visits_staff"
    POLICE_OFFICER = "police_officer"
    COURT_WORKER = "court_worker"
    PROBATION_OFFICER = "probation_officer"
    SOCIAL_WORKER = "social_worker"
    REVIEWING_OFFICER = "reviewing_officer"
    SCHOOL_LEAD = "school_lead"
    HEALTH_WORKER = "health_worker"
    HELPLINE_ADVISER = "helpline_adviser"
    COORDINATOR = "coordinator"
    ANALYST = "analyst"
    PRIVACY_LEAD = "privacy_lead"
    FEED_MANAGER = "feed_manager"
    ADMINISTRATOR = "administrator"  # looks after members and settings of one agency; sees no family


class InvitationState(StrEnum):
    WAITING = "waiting"  # the letter has not left yet
    OPEN = "open"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Colleague:
    """What cover needs to know of a member: the days they work (a bit each), and spans of days away, both ends included."""

    member_id: int
    working_days: int
    away: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A duty team as it stands at one moment. `number` is the one to ring now; `other` the one for the other hours, if any."""

    agency_id: int
    reference: str
    name: str
    number: str
    other: str
    open_now: bool
    areas: tuple[str, ...]
    serves: bool  # the area that was asked for is one of theirs


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody of the demo, as the page shows them."""

    reference: str
    name: str
    agency: str
    role: str
    what_they_do: str
