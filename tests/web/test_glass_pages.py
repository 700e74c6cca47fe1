"""Opening a record in an emergency, as pages."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.clock import clock_reading, now
from kinkeeper.people import actions as people
from kinkeeper.sharing.models import GlassBreak
from tests.signing import agency, signed_in, team, works
from tests.worlds import household

pytestmark = pytest.mark.django_db

WHY = "The school rang: she was not collected and nobody answers at home."


class Council:
    def __init__(self) -> None:
        at = agency("Eastmere children’s services", AgencyKind.CHILDRENS_SERVICES)
        self.grace = works("Grace", at, Role.SOCIAL_WORKER, team(at))
        self.petra = works("Petra", at, Role.PRIVACY_LEAD)
        home = household()
        people.name_person(by=SYSTEM, person=home.danny, given_name="Danny", family_name="Thorn", birth_date=date(1990, 5, 4))
        people.name_person(by=SYSTEM, person=home.ivy, given_name="Ivy", family_name="Thorn", birth_date=date(2019, 3, 2))

    def opens(self, client: Any, **changes: str) -> Any:
        typed = {
            "reason": WHY,
            "given_name": "ivy",
            "family_name": "thorn",
            "birth_date_day": "2",
            "birth_date_month": "3",
            "birth_date_year": "2019",
        }
        return client.post("/glass/open/", {**typed, **changes})


@pytest.fixture
def council() -> Council:
    return Council()


def test_of_somebody_grown_up_it_is_not_said_that_they_were_not_told(council: Council) -> None:
    client = signed_in(council.grace)
    danny = {"given_name": "danny", "birth_date_day": "4", "birth_date_month": "5", "birth_date_year": "1990"}

    page = client.get(council.opens(client, **danny)["Location"]).content.decode()

    assert ("Danny Thorn" in page, "has not been told" in page) == (True, False)


def test_a_social_worker_opens_reads_and_closes(council: Council) -> None:
    client = signed_in(council.grace)

    opened = council.opens(client)
    page = client.get(opened["Location"])

    assert (page.status_code, "Ivy Thorn" in page.content.decode(), page["Cache-Control"]) == (200, True, "no-store")
    assert "has not been told where somebody close to them is" in page.content.decode()
    client.post(opened["Location"] + "close/")
    assert "This record is closed" in client.get(opened["Location"]).content.decode()


def test_after_its_hour_the_page_is_shut(council: Council) -> None:
    client = signed_in(council.grace)
    address = council.opens(client)["Location"]
    GlassBreak.objects.update(ends_at=now() - timedelta(seconds=1), created_at=now() - timedelta(hours=1))

    assert "Ivy" not in client.get(address).content.decode()


@pytest.mark.parametrize("changes", [{"reason": "urgent"}, {"given_name": "Iv"}, {"birth_date_year": "2018"}])
def test_without_a_reason_or_exactly_a_name_nothing_opens(council: Council, changes: dict[str, str]) -> None:
    answer = council.opens(signed_in(council.grace), **changes)

    assert (answer.status_code, GlassBreak.objects.count()) == (200, 0)


def test_the_privacy_lead_reviews_without_a_name(council: Council) -> None:
    address = council.opens(signed_in(council.grace))["Location"]
    petra = signed_in(council.petra)

    page = petra.get(address).content.decode()
    petra.post(address, {"outcome": "right", "words": "A child was alone."})

    assert (WHY in page, "Ivy" in page, "Grace" in page) == (True, False, True)
    assert "It was right" in petra.get("/glass/").content.decode()


def test_for_everybody_else_it_does_not_exist(council: Council) -> None:
    address = council.opens(signed_in(council.grace))["Location"]
    at = agency("Lantern")
    amara = signed_in(works("Amara", at, Role.LINK_WORKER, team(at)))

    def body(path: str) -> str:
        answer = amara.get(path)
        assert answer.status_code == 404
        return re.sub(r'value="[^"]*"', "", answer.content.decode())

    assert body(address) == body("/glass/K7QF-29MD/") == body("/glass/open/") == body("/glass/")


def test_the_hour_is_an_hour(council: Council) -> None:
    client = signed_in(council.grace)
    address = council.opens(client)["Location"]
    with clock_reading(now() + timedelta(minutes=25)):
        assert "Ivy Thorn" in client.get(address).content.decode()
