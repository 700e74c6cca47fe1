"""What other rooms may ask of agencies."""

from kinkeeper.agencies.queries.cover import absences_from, covering, here_today
from kinkeeper.agencies.queries.members import (
    actor_for,
    agency_named,
    invitation_with_token,
    invitations_of,
    members_of,
    personas,
    team_mates_of,
    teams_of,
)
from kinkeeper.agencies.queries.names import kind_name, role_name

__all__ = [
    "absences_from",
    "actor_for",
    "agency_named",
    "covering",
    "here_today",
    "invitation_with_token",
    "invitations_of",
    "kind_name",
    "members_of",
    "personas",
    "role_name",
    "team_mates_of",
    "teams_of",
]
