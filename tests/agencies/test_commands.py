"""The first steps of a new site, from the command line."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client

from kinkeeper.__main__ import main
from kinkeeper.agencies.models import Agency, Member
from kinkeeper.agencies.types import Role
from tests.signing import PASSWORD

pytestmark = pytest.mark.django_db


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    """The JSON object on the last line."""
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


def test_an_agency_and_its_first_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agency", "add", "Ties North", "--kind", "family_service"]) == 0
    assert said(capsys)["name"] == "Ties North"
    assert main(["member", "add", "ada@example.org", "--agency", "ties north"]) == 0
    link = urlsplit(said(capsys)["link"]).path

    Client().post(link, {"name": "Ada", "password": PASSWORD})

    member = Member.objects.get()
    assert (member.user.email, member.role, member.agency.name) == ("ada@example.org", Role.ADMINISTRATOR, "Ties North")


def test_asked_again_a_new_link_takes_the_place_of_the_old(capsys: pytest.CaptureFixture[str]) -> None:
    main(["agency", "add", "Ties North", "--kind", "family_service"])
    main(["member", "add", "ada@example.org", "--agency", "Ties North"])
    old = urlsplit(said(capsys)["link"]).path

    assert main(["member", "add", "ADA@example.org", "--agency", "Ties North"]) == 0
    new = urlsplit(said(capsys)["link"]).path

    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)


def test_wrong_names_are_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    main(["agency", "add", "Ties North", "--kind", "family_service"])

    assert main(["agency", "add", "ties north", "--kind", "prison"]) == 1
    assert main(["member", "add", "ada@example.org", "--agency", "Nowhere"]) == 1
    assert main(["agency", "sign-on", "Ties North", "police"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "There is an agency called ties north already.",
        "There is no agency called Nowhere. `kinkeeper agency add` adds one.",
        "There is no sign-on server called police. Add it to KINKEEPER_OIDC first.",
    ]
    assert Agency.objects.count() == 1


def test_a_test_letter(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mail", "test", "ada@example.org"]) == 0

    assert said(capsys)["sent"] == "ada@example.org"
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [(["ada@example.org"], "A test letter from Kinkeeper")]


def test_a_letter_that_cannot_leave_says_what_to_check(capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    assert main(["mail", "test", "ada@example.org"]) == 1
    assert "KINKEEPER_SMTP_HOST" in capsys.readouterr().err
