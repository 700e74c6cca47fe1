"""Names of roles and kinds of agency, and what people in each role do, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kinkeeper.agencies.types import AgencyKind, Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

ROLES: dict[Role, tuple[Words, Words]] = {
    Role.LINK_WORKER: (_("Link worker"), _("Rings families, sends the pack, supports them")),
    Role.TEAM_LEAD: (_("Team lead"), _("Sees that every family is reached in time")),
    Role.FAMILY_OFFICER: (_("Family officer"), _("Asks people in prison about their children, and for permission")),
    Role.VISITS_STAFF: (_("Visits staff"), _("Runs visits")),
    Role.POLICE_OFFICER: (_("Police officer"), _("Tells the duty team when a child may be alone")),
    Role.COURT_WORKER: (_("Court worker"), _("Gives families a leaflet and a hand at court")),
    Role.PROBATION_OFFICER: (_("Probation officer"), _("Asks for permission, plans the release")),
    Role.SOCIAL_WORKER: (_("Social worker"), _("Decides with the family what is good for each child")),
    Role.REVIEWING_OFFICER: (_("Reviewing officer"), _("Chairs looked-after reviews")),
    Role.SCHOOL_LEAD: (_("School lead"), _("Supports a pupil with what the family agreed to")),
    Role.HEALTH_WORKER: (_("Health worker"), _("Supports parents and small children")),
    Role.HELPLINE_ADVISER: (_("Helpline adviser"), _("Answers calls and finds help")),
    Role.COORDINATOR: (_("Network coordinator"), _("Brings agencies together")),
    Role.ANALYST: (_("Analyst"), _("Reads figures, never names")),
    Role.PRIVACY_LEAD: (_("Privacy lead"), _("Checks who was told what, and why")),
    Role.FEED_MANAGER: (_("Feed manager"), _("Looks after a feed of receptions and releases")),
    Role.ADMINISTRATOR: (_("Administrator"), _("Invites colleagues and keeps the teams; sees no family")),
}
KINDS: dict[AgencyKind, Words] = {
    AgencyKind.FAMILY_SERVICE: _("Family service"),
    AgencyKind.PRISON: _("Prison"),
    AgencyKind.POLICE: _("Police"),
    AgencyKind.COURT: _("Court"),
    AgencyKind.PROBATION: _("Probation"),
    AgencyKind.CHILDRENS_SERVICES: _("Children’s services"),
    AgencyKind.SCHOOL: _("School"),
    AgencyKind.HEALTH: _("Health"),
    AgencyKind.CHILDRENS_CENTRE: _("Children’s centre"),
    AgencyKind.HELPLINE: _("Helpline"),
    AgencyKind.BOARD: _("Board"),
    AgencyKind.FEED_OWNER: _("Feed owner"),
}


def role_name(role: str) -> str:
    """What the role is called."""
    return str(ROLES[Role(role)][0])


def what_they_do(role: str) -> str:
    """What people in the role do, in one line."""
    return str(ROLES[Role(role)][1])


def kind_name(kind: str) -> str:
    """What the kind of agency is called."""
    return str(KINDS[AgencyKind(kind)])
