"""Pages for the feed's owner, and for nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kinkeeper.agencies.models import Agency
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.custody.actions import import_prisons
from kinkeeper.custody.models import Period
from kinkeeper.custody.types import Source
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.intake import actions
from kinkeeper.intake.forms import REASONS
from kinkeeper.intake.models import Feed, Refused
from kinkeeper.intake.types import Line, Refusal
from kinkeeper.ledger.models import Entry
from tests.intake.samples import event, line, number
from tests.signing import agency, signed_in, works

pytestmark = pytest.mark.django_db

LIST = "/feeds/refused/"


@pytest.fixture
def owner() -> Agency:
    return agency("Custody feed service", AgencyKind.FEED_OWNER)


@pytest.fixture
def feed(owner: Agency) -> Feed:
    import_prisons(by=SYSTEM, rows=[{"prisonId": "XHI", "prisonName": "Highfold"}])
    made, _ = actions.add_feed(by=SYSTEM, name="Custody stream", agency=owner.pk)
    bodies = [number("<b>bad</b>"), event(more={"prisonId": "XZZ"})]
    lines = [Line(place, line(body)) for place, body in enumerate(bodies, start=1)]
    actions.read_in(by=SYSTEM, feed=made, lines=lines, source=Source.FILE)
    return made


def test_every_reason_has_its_words() -> None:
    assert REASONS.keys() == set(Refusal)


def test_the_owner_sees_reason_line_and_prison_and_not_the_body(owner: Agency, feed: Feed) -> None:
    page = signed_in(works("Fen", owner, Role.FEED_MANAGER)).get(LIST).content.decode()
    assert "not of the form A1234AA" in page
    assert "(XZZ)" in page
    assert "Custody stream" in page
    assert "bad" not in page.split("<main")[1].replace("/bad", "")


def test_each_look_at_a_body_is_in_the_ledger_and_the_body_is_shown_as_text(owner: Agency, feed: Feed) -> None:
    row = Refused.objects.get(line=1)
    page = signed_in(works("Fen", owner, Role.FEED_MANAGER)).get(reverse("intake:show-refused", args=[row.reference]))
    assert "&lt;b&gt;bad&lt;/b&gt;" in page.content.decode()
    assert Entry.objects.get(action="read_refused").detail == {"refused": row.reference}


def test_trying_again_takes_what_can_be_taken_now(owner: Agency, feed: Feed) -> None:
    client = signed_in(works("Fen", owner, Role.FEED_MANAGER))
    import_prisons(by=SYSTEM, rows=[{"prisonId": "XZZ", "prisonName": "Lastend"}])
    page = client.post("/feeds/refused/retry/", follow=True).content.decode()
    assert "1 line was taken." in page
    assert "1 line still cannot be." in page
    assert Period.objects.get().prison.code == "XZZ"
    assert Entry.objects.get(action="retry_refused").detail == {"taken": 1, "changed": 0}


def test_one_line_is_tried_alone(owner: Agency, feed: Feed) -> None:
    import_prisons(by=SYSTEM, rows=[{"prisonId": "XZZ", "prisonName": "Lastend"}])
    client = signed_in(works("Fen", owner, Role.FEED_MANAGER))
    client.post("/feeds/refused/retry/", {"reference": Refused.objects.get(line=1).reference})
    assert Refused.objects.count() == 2
    client.post("/feeds/refused/retry/", {"reference": Refused.objects.get(line=2).reference})
    assert Refused.objects.count() == 1


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.FEED_MANAGER}))
def test_others_at_the_owners_agency_find_nothing_there(owner: Agency, feed: Feed, role: Role) -> None:
    client = signed_in(works("Ada", owner, role))
    _finds_nothing(client)


def test_a_feed_manager_elsewhere_sees_none_of_it(feed: Feed) -> None:
    client = signed_in(works("Bo", agency("Elsewhere", AgencyKind.FEED_OWNER), Role.FEED_MANAGER))
    page = client.get(LIST)
    assert page.status_code == 200
    assert "Nothing was refused" in page.content.decode()
    row = Refused.objects.first()
    assert row is not None
    assert client.get(reverse("intake:show-refused", args=[row.reference])).status_code == 404
    assert client.post("/feeds/refused/retry/", {"reference": row.reference}).status_code == 404
    assert Refused.objects.count() == 2


def _finds_nothing(client: Client) -> None:
    row = Refused.objects.first()
    assert row is not None
    assert client.get(LIST).status_code == 404
    assert client.get(reverse("intake:show-refused", args=[row.reference])).status_code == 404
    assert client.post("/feeds/refused/retry/").status_code == 404
    assert Refused.objects.count() == 2


@pytest.mark.parametrize("number_of_rows", [1, 40])
def test_the_number_of_queries_does_not_grow_with_rows(
    owner: Agency, feed: Feed, number_of_rows: int, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    lines = [Line(place, line(number(f"bad {place}"))) for place in range(10, 10 + number_of_rows)]
    actions.read_in(by=SYSTEM, feed=feed, lines=lines, source=Source.FILE)
    client = signed_in(works("Fen", owner, Role.FEED_MANAGER))
    client.get(LIST)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert client.get(LIST).status_code == 200
