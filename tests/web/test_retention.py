"""Nothing is kept longer than is said; figures and the ledger's chain stand as they stood."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.test import Client

from kinkeeper.__main__ import main
from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Member
from kinkeeper.custody.models import CustodyEvent, Period, PrisonNumber
from kinkeeper.foundation import retention
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.foundation.privacy import Keep, Label
from kinkeeper.foundation.retention import Rule, clear_what_is_due, rules, run_retention
from kinkeeper.foundation.uploads import keep_file, kept_files
from kinkeeper.ledger.actions import seal_pending
from kinkeeper.ledger.queries import verify
from kinkeeper.offers.models import Attempt, Offer
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.people.models import Identity, Kin, Route, Whereabouts
from kinkeeper.sharing.models import Basis, Consent, Involvement
from kinkeeper.sharing.types import ConsentEnd, ConsentWay, Purpose
from tests.offers.asking_world import MORNING, hours, receive
from tests.offers.offer_world import PASSED_ON, OfferWorld, build_offers, days, fresh, passed_on, reached, rings
from tests.offers.test_offer_pages import browser

# Ninety-one days: the service's ninety after a no are over, and the figures of the year still count everybody.
LATER = PASSED_ON + days(91)


def a_no_a_yes_and_silence(world: OfferWorld) -> tuple[Offer, Offer]:
    """The families of the one who said no, and of the one who said yes."""
    no, yes = passed_on(world, number="A1111AA", worker=world.amara), passed_on(world, number="A1112AA", worker=world.amara)
    reached(world, no, MORNING + hours(5), FamilyAnswer.DECLINED, note="Rosa would rather not")
    reached(world, yes, MORNING + hours(6), FamilyAnswer.ACCEPTED, note="Rosa is glad")
    return fresh(no), fresh(yes)


def everybody_leaves(offer: Offer) -> None:
    """The parent is released: the prison's ground for holding the family ends too."""
    people = [offer.contact_id, *Kin.objects.filter(person_id=offer.contact_id).values_list("relative_id", flat=True)]
    ended = PASSED_ON + days(30)
    prisons = Basis.objects.filter(person_id__in=people).exclude(agency=offer.service)
    prisons.update(withdrawn_at=ended)
    Involvement.objects.filter(person_id__in=people, ended_at__isnull=True).exclude(agency=offer.service).update(ended_at=ended)


def page(lena: Client, address: str) -> bytes:
    """A page as Lena sees it, without the token that every form has anew."""
    answer = lena.get(address)
    assert answer.status_code == 200
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content)


FIGURES = "/families/figures/?weeks=52", "/families/figures.csv?weeks=52"


@pytest.mark.django_db
def test_who_said_no_is_forgotten_and_figures_and_chain_stand() -> None:
    world = build_offers()
    no, yes = a_no_a_yes_and_silence(world)
    everybody_leaves(no)
    seal_pending()
    with clock_reading(LATER):
        lena = browser(world.lena)
        before = [page(lena, address) for address in FIGURES]
        assert {outcome.rule.name: outcome.count for outcome in run_retention(rehearse=True)}["offers.unreached"] == 1

        outcomes = {outcome.rule.name: outcome for outcome in run_retention(rehearse=False)}

        Authenticator.objects.all().delete()  # her session was older than this clock: it was cleared, so she signs in anew
        lena = browser(world.lena)
        after = [page(lena, address) for address in FIGURES]
    assert outcomes["offers.unreached"].count == 1
    assert outcomes["people.nobody_works_with"].count >= 1
    assert not Identity.objects.filter(person_id=no.contact_id).exists()
    assert not Route.objects.filter(person_id=no.contact_id).exists()
    assert not Attempt.objects.filter(offer=no).exclude(note="").exists()
    assert Identity.objects.filter(person_id=yes.contact_id).exists()
    assert Attempt.objects.get(offer=yes).note == "Rosa is glad"
    assert before == after
    seal_pending()
    assert verify().sound


@pytest.mark.django_db
def test_a_second_run_finds_nothing_to_do() -> None:
    world = build_offers()
    no, _yes = a_no_a_yes_and_silence(world)
    everybody_leaves(no)
    with clock_reading(LATER):
        run_retention(rehearse=False)

        assert sum(outcome.count for outcome in run_retention(rehearse=True)) == 0
        assert sum(outcome.count for outcome in run_retention(rehearse=False)) == 0


@pytest.mark.django_db
def test_a_run_that_was_cut_short_is_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    world = build_offers()
    no, _yes = a_no_a_yes_and_silence(world)
    everybody_leaves(no)
    from kinkeeper.offers.actions import erasing

    whole = erasing.erase_person
    calls: list[int] = []

    def torn(**said: Any) -> None:
        whole(**said)
        calls.append(said["person"])
        if len(calls) == 1:
            raise RuntimeError("the power went")

    monkeypatch.setattr(erasing, "erase_person", torn)
    with clock_reading(LATER):
        [broken] = [outcome for outcome in run_retention(rehearse=False) if outcome.failed]
        assert broken.rule.name == "people.nobody_works_with"
        run_retention(rehearse=False)

        assert sum(outcome.count for outcome in run_retention(rehearse=True)) == 0
    assert not Identity.objects.filter(person_id=no.contact_id).exists()
    seal_pending()
    assert verify().sound


@pytest.mark.django_db
def test_a_live_basis_a_legal_duty_or_custody_keeps_a_record() -> None:
    world = build_offers()
    no, _yes = a_no_a_yes_and_silence(world)
    with clock_reading(PASSED_ON + days(5_000)):
        run_retention(rehearse=False)

    assert Identity.objects.filter(person_id=no.contact_id).exists()  # the prison still holds the parent
    assert Identity.objects.filter(person_id=no.held_id).exists()


@pytest.mark.django_db
def test_after_support_ended_the_record_is_kept_for_the_sites_days(settings: Any) -> None:
    settings.KEEP_DAYS = 365
    world = build_offers()
    _no, yes = a_no_a_yes_and_silence(world)
    everybody_leaves(yes)
    Basis.objects.filter(person_id=yes.contact_id).update(withdrawn_at=PASSED_ON + days(10))
    Involvement.objects.filter(person_id=yes.contact_id).update(ended_at=PASSED_ON + days(10))

    with clock_reading(PASSED_ON + days(374)):
        run_retention(rehearse=False)
    assert Identity.objects.filter(person_id=yes.contact_id).exists()
    with clock_reading(PASSED_ON + days(376)):
        run_retention(rehearse=False)
    assert not Identity.objects.filter(person_id=yes.contact_id).exists()
    assert not Whereabouts.objects.filter(person_id=yes.contact_id).exists()


@pytest.mark.django_db
def test_a_signed_form_goes_with_the_proof_it_was(
    settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MEDIA_ROOT, settings.KEEP_DAYS = tmp_path, 365
    world = build_offers()
    _no, yes = a_no_a_yes_and_silence(world)
    Consent.objects.create(
        person_id=yes.contact_id,
        given_by_id=yes.contact_id,
        purpose=Purpose.OFFER_SUPPORT,
        categories=3,
        way=ConsentWay.PAPER,
        heard_by="amara",
        heard_at=PASSED_ON,
        scan=keep_file(b"%PDF-1.7"),
        ended_at=PASSED_ON + days(1),
        ended_because=ConsentEnd.WITHDRAWN,
    )
    scanned = Consent.objects.exclude(scan="").get()
    assert len(list(kept_files())) == 1

    with clock_reading(PASSED_ON + days(400)), django_capture_on_commit_callbacks(execute=True):
        run_retention(rehearse=False)

    assert list(kept_files()) == []
    scanned.refresh_from_db()
    assert (scanned.scan, scanned.ended_because) == ("", ConsentEnd.WITHDRAWN)


@pytest.mark.django_db
def test_a_stay_that_ended_long_ago_has_no_number_any_more_and_figures_stand(settings: Any) -> None:
    settings.KEEP_DAYS = 100
    world = build_offers()
    no, yes = a_no_a_yes_and_silence(world)
    receive("A1113AA", prison="XSF")
    began, identity = Period.objects.values_list("started_at", "start_identity").get(pk=no.period_id)
    leave = {"state": "ended", "ended_at": PASSED_ON + days(30), "release_confirmed_at": PASSED_ON + days(30)}
    Period.objects.filter(pk=no.period_id).update(**leave, release_kind="released")
    everybody_leaves(no)
    for gone in (no.held_id, no.contact_id):
        Basis.objects.filter(person_id=gone).update(withdrawn_at=PASSED_ON + days(30))
        Involvement.objects.filter(person_id=gone).update(ended_at=PASSED_ON + days(30))

    with clock_reading(PASSED_ON + days(129)):
        run_retention(rehearse=False)
    assert set(PrisonNumber.objects.values_list("number", flat=True)) == {"A1111AA", "A1112AA", "A1113AA"}
    with clock_reading(PASSED_ON + days(131)):
        run_retention(rehearse=False)  # the person first; what still points at them is due then
        lena = browser(world.lena)
        before = [page(lena, address) for address in FIGURES]
        assert {outcome.rule.name: outcome.count for outcome in run_retention(rehearse=True)}["custody.stays"] == 1
        run_retention(rehearse=False)
        Authenticator.objects.all().delete()
        lena = browser(world.lena)
        after = [page(lena, address) for address in FIGURES]

    assert before == after
    assert set(PrisonNumber.objects.values_list("number", flat=True)) == {"A1112AA", "A1113AA"}
    assert set(CustodyEvent.objects.values_list("number", flat=True)) == {"A1112AA", "A1113AA"}
    stay = Period.objects.get(pk=no.period_id)
    assert (stay.number, stay.started_at, stay.prison.code) == ("", began, "XNG")
    assert stay.start_identity != identity
    assert Period.objects.get(pk=yes.period_id).number == "A1112AA"  # held still
    seal_pending()
    assert verify().sound


@pytest.mark.django_db
def test_who_is_held_again_after_being_let_go_of_is_somebody_new(settings: Any) -> None:
    settings.KEEP_DAYS = 100
    build_offers()
    first = receive("A1111AA")
    Period.objects.filter(pk=first.period_id).update(state="ended", ended_at=PASSED_ON, release_confirmed_at=PASSED_ON,
                                                     release_kind="released")  # fmt: skip
    Basis.objects.update(withdrawn_at=PASSED_ON)
    Involvement.objects.update(ended_at=PASSED_ON)
    with clock_reading(PASSED_ON + days(200)):
        run_retention(rehearse=False)

    again = receive("A1111AA", at=PASSED_ON + days(201))

    assert again.person_id != first.person_id
    assert Period.objects.filter(number="A1111AA").count() == 1


@pytest.mark.django_db
def test_a_former_colleague_becomes_a_reference(settings: Any) -> None:
    settings.KEEP_STAFF_DAYS = 365
    world = build_offers()
    reference = world.bilal.reference
    Member.objects.filter(user=world.bilal).update(left_at=Member.objects.get(user=world.bilal).joined_at)

    with clock_reading(Member.objects.get(user=world.bilal).joined_at + timedelta(days=366)):
        run_retention(rehearse=False)

    gone = User.objects.get(reference=reference)
    assert (gone.name, gone.email, gone.is_active) == ("", f"{reference.lower()}@former.invalid", False)
    assert not gone.has_usable_password()
    assert User.objects.get(pk=world.amara.pk).name == world.amara.name


@pytest.mark.django_db
def test_the_command_says_what_and_why_and_ends_with_json(capsys: Any) -> None:
    world = build_offers()
    offer = passed_on(world, worker=world.amara)
    rings(world, offer, PASSED_ON + hours(1))

    assert main(["retention", "run", "--dry-run"]) == 0

    lines = capsys.readouterr().out.splitlines()
    said = json.loads(lines[-1])
    assert said["dry_run"] is True
    assert said["due"].keys() == {rule.name for rule in rules()}
    assert len(lines) == len(rules()) + 1
    assert all(rule.why for rule in rules())


@pytest.mark.django_db
def test_the_tick_does_it_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    cleared = iter([2, 0, 3, 0, 5, 0])
    rule = Rule("tests.count", "Things", "Because.", None, due=lambda: 0, clear=lambda: next(cleared))
    monkeypatch.setattr(retention, "_rules", {"tests.count": rule})

    with clock_reading(PASSED_ON):
        assert (clear_what_is_due(), clear_what_is_due()) == (2, 0)
    with clock_reading(PASSED_ON + days(1)):
        assert clear_what_is_due() == 3


def test_every_lifetime_that_a_label_gives_has_a_rule() -> None:
    used = {
        label.keep for model in apps.get_models() for label in getattr(model, "LABELS", {}).values() if isinstance(label, Label)
    }

    assert used - {Keep.ALWAYS, Keep.WITH_RECORD, Keep.SEALED} == {rule.keeps for rule in rules()} - {None}
