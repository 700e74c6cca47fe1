"""Who asks, in the proofs: people of every role at every kind of agency, families' own accounts, and nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.test import Client
from django.test.client import ClientHandler

from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Agency, Member, Team
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.clock import now

NOBODY = "nobody"

# key, name, agency (of the demo region), role. "wen" works in another team of the same service as Nadia.
_MORE = (
    ("wen", "Wen Evening", "links", Role.LINK_WORKER),
    ("petra", "Petra Quill", "links", Role.PRIVACY_LEAD),
    ("fred", "Fred Gone", "links", Role.LINK_WORKER),
    ("vera", "Vera Slade", "alderfen", Role.VISITS_STAFF),
    ("paul", "Paul Ives", "police", Role.POLICE_OFFICER),
    ("colm", "Colm Dray", "court", Role.COURT_WORKER),
    ("sol", "Sol Mercer", "children", Role.SOCIAL_WORKER),
    ("ravi", "Ravi Hale", "children", Role.REVIEWING_OFFICER),
    ("pip", "Pip Farrow", "children", Role.PRIVACY_LEAD),
    ("sheila", "Sheila Marsh", "school", Role.SCHOOL_LEAD),
    ("hana", "Hana Voss", "health", Role.HEALTH_WORKER),
    ("hal", "Hal Prior", "helpline", Role.HELPLINE_ADVISER),
    ("ana", "Ana Birch", "board", Role.ANALYST),
    ("cora", "Cora Lund", "board", Role.COORDINATOR),
)
FORMER = "fred"


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody who asks: a session in a browser (empty for nobody), and who that is."""

    key: str
    session: str = ""
    user: int | None = None

    def browser(self) -> Client:
        """A browser of theirs, fresh for one request, so that nothing is carried from one request to the next."""
        client = Client(raise_request_exception=False)
        client.handler = _handler()  # with its middleware read once: reading it takes a fifth of a request
        if self.session:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        return client


@cache
def _handler() -> ClientHandler:
    return ClientHandler(enforce_csrf_checks=False)


def hire(agencies: Mapping[str, Agency]) -> dict[str, Member]:
    """The members beside the demo's own, by key."""
    evening = Team.objects.create(agency=agencies["links"], name="Evening team")
    found = {}
    for key, name, at, role in _MORE:
        user = User.objects.create_user(f"{key}@example.org", name=name)
        found[key] = Member.objects.create(user=user, agency=agencies[at], role=role)
        teams = [evening] if key == "wen" else list(Team.objects.filter(agency=agencies[at]).exclude(pk=evening.pk))
        found[key].teams.set(teams)
    return found


def sign_in(key: str, user: User) -> Persona:
    """A session with both steps done, as the sign-in library leaves it."""
    client = Client()
    user.refresh_from_db()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": now().timestamp()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    if key != FORMER:  # whose work here has ended is signed out by the first page
        _look_in(client)
    return Persona(key, str(session.session_key), user.pk)


def come_in(key: str, code: str) -> Persona:
    """A family member who comes in by the code of a letter."""
    client = Client()
    answer = client.post("/my/", {"code": code})
    if answer.status_code != 302:
        raise AssertionError(f"{key} could not come in by a letter: {answer.status_code}")
    _look_in(client)
    return Persona(key, client.cookies[settings.SESSION_COOKIE_NAME].value, int(client.session["_auth_user_id"]))


def _look_in(client: Client) -> None:
    """A first page, so that the session has all that a session gets, and later requests need not write it."""
    client.get("/account/password/change/")
