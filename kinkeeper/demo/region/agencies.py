"""The agencies of Harrowmere, and the personas who work there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Agency, Agreement, DutyTeam, Member, Team
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.clock import now


@dataclass(frozen=True, slots=True)
class NewAgency:
    """One invented agency: its key in this module, name, kind, telephone (drama range), neutral name."""

    key: str
    name: str
    kind: AgencyKind
    phone: str
    neutral_name: str = ""


AGENCIES = (
    NewAgency("alderfen", "HMP Alderfen", AgencyKind.PRISON, "01632 960101", "Alderfen House"),
    NewAgency("fenmoor", "HMP Fenmoor", AgencyKind.PRISON, "01632 960102", "Fenmoor House"),
    NewAgency("saltmarsh", "HMP & YOI Saltmarsh", AgencyKind.PRISON, "01632 960103", "Saltmarsh House"),
    NewAgency("links", "Harrowmere Family Links", AgencyKind.FAMILY_SERVICE, "0808 157 0110"),
    NewAgency("bridges", "Saltmarsh Bridges", AgencyKind.FAMILY_SERVICE, "0808 157 0111"),
    NewAgency("police", "Harrowmere Police", AgencyKind.POLICE, "01632 960110"),
    NewAgency("court", "Harrowmere Magistrates’ Court", AgencyKind.COURT, "01632 960111"),
    NewAgency("probation", "Harrowmere Probation", AgencyKind.PROBATION, "01632 960112"),
    NewAgency("children", "Harrowmere Children’s Services", AgencyKind.CHILDRENS_SERVICES, "01632 960113"),
    NewAgency("school", "Millbrook Primary School", AgencyKind.SCHOOL, "01632 960114"),
    NewAgency("health", "Harrowmere Health Visiting", AgencyKind.HEALTH, "01632 960115"),
    NewAgency("helpline", "Harrowmere Families Line", AgencyKind.HELPLINE, "0808 157 0101"),
    NewAgency("board", "Harrowmere Safeguarding Children Partnership", AgencyKind.BOARD, "01632 960116"),
    NewAgency("neighbour", "Ashvale Children’s Services", AgencyKind.CHILDRENS_SERVICES, "01632 960118"),
    NewAgency("records", "Harrowmere Custody Records", AgencyKind.FEED_OWNER, "01632 960117"),
)

# Whom to ring about a child: agency, areas, number in the day, number out of hours.
DUTY_TEAMS = (
    ("children", ["Harrowmere"], "01632 960170", "01632 960171"),
    ("neighbour", ["Ashvale", "Upper Ashvale"], "01632 960172", "01632 960173"),
)

TEAMS = {"links": ("Alderfen and Fenmoor team",), "bridges": ("Saltmarsh team",)}


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to sign in as with one click; `does` is a line that says what they do."""

    key: str
    name: str
    agency: str
    role: Role


PERSONAS = (
    Persona("nadia", "Nadia Okoro", "links", Role.LINK_WORKER),
    Persona("pete", "Pete Marlow", "links", Role.LINK_WORKER),
    Persona("grace", "Grace Whitlock", "links", Role.TEAM_LEAD),
    Persona("ruth", "Ruth Adeyemi", "bridges", Role.LINK_WORKER),
    Persona("amir", "Amir Castell", "bridges", Role.TEAM_LEAD),
    Persona("tom", "Tom Bracken", "alderfen", Role.FAMILY_OFFICER),
    Persona("moira", "Moira Shaw", "fenmoor", Role.FAMILY_OFFICER),
    Persona("colin", "Colin Reed", "saltmarsh", Role.FAMILY_OFFICER),
    Persona("priya", "Priya Nair", "probation", Role.PROBATION_OFFICER),
    Persona("ines", "Ines Calder", "records", Role.FEED_MANAGER),
    Persona("bea", "Bea Lowry", "alderfen", Role.ADMINISTRATOR),
    Persona("hollis", "Hollis Grant", "children", Role.ADMINISTRATOR),
    Persona("joan", "Joan Tilley", "links", Role.ADMINISTRATOR),
    Persona("femi", "Femi Adair", "links", Role.PRIVACY_LEAD),
    Persona("hugh", "Hugh Penrose", "alderfen", Role.PRIVACY_LEAD),
    Persona("sian", "Siân Howell", "children", Role.SOCIAL_WORKER),
    Persona("wanda", "Wanda Brice", "children", Role.PRIVACY_LEAD),
    Persona("leah", "Leah Strand", "board", Role.COORDINATOR),
    Persona("gus", "Gus Farrow", "helpline", Role.HELPLINE_ADVISER),
)


@dataclass(frozen=True, slots=True)
class Staff:
    """The agencies and members of the region, by key."""

    agencies: Mapping[str, Agency]
    members: Mapping[str, Member]


def found_agencies() -> Staff:
    """Write the agencies, their teams, personas and agreements."""
    agencies: dict[str, Agency] = {}
    teams: dict[str, list[Team]] = {}
    for new in AGENCIES:
        agency = Agency.objects.create(
            name=new.name, neutral_name=new.neutral_name, kind=new.kind, phone=new.phone, jurisdiction="demo_region"
        )
        agencies[new.key] = agency
        teams[new.key] = [Team.objects.create(agency=agency, name=name) for name in TEAMS.get(new.key, (f"{new.name} team",))]
    members: dict[str, Member] = {}
    for persona in PERSONAS:
        user = User.objects.create_user(f"{persona.key}@example.org", name=persona.name, is_persona=True)
        member = Member.objects.create(user=user, agency=agencies[persona.agency], role=persona.role)
        member.teams.set(teams[persona.agency])
        members[persona.key] = member
    for key, areas, phone, out_of_hours in DUTY_TEAMS:
        DutyTeam.objects.create(agency=agencies[key], areas=areas, phone=phone, out_of_hours_phone=out_of_hours)
    _agree(agencies)
    return Staff(agencies=agencies, members=members)


def _agree(agencies: Mapping[str, Agency]) -> None:
    began = (now() - timedelta(days=400)).date()
    for service, prisons in (("links", ("alderfen", "fenmoor")), ("bridges", ("saltmarsh",))):
        for prison in prisons:
            agreement = Agreement.objects.create(
                title=f"{agencies[prison].name} and {agencies[service].name}: reaching families",
                basis="legitimate_interests",
                starts_on=began,
                review_on=(now() + timedelta(days=200)).date(),
            )
            agreement.parties.set([agencies[prison], agencies[service]])
    town = Agreement.objects.create(
        title="Harrowmere agencies: keeping children safe",
        basis="public_task",
        law="Children Act 2004, section 11",
        starts_on=began,
    )
    # Family services are no party to it: by it no prison passes a family on.
    town.parties.set(agency for key, agency in agencies.items() if key not in TEAMS)
    induction = Agreement.objects.create(
        title="HMP Alderfen and Harrowmere Probation: asking at induction",
        basis="public_task",
        law="Offender Management Act 2007, section 14",
        starts_on=began,
        review_on=(now() + timedelta(days=200)).date(),
    )
    induction.parties.set([agencies["alderfen"], agencies["probation"]])
