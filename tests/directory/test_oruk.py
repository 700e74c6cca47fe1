"""The open feed holds to Open Referral UK 3.0 as contracts.md states it, and answers nothing that it has not described."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, given, settings

from kinkeeper.directory.actions import save_entry
from kinkeeper.directory.actions.importing import load_history
from kinkeeper.directory.models import Service
from kinkeeper.directory.types import Hours, Spot
from kinkeeper.foundation.actors import SYSTEM
from tests.directory.conftest import tuesday_club

REQUIRED = {
    "organization": {"id", "name", "description"},
    "service": {"id", "name", "status", "organization_id"},
    "location": {"id", "location_type"},
    "address": {"id", "address_1", "city", "state_province", "postal_code", "country", "address_type"},
    "term": {"id", "name", "description"},
}
PAGE = {"total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"}


def _get(path: str) -> Any:
    answer = Client().get(f"/oruk{path}")
    assert answer.status_code == 200, answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def _nulls(value: Any) -> bool:
    if isinstance(value, dict):
        return any(part is None or part == [] or _nulls(part) for name, part in value.items() if name != "contents") or any(
            _nulls(part) for part in value.get("contents", [])
        )
    return any(_nulls(part) for part in value) if isinstance(value, list) else False


@pytest.mark.django_db
def test_the_root_names_the_standard_and_where_it_is_described(club: Service) -> None:
    root = _get("/")
    assert (root["version"], root["openapi_url"].endswith("/oruk/openapi.json")) == ("HSDS-UK-3.0", True)
    assert _get("/openapi.json")["openapi"].startswith("3.")


@pytest.mark.django_db
def test_required_members_are_there_ids_are_uuids_and_nothing_is_null(club: Service) -> None:
    load_history(by=SYSTEM)
    for path in ("/services", "/organizations", "/taxonomies", "/taxonomy_terms", "/service_at_locations"):
        page = _get(path)
        assert page.keys() == PAGE
        assert page["total_items"] == page["size"] == len(page["contents"]) > 0
        assert not _nulls(page)
        for thing in page["contents"]:
            assert _get(f"{path}/{UUID(thing['id'])}")["id"] == thing["id"]
    service = _get("/services")["contents"][0]
    at = service["service_at_locations"][0]["location"]
    assert REQUIRED["service"] <= service.keys()
    assert REQUIRED["organization"] <= service["organization"].keys()
    assert REQUIRED["location"] <= at.keys()
    assert REQUIRED["address"] <= at["addresses"][0].keys()
    assert REQUIRED["term"] <= service["attributes"][0]["taxonomy_term"].keys()
    assert _get("/services")["total_items"] == 1  # history is not served


@pytest.mark.django_db
def test_pages_search_and_freshness_work_as_asked(club: Service) -> None:
    for number in range(3):
        save_entry(by=SYSTEM, draft=tuesday_club(name=f"Group {number}", hours=(Hours(("MO",), words="term time"),)))

    last = _get("/services?page=2&per_page=3")
    assert (last["total_pages"], last["page_number"], last["size"], last["last_page"]) == (2, 2, 1, True)
    assert _get("/services?page=99")["empty"] is True
    assert _get("/services?search=group 1")["total_items"] == 1
    assert _get("/services?modified_after=2100-01-01T00:00:00")["total_items"] == 0
    assert "phones" not in _get("/services?minimal=true")["contents"][0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "status"),
    [("4444-07-15T00:38:36-19:56", 200), ("0001-01-01T00:00:00%2B14:00", 422), ("9999-12-31T23:59:59-14:00", 422)],
)
@pytest.mark.django_db
def test_a_moment_that_no_database_takes_is_answered_plainly(moment: str, status: int) -> None:
    assert Client().get(f"/oruk/services?modified_after={moment}").status_code == status


def test_nearness_is_in_metres(club: Service) -> None:
    save_entry(by=SYSTEM, draft=tuesday_club(name="Here", spots=(Spot(town="Market Harrow"),)))

    near = _get("/service_at_locations?postcode=ZZ99 1&proximity=1000")
    both = _get("/service_at_locations?postcode=ZZ99 1&proximity=30000")

    assert [row["service"]["name"] for row in near["contents"]] == ["Here"]
    assert [row["service"]["name"] for row in both["contents"]] == ["Here", "Tuesday Club"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/services?page=0", "/services?per_page=x", "/services/nonsense"])
def test_what_cannot_be_read_is_named(places: None, path: str) -> None:
    answer = Client().get(f"/oruk{path}")
    assert (answer.status_code, answer.json()["detail"].startswith("Not understood: ")) == (422, True)


@pytest.mark.django_db
def test_an_unknown_id_is_not_found() -> None:
    assert Client().get(f"/oruk/services/{uuid4()}").status_code == 404
    assert Client().get("/oruk/service_at_locations?postcode=QQ").status_code == 404


@pytest.mark.filterwarnings("ignore")
@pytest.mark.django_db(transaction=True)
def test_no_answer_is_a_5xx_or_undocumented() -> None:
    """Schemathesis asks every operation odd things and holds each answer against our own OpenAPI."""
    from kinkeeper.directory.actions import import_places
    from tests.directory.conftest import PLACES

    import_places(by=SYSTEM, content=PLACES)
    save_entry(by=SYSTEM, draft=tuesday_club())
    schema = schemathesis.openapi.from_wsgi("/oruk/openapi.json", get_wsgi_application())
    asked = 0
    for operation in schema.get_all_operations():

        @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.ok().as_strategy())
        def ask(case: Any) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate()

        ask()
    assert asked >= 60
