"""Two at one page of the portal: whoever sends second is shown both versions, and what they typed is still there."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.db.models import F, Model

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.uploads import kept_files, open_file
from kinkeeper.people import actions as people
from kinkeeper.people.types import ParentalResponsibility, Tie
from kinkeeper.portal.actions.asking import Said, answer_request, say
from kinkeeper.portal.models import FamilyRequest
from kinkeeper.portal.types import RequestKind, RequestState
from kinkeeper.sharing.actions import attach_scan, consents, give_bases, withdraw_consent
from kinkeeper.sharing.models import Basis, Consent
from kinkeeper.sharing.types import BasisKind, ConsentEnd, ConsentWay, NewBasis, Purpose
from tests.portal.test_agreements import HEARD, agreed
from tests.portal.test_own_agreeing import PDF
from tests.portal.test_own_pages import words
from tests.portal.world import acting, build, come_in, reference_of
from tests.signing import signed_in

pytestmark = pytest.mark.django_db

OVERTAKEN = "Somebody changed this while your page was open."
QUICKER = "Somebody was quicker, and this step is no longer open."


@pytest.fixture
def world() -> Any:
    return build()


def somebody_saves(record: Model) -> int:
    """In another window; answers the version that stands now."""
    type(record)._base_manager.filter(pk=record.pk).update(version=F("version") + 1)
    record.refresh_from_db()
    return int(record.version)  # type: ignore[attr-defined]


def version_in(page: Any, name: str = "version") -> set[str]:
    return set(re.findall(rf'name="{name}" value="(\d+)"', page.content.decode()))


def asked(world: Any) -> FamilyRequest:
    return say(by=acting(world.amara), person=world.rosa, said=Said(RequestKind.MESSAGE, "Please ring on Monday."))


def test_an_answer_typed_beside_another_save_comes_back_and_then_goes(world: Any) -> None:
    found, amara = asked(world), signed_in(world.amara)
    address, typed = f"/requests/{found.reference}/", {"state": "done", "answer": "We ring you on Monday at ten."}
    shown = found.version
    stands = somebody_saves(found)

    again = amara.post(address, {**typed, "version": shown})
    then = amara.post(address, {**typed, "version": stands})

    assert (OVERTAKEN in words(again), "We ring you on Monday at ten." in words(again)) == (True, True)
    assert (version_in(again), then.status_code) == ({str(stands)}, 302)


def test_a_question_that_a_colleague_answered_shows_their_answer_and_mine(world: Any) -> None:
    found, amara = asked(world), signed_in(world.amara)
    shown = found.version
    by = acting(world.petra)
    answer_request(by=by, request=found, seen=shown, state=RequestState.DONE, answer="Petra rings tonight.")

    page = amara.post(
        f"/requests/{found.reference}/", {"version": shown, "state": "done", "answer": "We ring you on Monday at ten."}
    )

    for said in (QUICKER, "Petra rings tonight.", "We ring you on Monday at ten."):
        assert said in words(page)


def test_a_reason_for_keeping_something_shared_is_not_lost(world: Any) -> None:
    by = acting(world.grace)
    kept = NewBasis(
        person_id=world.ivy,
        agency_id=world.council.pk,
        kind=BasisKind.SAFEGUARDING,
        purpose=Purpose.SAFEGUARD,
        categories=frozenset({Category.EXISTENCE, Category.RISK}),
        reason="She was alone at home.",
        decided_by=by.reference,
        review_on=now().date(),
    )
    basis = give_bases(by=by, bases=[kept])[0]
    shown = basis.version
    Basis.objects.filter(pk=basis.pk).update(review_on=now().date() + timedelta(days=30))
    stands = somebody_saves(basis)

    page = signed_in(world.grace).post(
        f"/agreements/review/{basis.reference}/", {"version": shown, "still": "no", "why": "She is never alone now."}
    )

    assert (OVERTAKEN in words(page), "Kept until the review on" in words(page)) == (True, True)
    assert ("She is never alone now." in words(page), version_in(page)) == (True, {str(stands)})


def test_a_parents_no_in_their_own_words_is_not_lost(world: Any) -> None:
    people.tie_people(
        by=acting(world.amara),
        person=world.danny,
        relative=world.ivy,
        tie=Tie.FATHER,
        parental_responsibility=ParentalResponsibility.YES,
    )
    consent, danny = agreed(world), come_in(world, world.danny)
    address = f"/my/agreed/{consent.reference}/no/"
    shown = version_in(danny.get(address))
    stands = somebody_saves(consent)

    page = danny.post(address, {"version": shown.pop(), "words": "She should choose herself."})

    assert (OVERTAKEN in words(page), "She should choose herself." in words(page)) == (True, True)
    assert version_in(page) == {str(stands)}
    assert danny.post(address, {"version": stands, "words": "She should choose herself."}).status_code == 302


def test_making_it_smaller_on_ones_own_page_comes_back_with_what_was_ticked(world: Any) -> None:
    consent, rosa = agreed(world), come_in(world, world.rosa)
    address = f"/my/agreed/{consent.reference}/"
    ticked = {"do": "smaller", "agencies": [world.school.reference], "parts": ["identity"]}
    shown = consent.version
    stands = somebody_saves(consent)

    page = rosa.post(address, {**ticked, "version": shown})

    assert OVERTAKEN in words(page)
    assert re.findall(r'value="(identity|support)" checked', page.content.decode()) == ["identity"]
    assert version_in(page) == {str(stands)}
    assert rosa.post(address, {**ticked, "version": stands}).status_code == 302


def test_what_was_ticked_on_ones_own_page_is_told_when_it_was_taken_back_meanwhile(world: Any) -> None:
    consent, rosa = agreed(world), come_in(world, world.rosa)
    shown = consent.version
    withdraw_consent(by=acting(world.amara), consent=consent, seen=shown)

    page = rosa.post(
        f"/my/agreed/{consent.reference}/",
        {"do": "smaller", "agencies": [world.school.reference], "parts": ["identity"], "version": shown},
    )

    assert (QUICKER in words(page), "taken back" in words(page), "Hill School" in words(page)) == (True, True, True)


def test_a_workers_smaller_word_keeps_its_step_and_what_was_heard(world: Any) -> None:
    consent, amara = agreed(world), signed_in(world.amara)
    address = f"/person/{reference_of(world.ivy)}/agreed/{consent.reference}/smaller/"
    less = {"agencies": world.school.reference, "parts": "identity", **HEARD, "understanding": "She said it back to me."}
    shown = consent.version
    stands = somebody_saves(consent)

    page = amara.post(address, {**less, "step": "yes", "seen": shown, "understands": "yes"})

    assert (OVERTAKEN in words(page), "She said it back to me." in words(page)) == (True, True)
    assert version_in(page, "seen") == {str(stands)}
    assert amara.post(address, {**less, "step": "yes", "seen": stands, "understands": "yes"}).status_code == 302


def test_agreeing_again_keeps_its_step_and_what_was_heard(world: Any) -> None:
    consent, amara = agreed(world), signed_in(world.amara)
    address = f"/person/{reference_of(world.ivy)}/agree/{reference_of(world.rosa)}/support_education/"
    again = {"agencies": world.school.reference, "parts": ["identity"], "again": consent.reference, **HEARD}
    shown = consent.version
    stands = somebody_saves(consent)
    saw = {"understanding": "She said it back to me.", "understands": "yes"}

    page = amara.post(address, {**again, **saw, "step": "yes", "seen": shown})

    assert (OVERTAKEN in words(page), "She said it back to me." in words(page)) == (True, True)
    assert version_in(page, "seen") == {str(stands)}
    assert amara.post(address, {**again, **saw, "step": "yes", "seen": stands}).status_code == 302


def test_what_somebody_else_said_to_a_worker_is_not_lost(world: Any) -> None:
    people.tie_people(
        by=acting(world.amara),
        person=world.danny,
        relative=world.ivy,
        tie=Tie.FATHER,
        parental_responsibility=ParentalResponsibility.YES,
    )
    consent, amara = agreed(world), signed_in(world.amara)
    address = f"/person/{reference_of(world.ivy)}/agreed/{consent.reference}/"
    said = {"do": "object", "objector": reference_of(world.danny), "words": "She should choose herself."}
    shown = consent.version
    stands = somebody_saves(consent)

    page = amara.post(address, {**said, "version": shown})

    assert (OVERTAKEN in words(page), "She should choose herself." in words(page)) == (True, True)
    assert version_in(page) == {str(stands)}
    assert amara.post(address, {**said, "version": stands}).status_code == 302


# Taking back, as a worker hears it


def test_a_worker_writes_down_how_and_when_it_was_taken_back_with_what_they_wrote(
    world: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    consent, amara = agreed(world), signed_in(world.amara)
    address = f"/person/{reference_of(world.ivy)}/agreed/{consent.reference}/"
    day = now().date() - timedelta(days=1)
    on = {"back-heard_on_day": day.day, "back-heard_on_month": day.month, "back-heard_on_year": day.year}
    scan = SimpleUploadedFile("no.pdf", PDF)

    done = amara.post(address, {"version": consent.version, "do": "end", "back-way": "paper", "back-scan": scan, **on})

    assert done.status_code == 302
    consent.refresh_from_db()
    told = (consent.ended_because, consent.ended_way, consent.ended_heard_by)
    assert told == (ConsentEnd.WITHDRAWN, ConsentWay.PAPER, world.amara.user.reference)
    assert consent.ended_heard_at is not None
    assert consent.ended_heard_at.date() == day
    assert amara.get(address + "form/?of=end").content == PDF
    page = words(amara.get(address))
    assert ("on paper" in page, "heard by Amara" in page) == (True, True)


def test_taking_back_never_waits_for_a_form(world: Any) -> None:
    consent = agreed(world)

    signed_in(world.amara).post(
        f"/person/{reference_of(world.ivy)}/agreed/{consent.reference}/", {"version": consent.version, "do": "end"}
    )

    consent.refresh_from_db()
    assert (consent.ended_way, consent.ended_heard_by) == (ConsentWay.VOICE, world.amara.user.reference)


def test_what_rosa_takes_back_on_her_own_page_was_heard_by_nobody(world: Any) -> None:
    consent = agreed(world)

    come_in(world, world.rosa).post(f"/my/agreed/{consent.reference}/", {"version": consent.version, "do": "end"})

    consent.refresh_from_db()
    assert (consent.ended_way, consent.ended_heard_by, consent.ended_heard_at is not None) == (ConsentWay.PORTAL, "", True)


def test_a_file_that_is_no_scan_is_refused_and_nothing_ends(world: Any) -> None:
    consent = agreed(world)
    bad = SimpleUploadedFile("no.pdf", b"MZ a program")

    page = signed_in(world.amara).post(
        f"/person/{reference_of(world.ivy)}/agreed/{consent.reference}/",
        {"version": consent.version, "do": "end", "back-way": "paper", "back-scan": bad},
    )

    assert "That file cannot be taken" in words(page)
    assert Consent.objects.get().ended_at is None


def test_a_signed_form_sent_twice_is_kept_once(world: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    consent, amara = agreed(world, way=ConsentWay.PAPER), signed_in(world.amara)
    attach_scan(by=acting(world.amara), consent=consent, seen=1, scan=PDF, scan_type="application/pdf")
    first = Consent.objects.get().scan

    page = amara.post(
        f"/person/{reference_of(world.ivy)}/agreed/{consent.reference}/",
        {"version": 1, "do": "scan", "scan": SimpleUploadedFile("form.pdf", PDF)},
    )

    assert QUICKER in words(page)
    assert Consent.objects.get().scan == first
    assert [file.name for file in kept_files()] == [first]  # of the one that was refused nothing is left


@pytest.mark.django_db(transaction=True)
def test_a_signed_form_is_kept_once_its_consent_is_and_with_the_ledger_down_neither_is(
    world: Any, settings: Any, tmp_path: Any, monkeypatch: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    consent, amara = agreed(world, way=ConsentWay.PAPER), signed_in(world.amara)
    address = f"/person/{reference_of(world.ivy)}/agreed/{consent.reference}/"
    amara.raise_request_exception = False
    sent = {"version": 1, "do": "scan"}

    with monkeypatch.context() as down:
        down.setattr(consents, "record", _no_ledger)
        broken = amara.post(address, {**sent, "scan": SimpleUploadedFile("form.pdf", PDF)})
    assert (broken.status_code, Consent.objects.get().scan, list(kept_files())) == (500, "", [])

    amara.post(address, {**sent, "scan": SimpleUploadedFile("form.pdf", PDF)})
    assert open_file(Consent.objects.get().scan) == PDF


def _no_ledger(**_: object) -> None:
    raise DatabaseError("the ledger cannot be written")
