"""Two prisons, a probation office, a family service and children's services, and whoever works there. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Agency, Agreement, Member, Team
from kinkeeper.agencies.queries import actor_for
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.custody.actions import record_events
from kinkeeper.custody.models import Period, Prison
from kinkeeper.custody.types import EventKind, NewEvent, Reason, Source, Stream
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.offers import actions
from kinkeeper.offers.models import Asking, Offer
from kinkeeper.offers.types import (
    Adult,
    Child,
    ChildOf,
    InterviewAnswers,
    NotTold,
    PassOnFor,
    Permission,
    SafeNow,
    Self,
)
from kinkeeper.people.types import Known, Tie
from kinkeeper.sharing.types import BasisKind

MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = MORNING + timedelta(hours=3)
DANNY = "A1234AA"


@dataclass
class World:
    """Imani is the family officer of Northgate, Petra that of Southfold; Amara links families; Grace is on duty."""

    northgate: Prison
    southfold: Prison
    imani: User
    petra: User
    pavel: User  # probation
    amara: User
    agreement: Agreement
    duty: Agency
    team: Team

    def actor(self, user: User) -> Actor:
        return actor_for(user)


def build_world() -> World:
    north = Agency.objects.create(kind=AgencyKind.PRISON, name="Northgate prison", phone="01632 960001")
    south = Agency.objects.create(kind=AgencyKind.PRISON, name="Southfold prison", phone="01632 960002")
    service = Agency.objects.create(kind=AgencyKind.FAMILY_SERVICE, name="Lantern", phone="01632 960003")
    probation = Agency.objects.create(kind=AgencyKind.PROBATION, name="Eastmere probation")
    duty = Agency.objects.create(kind=AgencyKind.CHILDRENS_SERVICES, name="Eastmere children’s services", phone="01632 960004")
    team = Team.objects.create(agency=service, name="Lantern East")
    agreement = Agreement.objects.create(
        title="Northgate and Lantern", basis=BasisKind.LEGITIMATE_INTERESTS, starts_on=date(2026, 1, 1)
    )
    agreement.parties.set([north, service])
    return World(
        northgate=Prison.objects.create(code="XNG", name="Northgate", agency=north, male=True),
        southfold=Prison.objects.create(code="XSF", name="Southfold", agency=south, male=True),
        imani=_member("Imani", north, Role.FAMILY_OFFICER),
        petra=_member("Petra", south, Role.FAMILY_OFFICER),
        pavel=_member("Pavel", probation, Role.PROBATION_OFFICER, Team.objects.create(agency=probation, name="Inside")),
        amara=_member("Amara", service, Role.LINK_WORKER, team),
        agreement=agreement,
        duty=duty,
        team=team,
    )


def _member(name: str, agency: Agency, role: Role, *teams: Team) -> User:
    user = User.objects.create_user(email=f"{name.lower()}@example.org", name=name)
    member = Member.objects.create(user=user, agency=agency, role=role)
    member.teams.set(teams)
    return user


def happens(
    reason: Reason, *, number: str = DANNY, prison: str = "XNG", at: datetime = MORNING, kind: EventKind = EventKind.RECEIVED
) -> None:
    """An event arrives when it happens, as intake takes it: custody first, then offers."""
    event = NewEvent(kind, number, prison, at, reason, Stream.SEARCH, Source.FEED)
    with clock_reading(at):
        actions.follow_periods(by=SYSTEM, changes=record_events(by=SYSTEM, events=[event]))


def receive(number: str = DANNY, prison: str = "XNG", at: datetime = MORNING) -> Asking:
    """Somebody is received; answers the asking that is due."""
    happens(Reason.NEW_ADMISSION, number=number, prison=prison, at=at)
    return asking_of(number)


def asking_of(number: str = DANNY) -> Asking:
    period = Period.objects.filter(number=number).order_by("-pk").first()
    return Asking.objects.select_related("person", "period", "prison__agency").get(period=period)


def rosas_home(team: Team, **changes: object) -> InterviewAnswers:
    """Danny names Rosa, his partner, with Maya and Leo; and his mother Ines, of whom nothing may be passed on."""
    answers: dict[str, object] = {
        "me": Self(given_name="Danny", family_name="Thorn", birth_date=date(1990, 5, 4), languages="English"),
        "adults": (
            Adult(
                given_name="Rosa",
                family_name="Vale",
                tie=Tie.PARTNER,
                home=0,
                phone="07700900101",
                safe_to_ring=SafeNow.SAFE,
                safe_times="Before 3pm",
                address="4 Lantern Row",
                postcode="ZZ99 3AB",
            ),
            Adult(given_name="Ines", family_name="Thorn", tie=Tie.MOTHER, home=1, phone="+34600000000"),
        ),
        "children": (
            Child(
                "Maya", "Vale", ChildOf.SON_OR_DAUGHTER, date(2018, 3, 2), None, 0, Tie.MOTHER, "", "Hill School", Known.AWAY
            ),
            Child("Leo", "Vale", ChildOf.STEPCHILD, None, 12, 0, Tie.MOTHER),
        ),
        "permissions": {
            0: Permission(
                adults=(0,),
                children=(0, 1),
                team=team.reference,
                purposes=(PassOnFor.RING, PassOnFor.PACK),
                until=date(2027, 2, 20),
                not_told=(NotTold.SCHOOL,),
                not_told_words="Not his brother",
            ),
            1: Permission(),
        },
    }
    return InterviewAnswers(**{**answers, **changes})  # type: ignore[arg-type]


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def signed_in(user: User, client: Client | None = None) -> Client:
    """A browser in which this user has signed in with both steps."""
    browser = client or Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": now().timestamp()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return browser


def permit(world: World, asking: Asking, **changes: object) -> list[Offer]:
    """The interview's end: what the parent answered of Rosa's home, with `changes`."""
    with clock_reading(LATER):
        return actions.conclude_interview(
            by=world.actor(world.imani), asking=asking, seen=asking.version, answers=rosas_home(world.team, **changes)
        )


def offer_of() -> Offer:
    """The one offer there is, as it stands now."""
    return Offer.objects.select_related("asking__prison__agency", "asking__person", "team").get()
