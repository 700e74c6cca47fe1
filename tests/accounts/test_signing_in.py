"""Password, second step, out again: with the real library, page by page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from kinkeeper.accounts.models import User
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.actors import NOBODY
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.ledger.models import Entry
from tests.signing import (
    PASSWORD,
    SIGN_IN,
    agency,
    code_for,
    give_password,
    link_in_letter,
    printed_codes,
    run_jobs,
    secret_of,
    sign_in,
    signed_in,
    works,
)

pytestmark = pytest.mark.django_db


def test_password_alone_opens_nothing() -> None:
    rosa = works("Rosa", agency())
    browser = Client()

    response = give_password(browser, rosa.user)

    assert response.url == "/account/code/"
    assert browser.get("/home/").url.startswith(SIGN_IN)
    assert browser.get("/agency/away/").url.startswith(SIGN_IN)


def test_password_and_code_open_the_work() -> None:
    rosa = works("Rosa", agency())
    browser = Client()

    response = sign_in(browser, rosa.user)

    assert response.url == "/home/"
    assert browser.get("/agency/away/").status_code == 200


def test_a_code_works_once() -> None:
    rosa = works("Rosa", agency())
    code = code_for(secret_of(rosa.user))
    first, second = Client(), Client()
    give_password(first, rosa.user)
    give_password(second, rosa.user)

    assert first.post("/account/code/", {"code": code}).status_code == 302
    assert second.post("/account/code/", {"code": code}).status_code == 200


def test_the_code_of_the_half_minute_before_still_works() -> None:
    rosa = works("Rosa", agency())
    browser = Client()
    give_password(browser, rosa.user)

    assert browser.post("/account/code/", {"code": code_for(secret_of(rosa.user), step=-1)}).status_code == 302


def test_a_printed_code_works_once_and_the_last_few_are_announced() -> None:
    rosa = works("Rosa", agency())
    codes = printed_codes(rosa.user)
    sheet = Authenticator.objects.get(user=rosa.user, type="recovery_codes")
    sheet.data["used_mask"] = (1 << 16) - 1  # sixteen of twenty are crossed out
    sheet.save()

    browser = Client()
    give_password(browser, rosa.user)
    browser.post("/account/code/", {"code": codes[16]})
    again = Client()
    give_password(again, rosa.user)

    assert "You have 3 printed codes left" in browser.get("/agency/away/").text
    assert again.post("/account/code/", {"code": codes[16]}).status_code == 200


def test_printed_codes_alone_suffice_where_phones_are_barred() -> None:
    rosa = works("Rosa", agency(), app=False)
    browser = Client()
    give_password(browser, rosa.user)

    page = browser.post("/account/printed-codes/new/", follow=True)
    codes = [code.replace(" ", "") for code in re.findall(r"<code>([\d ]+)</code>", page.text)]
    again = Client()
    asked = give_password(again, rosa.user)

    assert len(codes) == 20
    assert browser.get("/agency/away/").status_code == 200
    assert asked.url == "/account/code/"
    assert again.post("/account/code/", {"code": codes[3]}).url == "/home/"


def test_printed_codes_are_shown_once() -> None:
    rosa = works("Rosa", agency(), app=False)
    browser = Client()
    give_password(browser, rosa.user)
    browser.post("/account/printed-codes/new/")

    first, second = browser.get("/account/printed-codes/"), browser.get("/account/printed-codes/")

    assert first.text.count("<code>") == 20
    assert second.text.count("<code>") == 0


def test_without_a_second_step_every_page_leads_to_setting_one_up() -> None:
    rosa = works("Rosa", agency(), Role.ADMINISTRATOR, app=False)
    browser = Client()
    give_password(browser, rosa.user)

    for page in ("/home/", "/", "/agency/members/", "/agency/away/", "/account/password/change/", "/account/passkeys/"):
        assert browser.get(page).url == "/account/set-up/", page
    assert browser.get("/account/set-up/").status_code == 200


def test_an_app_set_up_opens_the_work_in_this_session_only() -> None:
    rosa = works("Rosa", agency(), app=False)
    here, elsewhere = Client(), Client()
    give_password(here, rosa.user)
    give_password(elsewhere, rosa.user)
    page = here.get("/account/app/")
    secret = page.context["form"].secret if page.context else here.session["mfa.totp.secret"]

    response = here.post("/account/app/", {"code": code_for(secret)})

    assert response.url == "/account/printed-codes/"
    assert here.get("/account/printed-codes/").text.count("<code>") == 20
    assert here.get("/agency/away/").status_code == 200
    assert elsewhere.get("/agency/away/").url == "/account/set-up/"


def test_the_apps_key_is_not_in_the_database_in_the_clear() -> None:
    rosa = works("Rosa", agency())

    stored = Authenticator.objects.get(user=rosa.user, type="totp").data["secret"]

    assert secret_of(rosa.user) not in stored


def test_changing_a_second_step_asks_for_the_password_again() -> None:
    browser = signed_in(works("Rosa", agency()))

    for page in ("/account/app/remove/", "/account/printed-codes/new/", "/account/passkeys/add/"):
        assert browser.get(page).url.startswith("/account/again/password/"), page

    browser.post("/account/again/password/?next=/account/printed-codes/new/", {"password": PASSWORD})
    assert browser.get("/account/printed-codes/new/").status_code == 200


def test_the_last_app_or_passkey_stays() -> None:
    rosa = works("Rosa", agency())
    browser = signed_in(rosa)
    browser.post("/account/again/password/?next=/account/", {"password": PASSWORD})

    page = browser.post("/account/app/remove/")

    assert "This is your only second step" in page.text
    assert Authenticator.objects.filter(user=rosa.user, type="totp").count() == 1


def test_a_change_is_written_down_and_its_owner_told() -> None:
    rosa = works("Rosa", agency())
    browser = signed_in(rosa)
    new = "kettle moss violin 9"

    response = browser.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    run_jobs()

    assert response.status_code == 302
    assert browser.get("/agency/away/").status_code == 200
    assert Entry.objects.get(action="sign_in_changed").detail == {
        "account": rosa.user.reference,
        "change": "password_changed",
    }
    assert [(letter.to, "Your password was changed." in letter.body) for letter in mail.outbox] == [
        (["rosa@example.org"], True)
    ]


def test_another_password_ends_all_other_sessions() -> None:
    rosa = works("Rosa", agency())
    here = signed_in(rosa)
    there = Client()
    give_password(there, rosa.user)
    there.post("/account/code/", {"code": code_for(secret_of(rosa.user), step=1)})
    new = "kettle moss violin 9"

    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert there.get("/agency/away/").url.startswith(SIGN_IN)
    assert here.get("/agency/away/").status_code == 200


def test_signing_out_ends_the_session() -> None:
    browser = signed_in(works("Rosa", agency()))

    response = browser.post("/account/sign-out/")

    assert response.url == "/"
    assert browser.get("/agency/away/").url.startswith(SIGN_IN)


@pytest.mark.parametrize("wrong", ["unknown address", "wrong password", "closed account"])
def test_errors_do_not_say_what_exists(wrong: str) -> None:
    rosa = works("Rosa", agency())
    address = "nobody@example.org" if wrong == "unknown address" else rosa.user.email
    password = "wrong horse entirely" if wrong == "wrong password" else PASSWORD
    if wrong == "closed account":
        User.objects.filter(pk=rosa.user.pk).update(is_active=False)

    response = Client().post(SIGN_IN, {"login": address, "password": password})

    assert response.status_code == 200
    assert "The email address or password is not right. Check both and try again." in response.text


def test_a_new_password_by_letter_and_still_a_second_step() -> None:
    rosa = works("Rosa", agency())
    browser = Client()
    browser.post("/account/password/new/", {"email": "ROSA@example.org"})
    run_jobs()
    form = browser.get(link_in_letter("rosa@example.org")).url
    new = "kettle moss violin 9"

    done = browser.post(form, {"password1": new, "password2": new})

    assert done.url == "/account/password/new/done/"
    assert give_password(Client(), rosa.user).status_code == 200
    assert give_password(browser, rosa.user, new).url == "/account/code/"


def test_the_letters_link_works_once() -> None:
    works("Rosa", agency())
    browser = Client()
    browser.post("/account/password/new/", {"email": "rosa@example.org"})
    run_jobs()
    link = link_in_letter("rosa@example.org")
    form = browser.get(link).url
    browser.post(form, {"password1": "kettle moss violin 9", "password2": "kettle moss violin 9"})

    assert "This link no longer works" in Client().get(link).text


def test_asking_for_a_new_password_answers_alike_for_all() -> None:
    works("Rosa", agency())

    known = Client().post("/account/password/new/", {"email": "rosa@example.org"})
    unknown = Client().post("/account/password/new/", {"email": "nobody@example.org"})
    jobs = run_jobs()

    assert (known.status_code, known.url, known.content) == (unknown.status_code, unknown.url, unknown.content)
    assert jobs == 2
    assert [letter.to for letter in mail.outbox] == [["rosa@example.org"]]


def test_nobody_signs_up_by_themselves() -> None:
    for page in ("/account/signup/", "/account/email/", "/account/3rdparty/signup/", "/account/login/code/"):
        assert Client().get(page).status_code == 404, page


def test_after_signing_in_one_is_where_one_wanted_to_be() -> None:
    rosa = works("Rosa", agency())
    browser = Client()

    browser.post(f"{SIGN_IN}?next=/agency/away/", {"login": rosa.user.email, "password": PASSWORD, "next": "/agency/away/"})
    response = browser.post("/account/code/", {"code": code_for(secret_of(rosa.user))})

    assert response.url == "/agency/away/"


def test_no_page_leads_elsewhere_after_signing_in() -> None:
    rosa = works("Rosa", agency())
    browser = Client()

    give_password(browser, rosa.user, next="https://example.com/")
    response = browser.post("/account/code/", {"code": code_for(secret_of(rosa.user))})

    assert response.url == "/home/"


def test_the_first_second_step_asks_for_the_password_again_after_a_quarter_of_an_hour() -> None:
    rosa = works("Rosa", agency(), app=False)
    browser = Client()
    give_password(browser, rosa.user)

    assert browser.get("/account/app/").status_code == 200
    with clock_reading(now() + timedelta(minutes=16)):
        assert browser.get("/account/app/").url.startswith("/account/again/password/")


def test_only_the_owner_takes_a_passkey_away() -> None:
    rosa, mal = works("Rosa", agency()), works("Mal", agency("Ties South"))
    passkey = Authenticator.objects.create(user=rosa.user, type="webauthn", data={"name": "Laptop", "credential": {}})
    browser = signed_in(mal)
    browser.post("/account/again/password/?next=/account/", {"password": PASSWORD})

    assert browser.post(f"/account/passkeys/{passkey.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


def test_until_the_second_step_the_actor_is_nobody_even_where_no_page_is() -> None:
    rosa = works("Rosa", agency(), Role.ADMINISTRATOR, app=False)
    browser = Client()
    give_password(browser, rosa.user)

    for page in ("/account/set-up/", "/account/", "/nowhere/"):
        assert browser.get(page).wsgi_request.actor is NOBODY, page
