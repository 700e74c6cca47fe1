"""The words of a family's move to another service, because the parent is held elsewhere now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MoveState(StrEnum):
    """Where one proposal to another service stands."""

    TO_ASK = "to_ask"  # the parent's permission names other services: somebody at the new prison asks
    PROPOSED = "proposed"  # waits for the lead of the other service
    TAKEN_ON = "taken_on"
    RETURNED = "returned"  # the other service could not
    PARENT_SAID_NO = "parent_said_no"
    CALLED_BACK = "called_back"  # the family stays with its service after all
    OVERTAKEN = "overtaken"  # moved again, or answered, before anybody did


class ReturnReason(StrEnum):
    """Why a service returns a family that it was asked to take on."""

    NO_ROOM = "no_room"
    NOT_OUR_AREA = "not_our_area"
    TOO_NEAR = "too_near"  # somebody there knows the family
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MovedFamily:
    """A family whose parent was moved, for the lead of its service. `covered`: this service works at the new prison too."""

    reference: str
    name: str
    held_name: str
    prison_name: str
    state: str
    due_at: datetime | None
    worker: str
    covered: bool
    theirs_to_choose: bool  # they said yes to this service themselves: only they can choose another
    move_state: str  # of the newest proposal; empty where there is none
    move_service: str
    move_why: str


@dataclass(frozen=True, slots=True)
class ServiceAsked:
    """For an officer of the new prison: one question to put to the parent."""

    reference: str
    asking: str
    contact_name: str
    held_name: str
    service: str
    asked_at: datetime
