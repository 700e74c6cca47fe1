"""The invented nation: whole, repeatable, of the size that was asked, and open to those who work in it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from kinkeeper.agencies.models import Member, Team
from kinkeeper.agencies.queries import actor_for
from kinkeeper.custody.models import CustodyEvent, Period
from kinkeeper.custody.queries import events_of
from kinkeeper.custody.rules import fold
from kinkeeper.demo.scale.nation import build_nation
from kinkeeper.demo.scale.sizes import LIVE_OFFERS_OF_A_TEAM, sizes_for
from kinkeeper.demo.scale.words import phone, postcode, prison_code, prison_number
from kinkeeper.demo.scale.writing import Table, dangling
from kinkeeper.foundation.clock import clock_reading
from kinkeeper.ledger.queries import verify
from kinkeeper.offers.models import Offer
from kinkeeper.offers.queries import offers as queries
from kinkeeper.offers.types import OfferState
from kinkeeper.people.models import Identity, Kin, Person
from kinkeeper.people.types import Tie

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """What three builds came to: of another seed, and twice of one, the last of which stays for the tests to read."""
    found = {}
    with django_db_blocker.unblock():
        for name, seed in (("another", 8), ("first", 7), ("second", 7)):
            call_command("flush", interactive=False, verbosity=0)
            with clock_reading(NOON):
                found["nation"] = build_nation(children=300, seed=seed)
            found[name] = _told_of()
    yield found
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def nation(told: dict[str, Any], db: None) -> dict[str, Any]:
    built: dict[str, Any] = told["nation"]
    return built


def _told_of() -> list[tuple[Any, ...]]:
    """The nation by natural keys: who is whose parent, what each offer came to, what was reported."""
    children = Kin.objects.filter(tie__in=[Tie.FATHER, Tie.MOTHER]).order_by("pk")
    columns = ("given_name", "family_name", "birth_date")
    names = {row[0]: row[1:] for row in Identity.objects.values_list("person_id", *columns)}
    families = [(names[kin.person_id], names[kin.relative_id], kin.parental_responsibility) for kin in children]
    offers = list(Offer.objects.order_by("pk").values_list("team__name", "state", "tie", "offer_due_at", "next_due_at"))
    events = list(CustodyEvent.objects.order_by("pk").values_list("identity", flat=True))
    return [*families, *offers, *[(identity,) for identity in events]]


def test_the_nation_has_the_size_that_was_asked_for(nation: dict[str, Any]) -> None:
    sizes = sizes_for(300)
    minors = Kin.objects.filter(lives_with=True).values("relative_id").distinct().count()

    assert minors == 300
    assert Period.objects.filter(state="open").count() == sizes.held
    assert nation["rows"]["people_person"] == Person.objects.count()
    assert Offer.objects.filter(team=Team.objects.get(name="Team 1"), state__in=queries.TO_REACH).count() == (
        LIVE_OFFERS_OF_A_TEAM
    )
    assert set(OfferState) - set(Offer.objects.values_list("state", flat=True)) == {OfferState.CHECKED}


def test_two_builds_of_one_seed_are_alike_and_of_another_are_not(told: dict[str, Any]) -> None:
    assert told["second"] == told["first"]
    assert told["another"] != told["first"]


def test_what_was_written_is_whole(nation: dict[str, Any]) -> None:
    tables = [Table(model, *_all(model), moment=NOON, chance=random.Random(1)) for model in _written(nation)]

    assert dangling(tables) == []
    connection.check_constraints()


def _written(nation: dict[str, Any]) -> list[Any]:
    from django.apps import apps

    return [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in nation["rows"]]


def _all(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.attname not in {"id", "reference"}]


def test_a_row_that_points_nowhere_is_named(nation: dict[str, Any]) -> None:
    person = Person.objects.create()
    Identity.objects.create(person=person)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_person WHERE id = %s", [person.pk])
    identities = Table(Identity, *_all(Identity), moment=NOON, chance=random.Random(1))

    assert dangling([identities]) == ["people_identity.person_id"]
    Identity.objects.filter(person_id=person.pk).delete()


def test_periods_are_what_their_events_fold_to(nation: dict[str, Any]) -> None:
    numbers = list(Period.objects.values_list("number", flat=True).distinct())
    folded = {
        (period.number, period.start_identity, period.started_at, period.arrived_at, period.ended_at, period.state)
        for number, events in events_of(numbers).items()
        for period in fold(events, [number])
    }
    columns = ("number", "start_identity", "started_at", "arrived_at", "ended_at", "state")

    assert set(Period.objects.values_list(*columns)) == folded


def test_the_ledger_is_sealed_and_sound(nation: dict[str, Any]) -> None:
    found = verify()

    assert found.problems == ()
    assert found.sealed > found.unsealed > 0


def test_indexes_and_constraints_are_there_again(nation: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        made = {
            name
            for model in (Offer, Kin, Period)
            for name in connection.introspection.get_constraints(cursor, model._meta.db_table)
        }
    named = {
        constraint.name for model in (Offer, Kin, Period) for constraint in (*model._meta.indexes, *model._meta.constraints)
    }

    assert named <= made


def test_a_link_worker_opens_their_list_and_a_call_sheet(nation: dict[str, Any], client: Client) -> None:
    member = Member.objects.filter(role="link_worker").select_related("user").first()
    assert member is not None
    with clock_reading(NOON):
        _sign_in(client, member)
        mine = list(queries.families_to_reach(actor_for(member.user), queries.Wanted()))
        page = client.get(reverse("offers:list-families-to-reach"))
        sheet = client.get(reverse("offers:view-call-sheet", args=[mine[0].reference]))

    assert (page.status_code, sheet.status_code) == (200, 200)
    assert len(mine) == LIVE_OFFERS_OF_A_TEAM // 4


def _sign_in(client: Client, member: Member) -> None:
    client.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods_user"] = str(member.user.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session.save()


def test_a_nation_is_built_in_an_empty_database_alone(nation: dict[str, Any]) -> None:
    with pytest.raises(RuntimeError, match="not empty"):
        build_nation(children=300, seed=7)


def test_a_table_notices_a_model_that_has_grown() -> None:
    with pytest.raises(LookupError, match=r"Identity has no \['nickname'\]"):
        Table(Identity, "person_id", "nickname", moment=NOON, chance=random.Random(1))
    with pytest.raises(LookupError, match="Identity.person_id has no default"):
        Table(Identity, moment=NOON, chance=random.Random(1))


def test_everything_invented_is_plainly_so() -> None:
    chance = random.Random(3)

    assert {phone(chance)[:9] for _ in range(500)} == {"07700 900", "01632 960"}
    assert {postcode(chance)[:5] for _ in range(50)} == {"ZZ99 "}
    assert len({prison_number(place) for place in range(300_000)}) == 300_000
    assert len({prison_code(place) for place in range(120)}) == 120
    assert sizes_for(193_000).live == 7_200
    assert json.dumps(sizes_for(19_300).prisons) == "12"


def test_references_of_a_table_are_unlike() -> None:
    people = Table(Person, moment=NOON, chance=random.Random(5))

    assert len({people.reference(pk) for pk in range(1, 200_000)}) == 199_999


def test_too_small_a_nation_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 300"):
        build_nation(children=20, seed=1)
