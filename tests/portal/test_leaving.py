"""What goes wrong on a family's own side keeps the way out; the page about traces; passkeys that end with the account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.test import Client, RequestFactory

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category, unmask
from kinkeeper.ledger.models import Entry
from kinkeeper.people.models import Identity
from kinkeeper.portal.models import AccessCode, FamilyAccount, FamilyRequest
from kinkeeper.portal.types import RequestState
from kinkeeper.sharing.actions import restrict
from kinkeeper.sharing.models import Basis, Consent
from kinkeeper.sharing.types import BasisKind, Purpose, RestrictionKind
from kinkeeper.web import errors
from tests.portal.test_own_pages import words
from tests.portal.world import acting, build, come_in, reference_of
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Any:
    return build()


def is_the_familys(page: Any) -> bool:
    text = page.content.decode()
    gone = all(word not in text for word in ("agency", "colleague", "team lead", "For a parent inside"))
    return "Exit this page" in text and "<title>Kinkeeper</title>" in text and gone and page["Cache-Control"] == "no-store"


def test_what_is_not_there_keeps_the_way_out(world: Any) -> None:
    rosa = come_in(world, world.rosa)

    for path in ("/my/nothing/", "/my/agreed/K7QF-29MD/", "/requests/", "/nowhere/"):
        page = rosa.get(path)
        assert (page.status_code, is_the_familys(page)) == (404, True), path
    assert is_the_familys(Client().get("/my/nothing/"))
    assert not is_the_familys(signed_in(world.amara).get("/nowhere/"))


@pytest.mark.parametrize(
    ("problem", "status"), [("bad_request", 400), ("forbidden", 403), ("too_many", 429), ("server_error", 500)]
)
def test_every_other_problem_does_too(problem: str, status: int) -> None:
    request: HttpRequest = RequestFactory().get("/my/home/")
    page = getattr(errors, problem)(request, *([] if problem in {"too_many", "server_error"} else [Exception()]))

    assert (page.status_code, is_the_familys(page)) == (status, True)


def test_a_stale_page_is_refused_in_a_familys_words(world: Any) -> None:
    rosa = come_in(world, world.rosa)
    rosa.post("/my/write/erase/", {"form_key": "d" * 24, "words": ""})
    consents = Consent.objects.count()

    page = rosa.post("/my/agreed/new/K7QF-29MD/support_education/", {"step": "yes"})

    assert (page.status_code, is_the_familys(page), Consent.objects.count()) == (404, True, consents)


def test_how_to_leave_no_traces_is_open_to_all_and_tells_nothing(world: Any) -> None:
    for client in (Client(), come_in(world, world.ivy)):
        page = client.get("/my/safe/")
        assert (page.status_code, "private window" in words(page), is_the_familys(page)) == (200, True, True)
        for word in ("violence", "abuse", "prison", "custody"):
            assert word not in page.content.decode().lower()


def test_no_page_of_a_family_leads_into_the_open_wing(world: Any) -> None:
    """Its links say what it is about: "For a parent inside"."""
    ivy = come_in(world, world.ivy)

    for path in ("/my/home/", "/my/who/", "/my/agreed/", "/my/asked/"):
        links = set(re.findall(r'href="(/[^"]*)"', ivy.get(path).content.decode()))
        assert {link for link in links if not link.startswith(("/my/", "/static/"))} == set(), path


def give_passkey(world: Any, person: int) -> FamilyAccount:
    account = FamilyAccount.objects.get(person_id=person)
    Authenticator.objects.create(user=account.user, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone"})
    return account


def test_a_passkey_is_taken_away_by_its_owner_and_with_the_account(world: Any) -> None:
    rosa = come_in(world, world.rosa)
    account = give_passkey(world, world.rosa)
    assert "1 phone opens your page with its lock." in words(rosa.get("/my/way/"))

    rosa.post("/my/way/phone/forget/")
    left = Authenticator.objects.filter(user=account.user).count()
    give_passkey(world, world.rosa)
    rosa.post("/my/close/")

    assert (left, Authenticator.objects.filter(user=account.user).count()) == (0, 0)


def test_the_way_in_by_passkey_answers_scripts_alone(world: Any) -> None:
    asked = Client().get("/my/phone/", headers={"accept": "application/json"})

    assert (Client().get("/my/phone/")["Location"], "request_options" in asked.json()) == ("/my/", True)
    assert Client().post("/my/phone/", {"credential": "{}"})["Location"] == "/my/"


# Erasure


def asks_to_be_erased(world: Any) -> FamilyRequest:
    come_in(world, world.rosa).post("/my/write/erase/", {"form_key": "d" * 24, "words": "Please take me out."})
    return FamilyRequest.objects.get()


def test_a_yes_erases_at_once_and_closes_their_page(world: Any) -> None:
    found = asks_to_be_erased(world)
    rosa, petra = come_in(world, world.rosa), signed_in(world.petra)
    account = give_passkey(world, world.rosa)
    address = f"/requests/{found.reference}/"
    assert "It cannot be undone" in words(petra.get(address))

    done = petra.post(address, {"version": found.version, "state": "done", "answer": ""})

    found.refresh_from_db()
    assert (done.status_code, found.state, bytes(found.words)) == (302, RequestState.DONE, b"")
    assert not Identity.objects.filter(person_id=world.rosa).exists()
    assert rosa.get("/my/home/").status_code in {302, 403}
    assert not Authenticator.objects.filter(user=account.user).exists()
    assert not AccessCode.objects.filter(person_id=world.rosa, used_at=None, stopped_at=None).exists()


@pytest.mark.parametrize("why", ["law", "order"])
def test_what_the_law_keeps_is_not_erased_and_not_named(world: Any, why: str) -> None:
    found = asks_to_be_erased(world)
    if why == "law":
        Basis.objects.create(
            person_id=world.rosa,
            agency=world.council,
            kind=BasisKind.LEGAL_DUTY,
            purpose=Purpose.SAFEGUARD,
            categories=3,
            law="Children Act 1989, section 47",
        )
    else:
        restrict(by=SYSTEM, person=world.rosa, kind=RestrictionKind.COURT_ORDER, reason="Order", agency=world.school.pk)
    petra = signed_in(world.petra)
    address = f"/requests/{found.reference}/"
    page = words(petra.get(address))

    tried = petra.post(address, {"version": found.version, "state": "done", "answer": ""})

    assert (tried.status_code, Identity.objects.filter(person_id=world.rosa).exists()) == (200, True)
    assert "It cannot be erased now" in page
    for word in ("Children Act", "Eastmere", "order", "safe"):
        assert word not in page, word


def test_a_worker_who_is_no_privacy_lead_erases_nobody(world: Any) -> None:
    found = asks_to_be_erased(world)

    assert signed_in(world.amara).post(f"/requests/{found.reference}/", {"version": 1, "state": "done"}).status_code == 404
    assert acting(world.amara).role != acting(world.petra).role


def test_a_checked_copy_is_printed_for_who_has_no_page(world: Any) -> None:
    amara, petra = signed_in(world.amara), signed_in(world.petra)
    amara.post(f"/person/{reference_of(world.rosa)}/say/everything/", {"form_key": "t" * 24, "words": "", "way": "voice"})
    found = FamilyRequest.objects.get()
    address = f"/requests/{found.reference}/"
    before = petra.get(address + "record.pdf").status_code
    petra.post(address, {"version": found.version, "checked": "on", "answer": ""})

    page, printed = petra.get(address), petra.get(address + "record.pdf")

    assert (before, printed.status_code, printed.content[:5], printed["Cache-Control"]) == (404, 200, b"%PDF-", "no-store")
    assert "closed envelope" in words(page)
    assert amara.get(address + "record.pdf").status_code == 404
    entry = Entry.objects.get(action="hand_over_everything")
    [line] = entry.lines.all()
    assert (line.person, entry.outcome) == (reference_of(world.rosa), "served")
    assert {Category.IDENTITY, Category.WHEREABOUTS} <= set(unmask(line.categories))


def test_the_form_for_writing_on_paper_names_first_who_reads_it(world: Any) -> None:
    text = words(signed_in(world.amara).get("/writing/form/"))

    assert text.index("Amara, the people who help families") < text.index("In my own words")
    assert "these alone: Petra" in text
