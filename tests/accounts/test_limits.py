"""Lockout, rate limits, the ends of sessions, and the one cookie."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

from kinkeeper.accounts.jobs import clear_ended_sessions
from kinkeeper.agencies.models import Leave
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.clock import clock_reading, now
from tests.signing import PASSWORD, SIGN_IN, agency, code_for, give_password, secret_of, sign_in, signed_in, works

pytestmark = pytest.mark.django_db


def wrong(browser: Client, address: str, times: int, **extra: str) -> list[int]:
    """The statuses of so many wrong passwords."""
    return [browser.post(SIGN_IN, {"login": address, "password": "wrong horse"}, **extra).status_code for _ in range(times)]


def test_five_wrong_passwords_lock_the_address_from_here() -> None:
    rosa = works("Rosa", agency())
    browser = Client()

    statuses = wrong(browser, rosa.user.email, 6)
    right = give_password(browser, rosa.user)

    assert statuses == [200, 200, 200, 200, 429, 429]
    assert right.status_code == 429
    assert "Too many tries" in right.text


def test_the_lock_ends_after_fifteen_minutes() -> None:
    from unittest.mock import patch

    rosa = works("Rosa", agency())
    wrong(Client(), rosa.user.email, 5)
    cache.clear()
    later = now() + timedelta(minutes=16)

    with patch("axes.handlers.proxy.now", return_value=later), patch("axes.attempts.now", return_value=later, create=True):
        assert give_password(Client(), rosa.user).status_code == 302


def test_capitals_do_not_make_another_address() -> None:
    works("Rosa", agency())
    browser = Client()

    statuses = [*wrong(browser, "rosa@example.org", 2), *wrong(browser, "ROSA@example.org", 3)]

    assert statuses[-1] == 429


def test_unknown_addresses_lock_as_known_ones_do() -> None:
    assert wrong(Client(), "nobody@example.org", 6) == [200, 200, 200, 200, 429, 429]


def test_somebody_elsewhere_does_not_lock_me_out() -> None:
    rosa = works("Rosa", agency())
    wrong(Client(REMOTE_ADDR="192.0.2.7"), rosa.user.email, 5)

    assert give_password(Client(REMOTE_ADDR="192.0.2.8"), rosa.user).status_code == 302


def test_many_addresses_together_are_stopped_too() -> None:
    rosa = works("Rosa", agency())
    statuses = [wrong(Client(REMOTE_ADDR=f"192.0.2.{last}"), rosa.user.email, 1)[0] for last in range(12)]

    assert statuses == [200] * 10 + [429] * 2


def test_a_forged_header_changes_nothing() -> None:
    rosa = works("Rosa", agency())
    browser = Client()

    statuses = [wrong(browser, rosa.user.email, 1, HTTP_X_FORWARDED_FOR=f"203.0.113.{last}")[0] for last in range(6)]

    assert statuses[-2:] == [429, 429]


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_one_proxy_its_word_counts_and_what_was_forged_before_it_does_not() -> None:
    rosa = works("Rosa", agency())
    browser = Client(REMOTE_ADDR="10.0.0.1")

    forged = [wrong(browser, rosa.user.email, 1, HTTP_X_FORWARDED_FOR=f"203.0.113.{last}, 192.0.2.7")[0] for last in range(6)]
    other = browser.post(SIGN_IN, {"login": rosa.user.email, "password": PASSWORD}, HTTP_X_FORWARDED_FOR="192.0.2.8")

    assert forged[-2:] == [429, 429]
    assert other.status_code == 302


def test_wrong_codes_are_stopped() -> None:
    rosa = works("Rosa", agency())
    browser = Client()
    give_password(browser, rosa.user)

    for _ in range(10):
        browser.post("/account/code/", {"code": "000000"})
    page = browser.post("/account/code/", {"code": code_for(secret_of(rosa.user))})

    assert page.status_code == 200
    assert "Too many tries" in page.text


def test_an_idle_session_ends_and_one_comes_back() -> None:
    browser = signed_in(works("Rosa", agency()))

    with clock_reading(now() + settings.SESSION_IDLE - timedelta(minutes=1)):
        assert browser.get("/agency/away/").status_code == 200
    with clock_reading(now() + 2 * settings.SESSION_IDLE + timedelta(minutes=2)):
        response = browser.get("/agency/away/?team=front")
        page = browser.get(response.url)

    assert response.url == f"{SIGN_IN}?next=%2Fagency%2Faway%2F%3Fteam%3Dfront"
    assert "You were away for more than 30 minutes" in page.text


def test_work_keeps_a_session_alive_but_not_beyond_a_day() -> None:
    browser = signed_in(works("Rosa", agency()))
    began = now()
    statuses = []

    for minutes in range(0, 11 * 60, 20):
        with clock_reading(began + timedelta(minutes=minutes)):
            statuses.append(browser.get("/agency/away/").status_code)

    assert statuses[: 10 * 3] == [200] * 30
    assert statuses[10 * 3 :] == [302] * 3


def test_a_form_sent_too_late_is_not_saved_and_leads_back_to_its_page() -> None:
    rosa = works("Rosa", agency())
    browser = signed_in(rosa)
    form = {"member": rosa.reference, "first_day_day": "1", "first_day_month": "2", "first_day_year": "2030"}

    with clock_reading(now() + settings.SESSION_IDLE + timedelta(minutes=2)):
        response = browser.post(
            "/agency/away/", {**form, "last_day": ""}, headers={"referer": "http://testserver/agency/away/?from=list"}
        )
        page = browser.get(response.url)

    assert response.url == f"{SIGN_IN}?next=%2Fagency%2Faway%2F%3Ffrom%3Dlist"
    assert "was not saved" in page.text
    assert Leave.objects.count() == 0


def test_a_form_of_a_session_that_is_gone_leads_to_signing_in() -> None:
    browser = Client(enforce_csrf_checks=True)

    response = browser.post("/agency/away/", {"member": "x"}, headers={"referer": "http://testserver/agency/away/"})

    assert response.url == f"{SIGN_IN}?next=%2Fagency%2Faway%2F"
    assert "was not saved" in browser.get(response.url).text


def test_a_referrer_from_elsewhere_is_not_gone_back_to() -> None:
    response = Client(enforce_csrf_checks=True).post("/agency/away/", headers={"referer": "https://example.com/trap/"})

    assert response.url == f"{SIGN_IN}?next=%2Fagency%2Faway%2F"


def test_the_session_is_the_only_cookie() -> None:
    rosa = works("Rosa", agency(), Role.ADMINISTRATOR)
    browser = Client()
    seen: set[str] = set()

    for response in (
        browser.get("/", headers={"accept-language": "cy"}),
        browser.get(SIGN_IN),
        wrong(browser, rosa.user.email, 1) and browser.get(SIGN_IN),
        give_password(browser, rosa.user),
        browser.post("/account/code/", {"code": code_for(secret_of(rosa.user))}),
        browser.get("/agency/members/"),
        browser.post("/agency/teams/", {"name": "Front"}),
        browser.get("/agency/teams/"),
        browser.post("/account/sign-out/"),
    ):
        seen |= set(response.cookies)

    assert seen == {"kinkeeper"}
    assert set(browser.cookies) == {"kinkeeper"}


def test_open_pages_set_no_cookie_at_all() -> None:
    assert dict(Client().get("/").cookies) == {}


def test_pages_of_work_are_kept_by_no_browser() -> None:
    assert signed_in(works("Rosa", agency())).get("/agency/away/")["Cache-Control"] == "no-store, private"


def test_reading_writes_to_the_session_at_most_once_a_minute(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    browser = signed_in(works("Rosa", agency()))
    browser.get("/home/")

    with django_assert_max_num_queries(9) as asked:  # three to know who asks, six for what waits on the home page
        browser.get("/home/")

    assert [query["sql"] for query in asked if (query["sql"] or "").startswith(("UPDATE", "INSERT", "DELETE"))] == []


def test_ended_sessions_are_cleared_away() -> None:
    sign_in(Client(), works("Rosa", agency()).user)

    with clock_reading(now() + timedelta(days=1)):
        assert clear_ended_sessions() == 1
        assert clear_ended_sessions() == 0
