"""In by a letter's code, once; then by a one-time code; and nothing that tells anybody anything."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.foundation.errors import NotPermitted
from kinkeeper.ledger.models import Entry
from kinkeeper.people.models import Identity
from kinkeeper.portal.actions.coming_in import make_access_code
from kinkeeper.portal.models import AccessCode, FamilyAccount, OneTimeCode
from kinkeeper.portal.rules import tidy_code, tidy_route
from tests.portal.world import acting, build, come_in, letter, offer_to_rosa, reference_of
from tests.signing import run_jobs, signed_in

pytestmark = pytest.mark.django_db

WRONG = "That code does not work"


@pytest.fixture
def world() -> Any:
    return build()


def tries(client: Client, code: str) -> Any:
    return client.post("/my/", {"code": code})


def test_a_letters_code_opens_ones_own_page(world: Any) -> None:
    client = come_in(world, world.rosa)

    page = client.get("/my/home/")

    assert (page.status_code, "Hello Rosa" in page.content.decode()) == (200, True)
    assert FamilyAccount.objects.get().person_id == world.rosa


def test_it_works_once(world: Any) -> None:
    code = letter(world, world.rosa)
    assert tries(Client(), code).status_code == 302

    again = tries(Client(), code)

    assert (again.status_code, WRONG in again.content.decode()) == (200, True)


def test_it_works_for_a_week(world: Any) -> None:
    code = letter(world, world.rosa)
    with clock_reading(now() + timedelta(days=7, minutes=1)):
        assert WRONG in tries(Client(), code).content.decode()


def test_five_wrong_tries_stop_it_and_its_maker_can_see_why(world: Any) -> None:
    code = letter(world, world.rosa)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for _try in range(5):
        assert WRONG in tries(Client(), wrong).content.decode()

    assert WRONG in tries(Client(), code).content.decode()
    assert Entry.objects.filter(action="access_code_stopped").count() == 1


def test_four_wrong_tries_do_not(world: Any) -> None:
    code = letter(world, world.rosa)
    for _try in range(4):
        tries(Client(), code[:-1] + ("0" if code[-1] != "0" else "1"))

    assert tries(Client(), code).status_code == 302


def test_too_many_tries_from_one_place_wait(world: Any) -> None:
    client = Client()
    statuses = [tries(client, f"{number:012}").status_code for number in range(32)]

    assert (set(statuses[:30]), statuses[30:]) == ({200}, [429, 429])


def test_a_new_letter_ends_the_old_one(world: Any) -> None:
    old = letter(world, world.rosa)
    letter(world, world.rosa)

    assert WRONG in tries(Client(), old).content.decode()


def test_only_a_hash_is_stored(world: Any) -> None:
    code = letter(world, world.rosa).replace(" ", "")
    row = AccessCode.objects.get()

    assert (row.selector, code in row.key, len(row.key)) == (code[:4], False, 64)


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [("k7qf 29md-4tx8", "K7QF29MD4TX8"), ("K7QF29MDOIL8", "K7QF29MD0118"), ("K7QF", ""), ("", ""), ("K7QF29MD4TX!", "")],
)
def test_codes_are_read_as_people_type_them(typed: str, tidy: str) -> None:
    assert tidy_code(typed) == tidy


@pytest.mark.parametrize("typed", ["07700 900123", "+44 7700 900123", "0044 (0)7700 900-123", "+4407700900123"])
def test_one_number_is_one_route_however_it_is_written(typed: str) -> None:
    assert tidy_route(typed) == "07700900123"


def test_who_does_not_work_with_somebody_cannot_let_them_in(world: Any) -> None:
    for stranger in (world.grace, world.joan, world.petra):
        with pytest.raises(NotPermitted):
            make_access_code(by=acting(stranger), person=world.rosa)


def test_the_workers_page_shows_the_code_once_and_nothing_else(world: Any) -> None:
    client = signed_in(world.amara)
    address = f"/person/{reference_of(world.rosa)}/code/"
    assert client.get(address).status_code == 200

    page = client.post(address)

    text = page.content.decode()
    code = re.search(r"\b[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}\b", text)
    assert code is not None and tries(Client(), code[0]).status_code == 302
    assert page["Cache-Control"] == "no-store"
    for word in ("prison", "custody", "Danny", "offender"):
        assert word not in text


def test_of_unknown_age_the_letter_asks_and_an_adult_is_spoken_to_as_one(world: Any) -> None:
    offer_to_rosa(world)
    Identity.objects.filter(person_id=world.rosa).update(birth_date=None, born_about=None)
    client, address = signed_in(world.amara), f"/person/{reference_of(world.rosa)}/code/"
    unasked = "Would you like some help?" in come_in(world, world.rosa).get("/my/home/").content.decode()
    asked = "About how old" in client.get(address).content.decode()

    refused = client.post(address, {"age": "250"})
    made = client.post(address, {"age": "34"})

    own = come_in(world, world.rosa).get("/my/home/").content.decode()
    assert (unasked, asked, AccessCode.objects.count()) == (False, True, 3)  # two to come in by, and one from the page
    assert ("Make the letter" in refused.content.decode(), "type it" in made.content.decode()) == (True, True)
    assert "Would you like some help?" in own
    assert "About how old" not in client.get(address).content.decode()  # known now, and not asked again


def choose(client: Client, way: str, route: str, word: str = "") -> Any:
    return client.post("/my/way/", {"way": way, "route": route, "word": word})


def ask(route: str, word: str = "") -> Client:
    client = Client()
    assert client.post("/my/again/", {"route": route, "word": word}).status_code == 302
    run_jobs()
    return client


def numbers_in(words: str) -> str:
    found = re.search(r"\b\d{6}\b", words)
    assert found, words
    return found[0]


def test_next_time_a_code_comes_by_the_route_they_chose(world: Any) -> None:
    assert choose(come_in(world, world.rosa), "email", "rosa@example.org").status_code == 302

    client = ask("Rosa@Example.org")

    message = mail.outbox[-1]
    assert (message.to, message.subject) == (["rosa@example.org"], "Your code")
    assert client.post("/my/code/", {"code": numbers_in(message.body)}).status_code == 302
    assert "Hello Rosa" in client.get("/my/home/").content.decode()
    for word in ("Kinkeeper", "prison", "family", "Rosa"):
        assert word not in message.body


def test_a_text_message_goes_to_the_outbox_where_there_is_no_provider(world: Any, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = tmp_path
    choose(come_in(world, world.rosa), "text", "07700 900123")

    client = ask("+44 7700 900123")

    text = next(tmp_path.glob("*.text")).read_text()
    assert client.post("/my/code/", {"code": numbers_in(text)}).status_code == 302


def test_a_one_time_code_is_used_up_wrong_five_times_or_after_ten_minutes(world: Any) -> None:
    choose(come_in(world, world.rosa), "email", "rosa@example.org")
    client = ask("rosa@example.org")
    numbers = numbers_in(mail.outbox[-1].body)
    wrong = f"{(int(numbers) + 1) % 1_000_000:06}"
    with clock_reading(now() + timedelta(minutes=11)):
        assert client.post("/my/code/", {"code": numbers}).status_code == 200
    for _try in range(5):
        client.post("/my/code/", {"code": wrong})
    assert client.post("/my/code/", {"code": numbers}).status_code == 200


def test_an_unknown_route_is_answered_exactly_alike(world: Any) -> None:
    choose(come_in(world, world.rosa), "email", "rosa@example.org")

    def pages(route: str) -> tuple[str, str]:
        client = Client()
        first = client.post("/my/again/", {"route": route})
        second = client.get(first["Location"])
        return first["Location"], re.sub(r'value="[^"]*"', "", second.content.decode())

    assert pages("rosa@example.org") == pages("nobody@example.org")


def test_a_young_persons_page_shares_no_way_in(world: Any) -> None:
    """Ivy and Rosa read the same telephone: without her word nobody comes to Ivy's page, and nobody learns of it."""
    ivy, rosa = come_in(world, world.ivy), come_in(world, world.rosa)
    assert "Choose a word that only you know" in choose(ivy, "email", "home@example.org").content.decode()
    assert choose(ivy, "email", "home@example.org", "comet").status_code == 302
    assert choose(rosa, "email", "home@example.org").status_code == 302

    client = ask("home@example.org")
    client.post("/my/code/", {"code": numbers_in(mail.outbox[-1].body)})
    page = client.get("/my/home/").content.decode()
    own = ask("home@example.org", "Comet")
    own.post("/my/code/", {"code": numbers_in(mail.outbox[-1].body)})

    assert ("Hello Rosa" in page, "Ivy" in page) == (True, False)
    assert "Hello Ivy" in own.get("/my/home/").content.decode()
    assert OneTimeCode.objects.count() == 2


def test_a_worker_finds_nothing_of_an_account(world: Any) -> None:
    """Nobody is told whether somebody has come in: the worker's page is the same before and after."""
    client = signed_in(world.amara)
    address = f"/person/{reference_of(world.ivy)}/"

    def body() -> str:
        return re.sub(r'value="[^"]*"', "", client.get(address).content.decode())

    before = body()
    come_in(world, world.ivy)

    assert body() == before


def test_leaving_closes_the_page(world: Any) -> None:
    client = come_in(world, world.rosa)
    client.post("/my/leave/")

    assert client.get("/my/home/")["Location"] == "/my/"


def test_closing_the_account_ends_every_way_in(world: Any) -> None:
    client = come_in(world, world.rosa)
    choose(client, "email", "rosa@example.org")
    other = come_in(world, world.rosa)
    client.post("/my/close/")

    assert other.get("/my/home/").status_code in {302, 403}
    ask("rosa@example.org")
    assert mail.outbox == []


@pytest.mark.parametrize(
    "path", ["/my/", "/my/again/", "/my/home/", "/my/who/", "/my/agreed/", "/my/write/message/", "/my/way/"]
)
def test_pages_are_kept_by_nobody_and_their_tab_says_nothing(world: Any, path: str) -> None:
    client = come_in(world, world.rosa) if path not in {"/my/", "/my/again/"} else Client()

    page = client.get(path)
    text = page.content.decode()

    assert (page.status_code, page["Cache-Control"], page["Referrer-Policy"]) == (200, "no-store", "same-origin")
    assert "<title>Kinkeeper</title>" in text
    assert "Exit this page" in text
    for word in ("custody", "case ", "episode", "disclosure", "offender", "contact order", "prison"):
        assert word not in text.lower(), word


def test_staff_and_families_do_not_meet(world: Any) -> None:
    staff, family = signed_in(world.amara), come_in(world, world.rosa)

    assert staff.get("/my/home/").status_code == 404
    for path in (f"/person/{reference_of(world.rosa)}/", "/requests/", "/agreements/"):
        assert family.get(path).status_code == 404
    assert family.get("/home/")["Location"] == "/my/home/"
