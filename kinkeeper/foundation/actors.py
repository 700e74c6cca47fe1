"""Who is asking. An Actor is made once a request and handed to every action and query."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    STAFF = "staff"
    FAMILY = "family"
    FEED = "feed"
    SYSTEM = "system"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Actor:
    """Codes and ids only, never a name: an Actor may be logged.

    `reference` is the user's (or feed's) reference, as the ledger keeps it; `role` a code from `agencies.types.Role`;
    `agency_id`, `team_ids`, `member_id` say where they work; `person_id` is a family member's own person.
    """

    kind: ActorKind
    reference: str = ""
    role: str = ""
    agency_id: int | None = None
    agency_reference: str = ""
    team_ids: frozenset[int] = frozenset()
    member_id: int | None = None
    person_id: int | None = None

    @property
    def is_staff(self) -> bool:
        return self.kind is ActorKind.STAFF

    @property
    def is_family(self) -> bool:
        return self.kind is ActorKind.FAMILY


NOBODY = Actor(kind=ActorKind.NOBODY)
SYSTEM = Actor(kind=ActorKind.SYSTEM, reference="system")
