"""Every kind of page is closed to other sites and kept by nobody; cookies are as they should be; no secret is ever logged."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from kinkeeper.accounts.models import User
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.intake.actions import add_feed
from kinkeeper.portal.actions.coming_in import make_access_code
from tests.portal.world import acting, build, come_in
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

STRICT = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


@pytest.fixture
def world() -> Any:
    return build()


def pages(world: Any) -> dict[str, HttpResponse]:
    """One of each kind."""
    amara, rosa, stranger = signed_in(world.amara), come_in(world, world.rosa), Client()
    _feed, _token = add_feed(by=SYSTEM, name="Feed", agency=world.north.pk)
    return {
        "open": stranger.get("/"),
        "sign in": stranger.get("/account/sign-in/"),
        "staff": amara.get("/families/"),
        "staff, not found": amara.get("/families/K7QF-29MD/"),
        "family, before": stranger.get("/my/"),
        "family": rosa.get("/my/home/"),
        "family, not found": rosa.get("/my/nothing-here/"),
        "not found": stranger.get("/nothing-here/"),
        "forbidden": Client(enforce_csrf_checks=True).post("/my/", {"code": "x"}),
        "API, unknown token": stranger.post("/api/v1/custody-events", b"{}", content_type="application/json"),
        "API, open": stranger.get("/oruk/services"),
    }


def rules_of(page: HttpResponse) -> dict[str, str]:
    said = (part.strip().partition(" ") for part in page["Content-Security-Policy"].split(";"))
    return {name: sources for name, _, sources in said if name}


def test_every_kind_of_page_says_what_a_browser_may_do_with_it(world: Any) -> None:
    for kind, page in pages(world).items():
        rules = rules_of(page)
        assert {name: rules.get(name) for name in STRICT} == STRICT, kind
        assert "unsafe" not in page["Content-Security-Policy"], kind
        assert page["X-Content-Type-Options"] == "nosniff", kind
        assert page["X-Frame-Options"] == "DENY", kind
        assert page["Referrer-Policy"] == "same-origin", kind
        assert page["Cross-Origin-Opener-Policy"] == "same-origin", kind


def test_nobodys_browser_keeps_a_page_of_a_family(world: Any) -> None:
    found = pages(world)

    for kind in ("staff", "staff, not found", "family, before", "family", "family, not found"):
        assert "no-store" in found[kind].get("Cache-Control", ""), kind


def test_the_one_cookie_is_out_of_reach_of_scripts_and_other_sites(world: Any) -> None:
    amara = signed_in(world.amara)

    assert list(amara.cookies) == ["kinkeeper"]
    cookie = amara.cookies["kinkeeper"]
    assert (cookie["httponly"], cookie["samesite"], cookie["expires"], cookie["domain"]) == (True, "Lax", "", "")


def test_over_https_the_cookie_and_the_browser_stay_there(world: Any, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, True, 31_536_000

    led = Client().get("/")
    page = Client().get("/", secure=True)

    assert (led.status_code, led["Location"]) == (301, "https://testserver/")
    assert page["Strict-Transport-Security"].startswith("max-age=31536000")


def test_no_secret_is_logged_whatever_is_typed(world: Any, caplog: pytest.LogCaptureFixture, capfd: Any) -> None:
    """Everything that is logged, at every level, while people sign in, rightly and wrongly, and a feed shows its token."""
    caplog.set_level(logging.DEBUG)
    _feed, token = add_feed(by=SYSTEM, name="Feed", agency=world.north.pk)
    code = make_access_code(by=acting(world.amara), person=world.rosa).code
    secrets = {"wrong password": "otter-otter-otter", "token": token, "code": code, "code, tidy": code.replace(" ", "")}

    signed_in(world.amara)
    key = str(User.objects.get(pk=world.amara.user_id).password)
    Client().post("/account/sign-in/", {"login": world.amara.user.email, "password": secrets["wrong password"]})
    for told in (token, token + "x"):
        Client().post("/api/v1/custody-events", b"[]", content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {told}")
    Client().post("/my/", {"code": "ZZZZ " + code[5:]})
    rosa = Client()
    rosa.post("/my/", {"code": code})
    Client().get("/?code=" + secrets["code, tidy"])

    logged = "\n".join(record.getMessage() for record in caplog.records) + "".join(capfd.readouterr())
    assert "/my/" in logged or caplog.records  # something was logged
    session = rosa.cookies["kinkeeper"].value
    assert {name for name, secret in {**secrets, "session": session, "hash": key}.items() if secret in logged} == set()
