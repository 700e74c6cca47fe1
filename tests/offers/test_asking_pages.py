"""The pages of asking, as a browser meets them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.offers.models import Asking, Draft, FirstNightCard, Offer, RefusalTally, SafetyCheck
from kinkeeper.offers.types import AskingState
from kinkeeper.people.models import Identity
from kinkeeper.sharing.actions import restrict
from kinkeeper.sharing.queries import adult_among
from kinkeeper.sharing.types import RestrictionKind
from tests.offers.asking_world import MORNING, World, asking_of, build_world, hours, receive, signed_in

NOW = MORNING + hours(5)
PLANTED = "Zephyrine-Quill"


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def asking(world: World) -> Asking:
    return receive()


@pytest.fixture
def imani(world: World) -> Client:
    with clock_reading(NOW):
        return signed_in(world.imani)


@pytest.fixture(autouse=True)
def _at_five() -> object:
    with clock_reading(NOW):
        yield


def at(name: str, *args: str) -> str:
    return reverse(f"offers:{name}", args=args)


def version_in(page: bytes, name: str = "version") -> str:
    found = re.search(rf'name="{name}" value="(\d+)"', page.decode())
    assert found is not None
    return found[1]


def test_the_list_shows_who_waits_the_longest_first_and_counts_nobody(world: World, imani: Client) -> None:
    receive("A1111AA", at=MORNING)
    receive("B2222BB", at=MORNING - hours(40))
    page = imani.get(at("list-received")).content.decode()
    assert re.findall(r"[AB]\d{4}[AB]{2}", page) == ["B2222BB", "A1111AA"]
    assert "3 hours left" in page


def test_the_list_takes_as_many_queries_for_three_people_as_for_one(world: World, imani: Client) -> None:
    receive("A1111AA")
    imani.get(at("list-received"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        imani.get(at("list-received"))
    receive("B2222BB")
    receive("C3333CC")
    with CaptureQueriesContext(connection) as three:
        page = imani.get(at("list-received"))
    assert page.content.count(b"kk-card") >= 3
    assert (len(three), len(three) <= 25) == (len(one), True)


@pytest.mark.parametrize("name", ["list-checks", "list-worries", "list-matches"])
def test_other_lists_take_a_fixed_number_of_queries(world: World, imani: Client, name: str) -> None:
    imani.get(at(name))
    with CaptureQueriesContext(connection) as queries:
        assert imani.get(at(name)).status_code == 200
    assert len(queries) <= 25


def test_somebody_is_found_by_number_by_name_and_by_reference(world: World, imani: Client, asking: Asking) -> None:
    receive("B2222BB")
    Identity.objects.create(person=asking.person, given_name="Danny", family_name="Thorn")
    for typed in ("a1234aa", "thorn dan", asking.reference.lower()):
        page = imani.get(at("list-received"), {"search": typed}).content.decode()
        assert ("Danny Thorn" in page, "B2222BB" in page) == (True, False), typed


@pytest.mark.parametrize(
    "name",
    [
        "show-asking",
        "record-card",
        "view-carer-rule",
        "view-agreement",
        "ask-again",
        "ask-permission",
        "record-refusal",
        "drop-draft",
    ],
)
def test_another_prisons_officer_meets_the_same_page_as_for_what_never_was(world: World, asking: Asking, name: str) -> None:
    petra = signed_in(world.petra)
    hidden = petra.get(at(name, asking.reference))
    never = petra.get(at(name, "0000-0000"))
    assert (hidden.status_code, never.status_code) == (404, 404)
    assert hidden.content == never.content
    assert sorted(hidden.headers.items()) == sorted(never.headers.items())


def test_a_closed_record_is_in_no_list_and_has_no_page_even_at_the_own_prison(
    world: World, imani: Client, asking: Asking
) -> None:
    restrict(by=SYSTEM, person=asking.person_id, kind=RestrictionKind.CLOSED_RECORD, reason="Closed")
    assert b"A1234AA" not in imani.get(at("list-received"), {"show": "all"}).content
    for name in ("show-asking", "record-card", "ask-permission"):
        assert imani.get(at(name, asking.reference)).status_code == 404, name


def test_nobody_without_that_work_sees_the_list(world: World, asking: Asking) -> None:
    world.amara.memberships.update(role="visits_staff")
    assert signed_in(world.amara).get(at("list-received")).status_code == 403
    assert Client().get(at("list-received")).status_code == 302


def test_a_link_worker_with_no_arrangement_sees_nobody(world: World, asking: Asking) -> None:
    page = signed_in(world.amara).get(at("list-received"))
    assert (page.status_code, b"A1234AA" in page.content) == (200, False)


def test_the_card_leads_to_the_duty_teams_number_and_the_call_ends_the_alert(
    world: World, imani: Client, asking: Asking
) -> None:
    sent = {"child_depends": "yes", "carer": "nobody", "safe": "not_safe", "on_paper": "no", "token": "abc"}
    after = imani.post(at("record-card", asking.reference), sent)
    imani.post(at("record-card", asking.reference), sent)
    check = SafetyCheck.objects.get()
    assert (after.headers["Location"], FirstNightCard.objects.count()) == (at("answer-worry", check.reference), 1)
    page = imani.get(at("answer-worry", check.reference))
    assert (b"01632 960004" in page.content, b"999" in page.content) == (True, True)
    assert b"Ring the duty team now" in imani.get(at("list-received")).content
    call = {
        "version": version_in(page.content), "agency": world.duty.reference, "rang_on_day": "20", "rang_on_month": "11",
        "rang_on_year": "2026", "rang_at": "1:30pm", "answered": "yes", "answered_by": "Grace", "words": "On their way",
        "child-TOTAL_FORMS": "1", "child-INITIAL_FORMS": "0", "child-0-given_name": "Maya", "child-0-age": "8",
    }  # fmt: skip
    imani.post(at("answer-worry", check.reference), call)
    check.refresh_from_db()
    assert check.answered_at == NOW
    assert b"Ring the duty team now" not in imani.get(at("list-received")).content


def test_a_card_says_what_is_missing_and_asks_for_no_name(imani: Client, asking: Asking) -> None:
    page = imani.post(at("record-card", asking.reference), {"child_depends": "yes", "token": "abc"}).content.decode()
    assert (FirstNightCard.objects.count(), page.count("govuk-error-message")) == (0, 2)
    names = set(re.findall(r'<input[^>]*name="([^"]+)"[^>]*type="text"|<input[^>]*type="text"[^>]*name="([^"]+)"', page))
    typed = {one or other for one, other in names} - {"taken_by_name", "taken_at"}
    assert {name for name in typed if not name.startswith("taken_on")} == set()


def test_a_child_nobody_collects_is_a_worry_though_they_are_safe_where_they_sleep(imani: Client, asking: Asking) -> None:
    sent = {"child_depends": "yes", "carer": "grandparent", "safe": "safe", "collected": "no", "token": "abc"}
    imani.post(at("record-card", asking.reference), sent)
    assert SafetyCheck.objects.get().safe == "unknown"


def test_a_carer_who_is_no_near_relative_prompts_the_rule_of_private_fostering(imani: Client, asking: Asking) -> None:
    sent = {"child_depends": "yes", "carer": "friend", "safe": "safe", "collected": "yes", "token": "abc"}
    after = imani.post(at("record-card", asking.reference), sent, follow=True).content.decode()
    assert ("28 days" in after, "Children Act 1989" in after) == (True, True)


def test_the_first_pages_hold_no_field_for_a_name(imani: Client, asking: Asking) -> None:
    for address in (at("ask-permission", asking.reference), at("record-refusal", asking.reference) + "?answer=not_permitted"):
        page = imani.get(address).content.decode()
        fields = set(re.findall(r'<(?:input|select|textarea)[^>]*name="([^"]+)"', page))
        assert fields <= {"answer", "children", "ages", "version", "csrfmiddlewaretoken"}
        assert not re.search(r'type="(text|tel)"|<textarea', page)


@pytest.mark.django_db(transaction=True)
def test_a_name_sent_with_a_refusal_is_nowhere_afterwards(caplog: pytest.LogCaptureFixture) -> None:
    world = build_world()
    asking = receive()
    browser = signed_in(world.imani)
    planted = dict.fromkeys(("given_name", "family_name", "known_as", "name", "words", "children_0", "phone"), PLANTED)
    browser.post(at("ask-permission", asking.reference), {"answer": "not_permitted", **planted})
    page = browser.get(at("record-refusal", asking.reference), {"answer": "not_permitted"})
    browser.post(
        at("record-refusal", asking.reference),
        {"answer": "not_permitted", "children": "2", "ages": "mixed", "version": version_in(page.content), **planted},
    )
    assert (asking_of().state, RefusalTally.objects.get().count) == (AskingState.NOT_PERMITTED, 1)
    for model in apps.get_models():
        for row in model._base_manager.values():
            assert PLANTED not in str(row), model.__name__
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        for part in file.parent.glob(f"{file.name}*"):
            assert PLANTED.encode() not in part.read_bytes(), part.name
    assert PLANTED not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_yes_that_turns_into_a_no_leaves_nothing_of_the_names_typed_before() -> None:
    world = build_world()
    asking = receive()
    browser = signed_in(world.imani)
    browser.post(at("ask-permission", asking.reference), {"answer": "yes"})
    page = browser.get(at("take-step", asking.reference, "you"))
    sent = {"given_name": PLANTED, "family_name": PLANTED, "version": version_in(page.content)}
    browser.post(at("take-step", asking.reference, "you"), sent)
    assert Draft.objects.count() == 1
    browser.post(at("record-refusal", asking.reference), {"answer": "did_not_wish_to_say", "version": "1"})
    assert (Draft.objects.count(), asking_of().state) == (0, AskingState.DID_NOT_WISH_TO_SAY)
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        assert all(PLANTED.encode() not in part.read_bytes() for part in file.parent.glob(f"{file.name}*"))


def test_no_page_of_names_opens_before_permission(imani: Client, asking: Asking) -> None:
    after = imani.get(at("take-step", asking.reference, "you"))
    assert (after.status_code, after.headers["Location"]) == (302, at("ask-permission", asking.reference))
    imani.post(at("take-step", asking.reference, "you"), {"given_name": PLANTED, "family_name": PLANTED})
    assert Draft.objects.count() == 0


class Interviewer:
    """Sends one page of the interview after another."""

    def __init__(self, browser: Client, asking: Asking) -> None:
        self.browser, self.reference = browser, asking.reference
        browser.post(at("ask-permission", asking.reference), {"answer": "yes"})

    def says(self, *step: str, **answers: object) -> str:
        """Answer one page; gives the address of the next."""
        address = at("take-step", self.reference, *step)
        version = version_in(self.browser.get(address).content)
        after = self.browser.post(address, {"version": version, **answers})
        assert after.status_code == 302, after.content.decode()[:3000]
        return str(after.headers["Location"])


def rosas(world: World, browser: Client, asking: Asking) -> Interviewer:
    danny = Interviewer(browser, asking)
    danny.says("you", given_name="Danny", family_name="Thorn")
    danny.says("language", languages="English")
    danny.says(
        "adult", "1", given_name="Rosa", family_name="Vale", tie="partner", age="34", phone="07700 900101", safe_to_ring="safe"
    )
    danny.says("adults", another="yes")
    danny.says("adult", "2", given_name="Ines", tie="mother", lives_with="none")
    danny.says("adults", another="no")
    danny.says("children", another="yes")
    danny.says("child", "1", given_name="Maya", is_my="son_or_daughter", age="8")
    danny.says("child-home", "1", carer="1", carer_tie="friend", known="away", told_words="Working away")
    danny.says("child-decides", "1", **{"me": "certificate", "1": "no", "2": "unknown"})
    danny.says("children", another="no")
    danny.says("home", "1", may="yes", who=["a1", "c1"], team=world.team.reference, purposes=["ring"], months="3")
    danny.says("home", "2", may="no")
    return danny


def test_an_interview_from_the_first_question_to_the_printed_page(world: World, imani: Client, asking: Asking) -> None:
    rosas(world, imani, asking)
    review = imani.get(at("take-step", asking.reference, "review")).content.decode()
    assert ("Lantern" in review, "nothing about this home is kept" in review, "28 days" in review) == (True, True, True)
    sent = {"way": "spoken", "interpreter_used": "no", "agreed": "on", "asking_version": "1"}
    first = imani.post(at("take-step", asking.reference, "review"), sent)
    second = imani.post(at("take-step", asking.reference, "review"), sent)
    assert (first.headers["Location"], second.status_code) == (at("show-asking", asking.reference), 302)
    assert (Offer.objects.count(), Draft.objects.count()) == (1, 0)
    agreed = imani.get(at("view-agreement", asking.reference)).content.decode()
    assert ("Rosa Vale" in agreed, "Maya" in agreed, "Ines" in agreed) == (True, True, False)
    assert adult_among([Offer.objects.get().contact_id]) == {
        Offer.objects.get().contact_id
    }  # her own page speaks to a grown-up


def test_an_interview_survives_the_end_of_the_session(world: World, imani: Client, asking: Asking) -> None:
    danny = Interviewer(imani, asking)
    danny.says("you", given_name="Danny", family_name="Thorn")
    imani.logout()
    with clock_reading(NOW + timedelta(days=1)):
        again = signed_in(world.imani)
        assert b"Go on with the interview" in again.get(at("show-asking", asking.reference)).content
        assert b'value="Danny"' in again.get(at("take-step", asking.reference, "you")).content
        after = again.post(at("ask-permission", asking.reference), {"answer": "yes"})
        assert after.headers["Location"] == at("take-step", asking.reference, "language")


def test_a_page_saved_in_two_windows_shows_both_and_loses_nothing(imani: Client, asking: Asking) -> None:
    danny = Interviewer(imani, asking)
    danny.says("you", given_name="Danny", family_name="Thorn")
    sent = {"given_name": "Daniel", "family_name": "Thorn", "version": "1"}
    page = imani.post(at("take-step", asking.reference, "you"), sent)
    text = page.content.decode()
    assert (page.status_code, 'value="Daniel"' in text, "Danny" in text) == (200, True, True)
    sent["version"] = version_in(page.content)
    assert imani.post(at("take-step", asking.reference, "you"), sent).status_code == 302


def test_whoever_is_taken_out_is_kept_nowhere(world: World, imani: Client, asking: Asking) -> None:
    rosas(world, imani, asking)
    imani.post(at("remove-person", asking.reference, "adults", "2"))
    page = imani.get(at("take-step", asking.reference, "adults")).content.decode()
    assert ("Rosa" in page, "Ines" in page) == (True, False)


def test_a_home_is_not_passed_on_without_a_grown_up_a_team_and_a_purpose(world: World, imani: Client, asking: Asking) -> None:
    rosas(world, imani, asking)
    address = at("take-step", asking.reference, "home", "1")
    page = imani.get(address)
    sent = {"version": version_in(page.content), "may": "yes", "who": ["c1"], "team": "", "months": "3"}
    again = imani.post(address, sent).content.decode()
    assert again.count('class="govuk-error-message"') == 3


def test_whoever_of_a_home_was_not_ticked_is_read_out_as_left_out(world: World, imani: Client, asking: Asking) -> None:
    danny = rosas(world, imani, asking)
    danny.says("home", "1", may="yes", who=["a1"], team=world.team.reference, purposes=["ring"], months="3")
    review = imani.get(at("take-step", asking.reference, "review")).content.decode()
    assert "Of Maya: nothing, and nothing is kept" in review


def test_the_check_is_answered_and_passed_on_in_one_step(world: World, imani: Client, asking: Asking) -> None:
    rosas(world, imani, asking)
    sent = {"way": "spoken", "interpreter_used": "yes", "agreed": "on", "asking_version": "1"}
    imani.post(at("take-step", asking.reference, "review"), sent)
    offer = Offer.objects.get()
    page = imani.get(at("answer-check", offer.reference))
    assert b"Rosa Vale" in imani.get(at("list-checks")).content
    imani.post(at("answer-check", offer.reference), {"answer": "clear_and_pass_on", "version": version_in(page.content)})
    offer.refresh_from_db()
    assert offer.state == "passed_on"
    assert signed_in(world.petra).get(at("answer-check", offer.reference)).status_code == 404
