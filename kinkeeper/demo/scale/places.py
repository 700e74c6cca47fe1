"""The invented nation's agencies: prisons, family services, their teams and members, and what they have agreed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Agency, Agreement, Member, Team
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.custody.models import Prison
from kinkeeper.demo.scale.sizes import WORKERS_OF_A_TEAM, Sizes
from kinkeeper.demo.scale.words import PLACES, prison_code
from kinkeeper.demo.scale.writing import Writer


@dataclass(frozen=True, slots=True)
class Worker:
    """A member and their account."""

    member: int
    user: str  # reference
    role: Role
    agency: str  # reference


@dataclass(frozen=True, slots=True)
class PrisonAt:
    """A prison, its agency, and the officers who ask there. `service` is the place of the service it passes families to."""

    pk: int
    code: str
    agency: int
    officers: tuple[Worker, ...]
    service: int
    agreement: int


@dataclass(frozen=True, slots=True)
class TeamAt:
    """A team of a family service: its workers, without the lead, and the prisons whose families it reaches."""

    pk: int
    agency: int
    workers: tuple[Worker, ...]
    lead: Worker
    prisons: tuple[PrisonAt, ...]


@dataclass(slots=True)
class Places:
    """The whole of it. `teams_of` gives the teams of a service by its place."""

    prisons: list[PrisonAt] = field(default_factory=list)
    teams: list[TeamAt] = field(default_factory=list)
    teams_of: list[list[TeamAt]] = field(default_factory=list)


class _Founder:
    def __init__(self, writer: Writer) -> None:
        self.users = writer.table(User, "email", "name", "password")
        self.agencies = writer.table(Agency, "kind", "name", "neutral_name", "phone", "email")
        self.teams = writer.table(Team, "agency_id", "name")
        self.members = writer.table(Member, "user_id", "agency_id", "role", "working_days", "joined_at")
        self.in_teams = writer.table(Member.teams.through, "member_id", "team_id")
        self.agreements = writer.table(Agreement, "title", "basis", "law", "starts_on")
        self.parties = writer.table(Agreement.parties.through, "agreement_id", "agency_id")
        self.prisons = writer.table(Prison, "code", "name", "male", "female", "town", "postcode", "agency_id")

    def agency(self, kind: AgencyKind, name: str, place: int, neutral_name: str = "") -> int:
        mail = f"{kind}{place}@example.org"
        return self.agencies.add(kind.value, name, neutral_name, f"01632 960{place % 1000:03d}", mail)

    def worker(self, role: Role, agency: int, team: int, joined: datetime) -> Worker:
        place = self.users.last + 1
        user = self.users.add(
            f"{role}-{place}@example.org", f"{_FIRST[place % len(_FIRST)]} {PLACES[place % len(PLACES)]}", "!"
        )
        member = self.members.add(user, agency, role.value, 127, joined)  # every day, so that lists are the same on any day
        self.in_teams.add(member, team)
        return Worker(member, self.users.reference(user), role, self.agencies.reference(agency))


_FIRST = ("Ada", "Ben", "Cleo", "Dev", "Elin", "Fred", "Gita", "Hugh", "Ines", "Jack", "Kit")


def found_places(writer: Writer, sizes: Sizes, moment: datetime) -> Places:
    """Write the agencies and all that belongs to them; the same for the same sizes."""
    founder, places = _Founder(writer), Places()
    began = moment - timedelta(days=1500)
    services = [
        founder.agency(AgencyKind.FAMILY_SERVICE, f"{PLACES[-1 - place]} Family Links", place)
        for place in range(sizes.services)
    ]
    for place in range(max(1, sizes.prisons // 4)):
        founder.agency(AgencyKind.CHILDRENS_SERVICES, f"{PLACES[-place - 2]} Children’s Services", place)
    for place in range(sizes.prisons):
        name = PLACES[place % len(PLACES)]
        agency = founder.agency(AgencyKind.PRISON, f"HMP {name}", place, f"{name} House")
        team = founder.teams.add(agency, "Families team")
        officers = tuple(founder.worker(Role.FAMILY_OFFICER, agency, team, began) for _ in range(2))
        service = place * sizes.services // sizes.prisons
        agreement = founder.agreements.add(f"HMP {name}: reaching families", "legitimate_interests", "", began.date())
        founder.parties.add(agreement, agency)
        founder.parties.add(agreement, services[service])
        women = place % 10 == 9
        code = prison_code(place)
        pk = founder.prisons.add(code, f"{name} (HMP)", not women, women, name, "ZZ99 1ZZ", agency)
        places.prisons.append(PrisonAt(pk, code, agency, officers, service, agreement))
    for service, agency in enumerate(services):
        near = tuple(prison for prison in places.prisons if prison.service == service)
        mine = [_team(founder, agency, place, near, began) for place in range(service, sizes.teams, sizes.services)]
        places.teams_of.append(mine)
        places.teams.extend(mine)
    return places


def _team(founder: _Founder, agency: int, place: int, near: tuple[PrisonAt, ...], began: datetime) -> TeamAt:
    team = founder.teams.add(agency, f"Team {place + 1}")
    lead = founder.worker(Role.TEAM_LEAD, agency, team, began)
    workers = tuple(founder.worker(Role.LINK_WORKER, agency, team, began) for _ in range(WORKERS_OF_A_TEAM))
    return TeamAt(team, agency, workers, lead, near)
