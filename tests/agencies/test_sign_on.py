"""An agency's own sign-on (OpenID Connect): an invented server, spoken with through the real library."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from requests.adapters import BaseAdapter

from kinkeeper.accounts.agency_sign_on import SignOnServer
from kinkeeper.accounts.models import User
from kinkeeper.agencies.actions import connect_sign_on, invite_member, make_invitation_link
from kinkeeper.agencies.adapters import AgencySignOn
from kinkeeper.agencies.models import Agency, Member
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import SYSTEM
from tests.signing import agency, code_for, secret_of, works

pytestmark = pytest.mark.django_db

SERVER = "https://login.police.example.org"


class InventedServer(BaseAdapter):
    """Answers as a sign-on server does: where things are, a token, and who it is."""

    def __init__(self) -> None:
        super().__init__()
        self.who: dict[str, Any] = {}

    def send(self, request: requests.PreparedRequest, **_options: Any) -> requests.Response:
        path = urlsplit(str(request.url)).path
        claims = {"iss": SERVER, "aud": "kinkeeper", "exp": datetime.now(UTC).timestamp() + 60, **self.who}
        answers: dict[str, dict[str, Any]] = {
            "/.well-known/openid-configuration": {
                "issuer": SERVER,
                "authorization_endpoint": f"{SERVER}/authorize",
                "token_endpoint": f"{SERVER}/token",
                "userinfo_endpoint": f"{SERVER}/who",
                "jwks_uri": f"{SERVER}/keys",
            },
            "/token": {
                "access_token": "invented",
                "token_type": "Bearer",
                "id_token": jwt.encode(claims, "k" * 32, algorithm="HS256"),
            },
            "/who": self.who,
        }
        response = requests.Response()
        response.status_code = 200
        response.headers["Content-Type"] = "application/json"
        response._content = json.dumps(answers[path]).encode()
        response.request, response.url = request, str(request.url)
        return response

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, settings: Any) -> InventedServer:
    known = SignOnServer("police", "Testshire Police", SERVER, "kinkeeper", "secret", asks_second_factor=False)
    settings.SIGN_ON_SERVERS = {"police": known}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [known.as_app()]}}
    invented = InventedServer()

    def session(_adapter: AgencySignOn) -> requests.Session:
        made = requests.Session()
        made.mount("https://", invented)
        return made

    monkeypatch.setattr(AgencySignOn, "get_requests_session", session)
    return invented


def sign_on(browser: Client, server: InventedServer, **who: Any) -> Any:
    """Go to the agency's server and come back as `who`."""
    server.who = who
    there = browser.post("/account/agency/police/")
    state = parse_qs(urlsplit(there.url).query)["state"][0]
    return browser.get("/account/agency/police/back/", {"code": "given", "state": state})


def connected(name: str = "Testshire Police") -> Agency:
    return connect_sign_on(by=SYSTEM, agency=agency(name), server="police")


def test_the_way_there_is_guarded(server: InventedServer) -> None:
    there = Client().post("/account/agency/police/")
    asked = parse_qs(urlsplit(there.url).query)

    assert there.url.startswith(f"{SERVER}/authorize?")
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 16


def test_a_member_is_connected_by_the_proven_address_once_and_by_sub_from_then_on(server: InventedServer) -> None:
    rosa = works("Rosa", connected())

    first = sign_on(Client(), server, sub="4711", email="rosa@example.org", email_verified=True)
    later = sign_on(Client(), server, sub="4711", email="married.name@example.org", email_verified=True)

    assert (first.url, later.url) == ("/account/code/", "/account/code/")
    assert [(account.uid, account.user) for account in SocialAccount.objects.all()] == [("4711", rosa.user)]


def test_our_second_step_comes_after_it(server: InventedServer) -> None:
    rosa = works("Rosa", connected())
    browser = Client()
    sign_on(browser, server, sub="4711", email="rosa@example.org", email_verified=True)

    assert browser.get("/agency/away/").url.startswith("/account/sign-in/")
    browser.post("/account/code/", {"code": code_for(secret_of(rosa.user))})
    assert browser.get("/agency/away/").status_code == 200


def test_unless_the_agencys_own_sign_on_asks_for_one(server: InventedServer, settings: Any) -> None:
    settings.SIGN_ON_SERVERS = {"police": SignOnServer("police", "P", SERVER, "kinkeeper", "secret", asks_second_factor=True)}
    works("Rosa", connected(), app=False)
    browser = Client()

    response = sign_on(browser, server, sub="4711", email="rosa@example.org", email_verified=True)

    assert response.url == "/home/"
    assert browser.get("/agency/away/").status_code == 200


def test_somebody_invited_joins_by_it(server: InventedServer) -> None:
    at = connected()
    invitation = invite_member(by=SYSTEM, email="danny@example.org", agency=at, role=Role.POLICE_OFFICER)
    make_invitation_link(invitation=invitation)
    browser = Client()

    sign_on(browser, server, sub="42", email="Danny@example.org", email_verified=True, name="Danny Thorn")

    member = Member.objects.get()
    assert (member.agency, member.role, member.user.name) == (at, Role.POLICE_OFFICER, "Danny Thorn")
    assert not member.user.has_usable_password()
    assert browser.get("/agency/away/").url == "/account/set-up/"
    assert browser.get("/account/app/").status_code == 200


@pytest.mark.parametrize(
    "case", ["not invited", "address not proven", "no address", "member elsewhere", "invited elsewhere", "invitation too old"]
)
def test_anybody_else_is_refused(server: InventedServer, case: str) -> None:
    at, elsewhere = connected(), agency("Ties South")
    verified = case != "address not proven"
    who: dict[str, Any] = {"sub": "13", "email": "rosa@example.org", "email_verified": verified}
    if case == "no address":
        del who["email"]
    if case == "address not proven":
        works("Rosa", at)
    if case == "member elsewhere":
        works("Rosa", elsewhere)
    if case == "invited elsewhere":
        make_invitation_link(invitation=invite_member(by=SYSTEM, email="rosa@example.org", agency=elsewhere, role=Role.ANALYST))
    if case == "invitation too old":
        invite_member(by=SYSTEM, email="rosa@example.org", agency=at, role=Role.ANALYST)  # its letter never left
    users = User.objects.count()

    browser = Client()
    response = sign_on(browser, server, **who)

    assert response.status_code == 403
    assert "You need an invitation" in response.text
    assert (SocialAccount.objects.count(), User.objects.count()) == (0, users)
    assert browser.get("/agency/away/").url.startswith("/account/sign-in/")


def test_a_known_sub_whose_membership_ended_is_refused(server: InventedServer) -> None:
    rosa = works("Rosa", connected())
    sign_on(Client(), server, sub="4711", email="rosa@example.org", email_verified=True)
    Member.objects.filter(pk=rosa.pk).update(left_at=rosa.joined_at)
    browser = Client()

    sign_on(browser, server, sub="4711", email="rosa@example.org", email_verified=True)
    browser.post("/account/code/", {"code": code_for(secret_of(rosa.user))})

    assert browser.get("/agency/away/").status_code == 403


def test_an_answer_nobody_asked_for_is_refused(server: InventedServer) -> None:
    response = Client().get("/account/agency/police/back/", {"code": "given", "state": "forged"})

    assert response.status_code == 401


def test_an_unknown_server_does_not_exist(server: InventedServer) -> None:
    assert Client().post("/account/agency/nowhere/").status_code == 404
