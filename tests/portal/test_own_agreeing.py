"""A family agrees, makes it smaller and takes it back on its own pages; a worker takes it down on paper."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfWriter

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.randomness import seeded
from kinkeeper.foundation.uploads import UploadRefused, accept_scan, kept_files, open_file
from kinkeeper.people import actions as people
from kinkeeper.people.types import ParentalResponsibility, Tie
from kinkeeper.sharing.actions import begin_involvements, restrict
from kinkeeper.sharing.models import Consent
from kinkeeper.sharing.queries import may_see
from kinkeeper.sharing.types import InvolvementKind, NewInvolvement, Purpose, RestrictionKind
from tests.portal.world import acting, build, come_in, reference_of
from tests.signing import signed_in
from tests.worlds import pass_to

pytestmark = pytest.mark.django_db

SCHOOL = Purpose.SUPPORT_EDUCATION


@pytest.fixture
def world() -> Any:
    return build()


def words(page: Any) -> str:
    main = page.content.decode().split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


# The offer


def agree(client: Client, address: str, agency: str, step: str, **more: Any) -> Any:
    return client.post(address, {"agencies": agency, "parts": ["identity", "support"], "step": step, "search": "Hill", **more})


def test_an_agency_nobody_agreed_to_is_not_offered_unasked(world: Any) -> None:
    holds_her_father = NewInvolvement(person_id=world.ivy, agency_id=world.north.pk, kind=InvolvementKind.FAMILY_OF_HELD)
    begin_involvements(by=SYSTEM, involvements=[holds_her_father])
    rosa, ivy = come_in(world, world.rosa), reference_of(world.ivy)
    address = f"/my/agreed/new/{ivy}/support_education/"

    before = words(rosa.get(address))
    for step in ("look", "yes"):
        agree(rosa, address, world.school.reference, step)
    after = words(rosa.get(address))

    assert [name in before for name in ("Lantern", "Hill School", "Northgate")] == [True, False, False]
    assert [name in after for name in ("Lantern", "Hill School", "Northgate")] == [True, True, False]


def test_rosa_sees_exactly_who_would_see_what_and_then_agrees_for_ivy(world: Any) -> None:
    rosa = come_in(world, world.rosa)
    ivy = reference_of(world.ivy)
    first = rosa.post("/my/agreed/new/", {"person": ivy, "purpose": "support_education"})
    address = first["Location"]
    assert "Hill School" in words(agree(rosa, address, "", "find"))

    shown = words(agree(rosa, address, world.school.reference, "look"))
    before = bool(may_see(acting(world.joan), SCHOOL, Category.SUPPORT, world.ivy))
    done = agree(rosa, address, world.school.reference, "yes")

    assert "the teacher who looks after pupils’ welfare" in shown and "name and age, what help there is" in shown
    assert (before, done.status_code) == (False, 302)
    assert [bool(may_see(acting(world.joan), SCHOOL, part, world.ivy)) for part in (Category.SUPPORT, Category.WELLBEING)] == [
        True,
        False,
    ]
    consent = Consent.objects.get()
    assert (consent.given_by_id, consent.way, consent.heard_by) == (world.rosa, "portal", "")


def test_rosa_takes_it_back_and_the_next_request_shows_nothing(world: Any) -> None:
    rosa = come_in(world, world.rosa)
    agree(rosa, f"/my/agreed/new/{reference_of(world.ivy)}/support_education/", world.school.reference, "yes")
    consent = Consent.objects.get()

    page = rosa.get(f"/my/agreed/{consent.reference}/")
    rosa.post(f"/my/agreed/{consent.reference}/", {"version": consent.version, "do": "end"})

    assert "Take it all back, at once" in words(page)
    assert not may_see(acting(world.joan), SCHOOL, Category.IDENTITY, world.ivy)


def test_rosa_makes_it_smaller(world: Any) -> None:
    rosa = come_in(world, world.rosa)
    agree(rosa, f"/my/agreed/new/{reference_of(world.ivy)}/support_education/", world.school.reference, "yes")
    consent = Consent.objects.get()

    rosa.post(
        f"/my/agreed/{consent.reference}/",
        {"version": consent.version, "do": "smaller", "agencies": world.school.reference, "parts": "identity"},
    )

    joan = acting(world.joan)
    assert [bool(may_see(joan, SCHOOL, part, world.ivy)) for part in (Category.IDENTITY, Category.SUPPORT)] == [True, False]


def test_a_stale_page_changes_nothing(world: Any) -> None:
    rosa = come_in(world, world.rosa)
    agree(rosa, f"/my/agreed/new/{reference_of(world.ivy)}/support_education/", world.school.reference, "yes")
    consent = Consent.objects.get()

    answer = rosa.post(f"/my/agreed/{consent.reference}/", {"version": 7, "do": "end"})

    consent.refresh_from_db()
    assert ("Somebody changed this while your page was open" in words(answer), consent.ended_at) == (True, None)


def test_nobody_agrees_about_somebody_elses_child(world: Any) -> None:
    nan = people.add_person(by=SYSTEM).pk
    people.tie_people(by=SYSTEM, person=nan, relative=world.ivy, tie=Tie.GRANDPARENT, cares_for=True)
    pass_to(world.service, nan)
    client = come_in(world, nan)
    address = f"/my/agreed/new/{reference_of(world.ivy)}/support_education/"

    assert (client.get(address).status_code, client.get("/my/agreed/new/K7QF-29MD/support_education/").status_code) == (
        404,
        404,
    )


def test_a_court_order_keeps_a_parent_from_the_childs_name(world: Any) -> None:
    people.tie_people(
        by=SYSTEM,
        person=world.danny,
        relative=world.ivy,
        tie=Tie.FATHER,
        parental_responsibility=ParentalResponsibility.YES,
    )
    danny = come_in(world, world.danny)
    before = words(danny.get("/my/agreed/new/"))
    restrict(by=SYSTEM, person=world.ivy, kind=RestrictionKind.COURT_ORDER, reason="Order", reader=world.danny)

    assert ("Ivy" in before, "Ivy" in words(danny.get("/my/agreed/new/"))) == (True, False)


def _one_page() -> bytes:
    drawn, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(drawn)
    return drawn.getvalue()


PDF = _one_page()


def test_a_worker_takes_it_down_on_paper_with_the_signed_form(world: Any) -> None:
    amara = signed_in(world.amara)
    ivy, rosa = reference_of(world.ivy), reference_of(world.rosa)
    address = f"/person/{ivy}/agree/{rosa}/support_education/"
    form = {"way": "paper", "heard_on_day": "1", "heard_on_month": "11", "heard_on_year": "2026"}
    scan = SimpleUploadedFile("form.exe", PDF)

    done = agree(amara, address, world.school.reference, "yes", scan=scan, **form)

    consent = Consent.objects.get()
    assert (done.status_code, consent.way, consent.scan_type) == (302, "paper", "application/pdf")
    assert consent.heard_by == world.amara.user.reference
    assert (open_file(consent.scan), b"%PDF" in _stored(consent.scan)) == (PDF, False)
    taken = amara.get(f"/person/{ivy}/agreed/{consent.reference}/form/")
    assert (taken.content, taken["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert signed_in(world.joan).get(f"/person/{rosa}/agreed/{consent.reference}/form/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_form_that_drew_a_reference_which_was_taken_is_done_all_the_same_and_once(
    world: Any, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    amara, address = signed_in(world.amara), f"/person/{reference_of(world.ivy)}/agree/{reference_of(world.rosa)}/"
    form = {"way": "paper", "heard_on_day": "1", "heard_on_month": "11", "heard_on_year": "2026"}

    for purpose in ("support_education", "offer_support"):
        with seeded(1):  # the second draws what the first drew, and then on
            scan = SimpleUploadedFile("form.pdf", PDF)
            done = agree(amara, f"{address}{purpose}/", world.school.reference, "yes", scan=scan, **form)
            assert done.status_code == 302

    kept = [consent.scan for consent in Consent.objects.order_by("pk")]
    assert [open_file(scan) for scan in kept] == [PDF, PDF]
    assert sorted(file.name for file in kept_files()) == sorted(kept)


def _stored(name: str) -> bytes:
    return (Path(settings.MEDIA_ROOT) / name[:2] / name).read_bytes()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ\x90 a program", "file_of_another_kind"),
        (b"<html><script>", "file_of_another_kind"),
        (b"%PDF-1.7 /OpenAction /JavaScript", "file_does_things"),
        (b"%PDF-" + b"0" * (10 * 1024 * 1024), "file_too_large"),
    ],
)
def test_only_a_scan_is_taken(content: bytes, reason: str) -> None:
    with pytest.raises(UploadRefused) as refusal:
        accept_scan(SimpleUploadedFile("scan.pdf", content))

    assert refusal.value.reason == reason


# Asking and telling
