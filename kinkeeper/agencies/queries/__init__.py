"""What other rooms may ask of agencies."""

from kinkeeper.agencies.queries.agreements import (
    agencies_families_may_choose,
    agencies_with_ids,
    agencies_with_references,
    agreement_between,
    agreements_in_force,
    teams_agreed_with,
)
from kinkeeper.agencies.queries.cover import absences_from, covering, here_today
from kinkeeper.agencies.queries.duty import areas_served, duty_team_of, duty_teams
from kinkeeper.agencies.queries.members import (
    actor_for,
    agency_named,
    agency_of,
    invitation_with_token,
    invitations_of,
    members_of,
    members_with_references,
    names_of_staff,
    names_of_team_mates,
    only_feed_owner,
    personas,
    team_mates_of,
    teams_of,
)
from kinkeeper.agencies.queries.names import kind_name, role_name

__all__ = [
    "absences_from",
    "actor_for",
    "agencies_families_may_choose",
    "agencies_with_ids",
    "agencies_with_references",
    "agency_named",
    "agency_of",
    "agreement_between",
    "agreements_in_force",
    "areas_served",
    "covering",
    "duty_team_of",
    "duty_teams",
    "here_today",
    "invitation_with_token",
    "invitations_of",
    "kind_name",
    "members_of",
    "members_with_references",
    "names_of_staff",
    "names_of_team_mates",
    "only_feed_owner",
    "personas",
    "role_name",
    "team_mates_of",
    "teams_agreed_with",
    "teams_of",
]
