"""One click to be somebody of the demo, and only there."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory, override_settings

from kinkeeper.accounts.actions import sign_in_persona
from kinkeeper.agencies.models import Member
from kinkeeper.agencies.queries import personas
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.errors import NotVisible
from tests.signing import agency, works

pytestmark = pytest.mark.django_db

PAGE = "/agency/personas/"


def persona(name: str = "Lena", role: Role = Role.TEAM_LEAD) -> Member:
    member = works(name, agency(), role, app=False)
    member.user.is_persona = True
    member.user.set_unusable_password()
    member.user.save()
    return member


def test_without_the_switch_the_page_does_not_exist() -> None:
    lena = persona()

    with override_settings(DEMO=False):
        shown, pressed = Client().get(PAGE), Client().post(PAGE, {"persona": lena.user.reference})
        nowhere = Client().get("/agency/nowhere/")

    assert (shown.status_code, pressed.status_code) == (404, 404)
    assert shown.content == nowhere.content


@override_settings(DEMO=True)
def test_one_click_opens_the_work_of_that_person() -> None:
    lena = persona()
    browser = Client()

    page = browser.get(PAGE)
    pressed = browser.post(PAGE, {"persona": lena.user.reference})

    assert "Sees that every family is reached in time" in page.text
    assert pressed.url == "/home/"
    assert browser.get("/agency/away/").status_code == 200


@override_settings(DEMO=True)
def test_nobody_but_a_persona_is_opened_by_one_click() -> None:
    rosa = works("Rosa", agency())

    assert Client().post(PAGE, {"persona": rosa.user.reference}).status_code == 404
    assert [card.name for card in personas()] == []


@pytest.mark.parametrize("demo", [True, False])
def test_the_action_itself_refuses(demo: bool) -> None:
    rosa, lena = works("Rosa", agency("Ties South")), persona()
    request = RequestFactory().post(PAGE)
    request.session = Client().session

    with override_settings(DEMO=demo), pytest.raises(NotVisible):
        sign_in_persona(request=request, user=rosa.user if demo else lena.user)


def test_when_the_switch_goes_off_a_personas_session_opens_nothing() -> None:
    lena = persona()
    browser = Client()
    with override_settings(DEMO=True):
        browser.post(PAGE, {"persona": lena.user.reference})

    with override_settings(DEMO=False):
        assert browser.get("/agency/away/").url == "/account/set-up/"


@override_settings(DEMO=True)
def test_another_persona_takes_the_place_of_the_first() -> None:
    lena = persona()
    ada = Member.objects.create(
        user=type(lena.user).objects.create_user("ada@example.org", name="Ada", is_persona=True),
        agency=lena.agency,
        role=Role.ADMINISTRATOR,
    )
    browser = Client()
    browser.post(PAGE, {"persona": lena.user.reference})

    browser.post(PAGE, {"persona": ada.user.reference})

    assert browser.get("/agency/members/").status_code == 200
