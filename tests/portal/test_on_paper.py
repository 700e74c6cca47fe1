"""Who knows what, on paper: for one's own hands, and by a privacy lead for who has no page, as somebody inside."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.ledger.models import Entry
from kinkeeper.people import actions as people
from kinkeeper.people.types import Known
from kinkeeper.portal.forms.words import PARTS
from kinkeeper.portal.models import FamilyRequest
from kinkeeper.portal.types import RequestKind, RequestState
from kinkeeper.sharing.actions import disclose
from kinkeeper.sharing.types import Purpose
from tests.offers.offer_world import days
from tests.portal.test_agreements import agreed
from tests.portal.test_own_pages import words
from tests.portal.world import acting, build, come_in, reference_of
from tests.signing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Any:
    return build()


def read(answer: Any) -> str:
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages).replace("\n", " ")


def asked_for(world: Any, person: int) -> FamilyRequest:
    """Amara takes down that they want it on paper."""
    amara = signed_in(world.amara)
    sent = {"form_key": "p" * 24, "words": "", "way": "paper"}
    assert amara.post(f"/person/{reference_of(person)}/say/who_knows/", sent).status_code == 302
    return FamilyRequest.objects.get(kind=RequestKind.WHO_KNOWS)


def lantern_looks(world: Any, person: int) -> None:
    disclose(by=acting(world.amara), purpose=Purpose.OFFER_SUPPORT, about=[person], action="look")


def test_ones_own_page_is_printed_with_the_same_words(world: Any) -> None:
    lantern_looks(world, world.rosa)
    rosa = come_in(world, world.rosa)

    page, paper = words(rosa.get("/my/who/")), rosa.get("/my/who/pages.pdf")

    assert "To print (PDF)" in page
    for said in ("Who knows what", "Lantern – the people who help families", "saw:", "Why they may:"):
        assert said in read(paper)
    assert paper["Content-Disposition"] == 'attachment; filename="pages.pdf"'
    for word in ("custody", "disclosure", "Rosa", "case"):
        assert word not in read(paper)


def test_somebody_inside_has_it_from_a_privacy_lead_in_a_closed_envelope(world: Any) -> None:
    lantern_looks(world, world.danny)
    found = asked_for(world, world.danny)
    petra = signed_in(world.petra)
    address = f"/requests/{found.reference}/"

    page, paper = words(petra.get(address)), petra.get(address + "pages.pdf")

    assert "closed envelope" in page
    assert "Lantern" in read(paper)
    entry = Entry.objects.get(action="hand_over_who_knows")
    [line] = entry.lines.all()
    assert (entry.outcome, line.person, line.rule) == ("served", reference_of(world.danny), "given-into-their-hands")
    petra.post(address, {"version": found.version, "state": "done", "answer": "On paper, by hand."})
    assert petra.get(address + "pages.pdf").status_code == 200
    with clock_reading(now() + days(31)):
        assert signed_in(world.petra).get(address + "pages.pdf").status_code == 404


def test_which_services_were_told_is_not_every_workers_to_know(world: Any) -> None:
    agreed(world)
    disclose(by=acting(world.joan), purpose=Purpose.SUPPORT_EDUCATION, about=[world.ivy], action="look")
    people.note_told(by=acting(world.amara), person=world.ivy, known=Known.PRISON)
    found = asked_for(world, world.ivy)
    address = f"/requests/{found.reference}/pages.pdf"

    assert "Hill School" in read(signed_in(world.petra).get(address))
    for colleague in (world.amara, world.grace, world.joan):
        assert signed_in(colleague).get(address).status_code == 404
    assert come_in(world, world.rosa).get(address).status_code == 404


def test_a_refused_request_prints_nothing_and_another_kind_neither(world: Any) -> None:
    found = asked_for(world, world.rosa)
    FamilyRequest.objects.update(state=RequestState.REFUSED, decided_at=now(), decided_by="petra")
    petra = signed_in(world.petra)

    assert petra.get(f"/requests/{found.reference}/pages.pdf").status_code == 404
    FamilyRequest.objects.update(kind=RequestKind.MESSAGE, state=RequestState.WAITING)
    assert petra.get(f"/requests/{found.reference}/pages.pdf").status_code == 404


def test_a_child_who_was_not_told_has_paper_that_tells_nothing(world: Any) -> None:
    disclose(by=acting(world.amara), purpose=Purpose.OFFER_SUPPORT, about=[world.ivy], action="look")
    found = asked_for(world, world.ivy)

    paper = read(signed_in(world.petra).get(f"/requests/{found.reference}/pages.pdf"))

    assert "Lantern" in paper
    for part in (Category.CUSTODY_FACT, Category.CUSTODY_DETAILS, Category.CONTACT):
        assert str(PARTS[part]) not in paper
