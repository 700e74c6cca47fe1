"""Two at one page, over all rooms: whoever sends second is shown both versions, and what they typed is still there."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.db.models import F, Model

from kinkeeper.agencies.models import Agency, Member
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.custody.models import Period
from kinkeeper.directory.actions import load_region
from kinkeeper.directory.forms import initial_of
from kinkeeper.directory.models import Service
from kinkeeper.directory.queries import draft_of
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.offers.models import DutyCall, Offer, SafetyCheck
from kinkeeper.web.models import Page
from kinkeeper.web.site.actions import load_pages
from tests.offers.asking_world import receive, signed_in
from tests.offers.offer_world import PASSED_ON, OfferWorld, build_offers, fresh, hours, passed_on
from tests.offers.test_asking_safety import ALONE, EVENING, card
from tests.offers.test_moves import Moved, moved  # noqa: F401  (a fixture)
from tests.signing import works

pytestmark = pytest.mark.django_db

OVERTAKEN = "Somebody changed this while your page was open."
LATER = PASSED_ON + hours(2)


@pytest.fixture
def world() -> OfferWorld:
    return build_offers()


@pytest.fixture
def offer(world: OfferWorld) -> Offer:
    return passed_on(world, worker=world.amara)


def somebody_saves(record: Model) -> int:
    """In another window; answers the version that stands now."""
    type(record)._base_manager.filter(pk=record.pk).update(version=F("version") + 1)
    record.refresh_from_db()
    return int(record.version)  # type: ignore[attr-defined]


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def version_in(page: Any) -> set[str]:
    return set(re.findall(r'name="version" value="(\d+)"', page.content.decode()))


def sent_twice(browser: Any, address: str, record: Model, typed: dict[str, Any], *, at: datetime = LATER) -> tuple[Any, Any]:
    """What comes back to a page that was overtaken, and what when it is sent once more as it came back."""
    shown = record.version  # type: ignore[attr-defined]
    stands = somebody_saves(record)
    with clock_reading(at):
        page = browser.post(address, {**typed, "version": shown})
        assert (OVERTAKEN in text(page), version_in(page)) == (True, {str(stands)}), text(page)[-3000:]
        return page, browser.post(address, {**typed, "version": stands})


def test_a_word_to_the_next_colleague_is_not_lost(world: OfferWorld, offer: Offer) -> None:
    typed = {"to": f"member:{Member.objects.get(user=world.bilal).reference}", "note": "Ring before three, never at home."}

    page, then = sent_twice(signed_in(world.amara), f"/families/{offer.reference}/hand-over/", offer, typed)

    assert ("Ring before three, never at home." in text(page), "Amara" in text(page), then.status_code) == (True, True, 302)
    assert fresh(offer).worker == Member.objects.get(user=world.bilal)


def test_a_reason_to_ask_again_is_not_lost(world: OfferWorld, offer: Offer) -> None:
    Offer.objects.filter(pk=offer.pk).update(state="declined", answered_at=PASSED_ON)

    page, then = sent_twice(
        signed_in(world.amara), f"/families/{offer.reference}/ask-again/", fresh(offer), {"why": "sentence"}
    )

    assert ('value="sentence" checked' in text(page), then.status_code) == (True, 302)


def test_a_word_to_the_next_service_is_not_lost(moved: Moved) -> None:  # noqa: F811
    with clock_reading(PASSED_ON + hours(40)):
        lena, offer = signed_in(moved.world.lena), moved.now()
        address = f"/families/{offer.reference}/who-goes-on/"
        typed = {"to": moved.tide.reference, "note": "Ring before three."}
        shown = offer.version
        stands = somebody_saves(offer)
        page = lena.post(address, {**typed, "version": shown})
        then = lena.post(address, {**typed, "version": stands})

    assert (OVERTAKEN in text(page), "Ring before three." in text(page)) == (True, True)
    assert (version_in(page), then.status_code) == ({str(stands)}, 302)


def test_what_was_said_to_a_duty_team_is_not_lost(world: OfferWorld) -> None:
    asking = receive()
    card(world.asking, asking, ALONE)
    check = SafetyCheck.objects.get()
    typed = {
        "agency": world.asking.duty.reference,
        "rang_on_day": "20",
        "rang_on_month": "11",
        "rang_on_year": "2026",
        "rang_at": "7:30pm",
        "answered": "yes",
        "answered_by": "Olu",
        "words": "They go there within the hour.",
        "child-TOTAL_FORMS": "0",
        "child-INITIAL_FORMS": "0",
    }

    page, then = sent_twice(
        signed_in(world.asking.imani), f"/asking/worries/{check.reference}/", check, typed, at=EVENING + hours(1)
    )

    assert ("They go there within the hour." in text(page), then.status_code) == (True, 302)
    assert DutyCall.objects.get().answered_by == "Olu"


@pytest.mark.parametrize(
    ("path", "typed", "back"),
    [
        ("stage", {"stage": "sentenced"}, 'value="sentenced" checked'),
        ("planned", {"on_day": "4", "on_month": "3", "on_year": "2027"}, 'value="2027"'),
    ],
)
def test_what_is_entered_of_a_stay_is_not_lost(
    world: OfferWorld, offer: Offer, path: str, typed: dict[str, str], back: str
) -> None:
    period = Period.objects.get()

    page, then = sent_twice(signed_in(world.asking.imani), f"/held/{period.reference}/{path}/", period, typed)

    assert (back in text(page), then.status_code) == (True, 302)


def test_a_flag_is_not_settled_over_a_colleague(world: OfferWorld, offer: Offer) -> None:
    Period.objects.update(flag="release_not_reported", bears_work=True)
    period = Period.objects.get()

    page, then = sent_twice(signed_in(world.asking.imani), f"/held/{period.reference}/settle/", period, {"settled": "keep"})

    assert ('value="keep" checked' in text(page), then.status_code) == (True, 302)


def test_an_owners_change_to_an_entry_is_not_lost() -> None:
    load_region(by=SYSTEM)
    service = Service.objects.order_by("pk")[0]
    cora = works("Cora", Agency.objects.create(kind=AgencyKind.BOARD, name="Region"), Role.COORDINATOR)
    form = {name: value for name, value in initial_of(draft_of(service)).items() if value is not None}
    typed = {**form, "summary": "We meet on Tuesdays now, in the old mill."}

    page, then = sent_twice(signed_in(cora.user), f"/find/{service.reference}/change/", service, typed)

    assert ("We meet on Tuesdays now, in the old mill." in text(page), service.summary[:30] in text(page)) == (True, True)
    assert then.status_code == 302


def test_a_page_is_not_published_over_anothers_words(world: OfferWorld) -> None:
    load_pages(by=SYSTEM)
    coordinator = works("Cora", Agency.objects.create(kind=AgencyKind.BOARD, name="Region"), Role.COORDINATOR)
    page = Page.objects.exclude(slug="home")[0]
    shown = page.version
    somebody_saves(page)

    answer = signed_in(coordinator.user).post(f"/site/pages/{page.reference}/publish/", {"version": shown}, follow=True)

    assert "Somebody changed this meanwhile" in text(answer)
    assert Page.objects.get(pk=page.pk).published_id == page.published_id


def test_somebodys_work_does_not_end_over_a_change_to_it(world: OfferWorld) -> None:
    joan = works("Joan", world.asking.team.agency, Role.ADMINISTRATOR)
    bilal = Member.objects.get(user=world.bilal)

    page, then = sent_twice(signed_in(joan.user), f"/agency/members/{bilal.reference}/end/", bilal, {}, at=now())

    assert ("Bilal" in text(page), then.status_code) == (True, 302)


def test_words_that_a_page_cannot_take_any_more_are_given_back(world: OfferWorld, offer: Offer) -> None:
    """The net under all forms: whatever domain error a page does not tell itself."""
    words = "Monday to Friday, nine to five"

    refused = signed_in(world.asking.imani).post("/families/settings/", {"open_hours": words, "tries": "4"})

    assert (refused.status_code, words in text(refused), "What you wrote" in text(refused)) == (403, True, True)
