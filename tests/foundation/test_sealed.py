"""What is kept encrypted: none of it in a dump, none opens in another place, and a new key takes over while people write."""

from __future__ import annotations

import json
import threading
from base64 import b64encode
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as site
from django.db import connection, models, transaction

from kinkeeper.__main__ import main
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.encryption import CannotOpen
from kinkeeper.foundation.errors import StaleVersion
from kinkeeper.foundation.keys import PLAIN, places, rotate
from kinkeeper.foundation.sealed import EncryptedTextField, Sealed
from kinkeeper.foundation.uploads import keep_file, open_file
from kinkeeper.foundation.versions import save_version
from kinkeeper.people import actions as people
from kinkeeper.people import queries
from kinkeeper.people.models import Health, Route, Whereabouts
from kinkeeper.people.types import Known, RouteKind, Safety

OLD, NEW = b"o" * 32, b"n" * 32
PLANTED = (
    "01632 960777",
    "7 Otter Lane",
    "ZZ99 7XY",
    "Otterbrook School",
    "after six, otterwise",
    "otter pox",
    "an otter trip",
)


def rosa() -> int:
    """Somebody of whom every kind of text is planted."""
    person = people.add_person(by=SYSTEM).pk
    people.add_route(by=SYSTEM, person=person, kind=RouteKind.PHONE, value=PLANTED[0], safe_times=PLANTED[4])
    people.place_person(by=SYSTEM, person=person, address=PLANTED[1], postcode=PLANTED[2], school=PLANTED[3])
    people.note_health(by=SYSTEM, person=person, expecting=True, baby_inside=False, notes=PLANTED[5])
    people.note_told(by=SYSTEM, person=person, known=Known.AWAY, words=PLANTED[6], told_on=date(2026, 11, 20))
    return person


def _wordy(value: object) -> bool:
    return isinstance(value, str | bytes | memoryview)


def dumped() -> str:
    """Every row of every table, as text and as what bytes say."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                found += [
                    bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value) for value in row
                ]
    return "\n".join(found)


@pytest.mark.django_db
def test_a_dump_of_every_table_holds_none_of_what_was_planted() -> None:
    people.name_person(by=SYSTEM, person=rosa(), given_name="Otterline")

    everything = dumped()

    assert "Otterline" in everything  # a name is searched for, so it is not encrypted: the dump is read aright
    assert [words for words in PLANTED if words in everything] == []


@pytest.mark.django_db
def test_the_loaders_of_sharing_see_it_and_a_query_does_not() -> None:
    person = rosa()

    place = queries.whereabouts([person])[person]

    assert (place.address, place.postcode, place.school, place.country) == (*PLANTED[1:4], "")
    assert (place.routes[0].value, place.routes[0].safe_times) == (PLANTED[0], PLANTED[4])
    assert queries.health([person])[person].notes == PLANTED[5]
    assert queries.told([person])[person].words == PLANTED[6]
    [value] = Route.objects.values_list("value", flat=True)
    assert isinstance(value, Sealed)
    assert f"{value} {value!r}" == "(sealed) (sealed)"


@pytest.mark.django_db
def test_a_value_moved_to_another_row_or_column_does_not_open() -> None:
    rosa_id, danny_id = rosa(), rosa()
    column = '"people_whereabouts"'
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT address FROM {column} WHERE person_id = %s", [danny_id])
        [dannys] = cursor.fetchone()
        cursor.execute(f"UPDATE {column} SET address = %s, school = postcode WHERE person_id = %s", [dannys, rosa_id])

    place = Whereabouts.objects.get(person_id=rosa_id)

    assert place.postcode == PLANTED[2]
    for moved in ("address", "school"):
        with pytest.raises(CannotOpen):
            getattr(place, moved)


@pytest.mark.django_db
def test_plain_text_put_into_an_encrypted_column_is_not_believed_and_rotating_seals_it() -> None:
    person = rosa()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_whereabouts SET address = 'put in by hand' WHERE person_id = %s", [person])

    with pytest.raises(CannotOpen):
        Whereabouts.objects.get(person_id=person)
    assert _counted("people_whereabouts.address") == {PLAIN: 1}
    rotate(_quietly)

    assert Whereabouts.objects.get(person_id=person).address == "put in by hand"
    assert "put in by hand" not in dumped()


@pytest.mark.django_db
def test_nothing_is_searched_for_and_nothing_written_in_the_clear() -> None:
    rosa()

    with pytest.raises(TypeError):
        Route.objects.filter(value=PLANTED[0]).exists()
    with pytest.raises(TypeError), transaction.atomic():
        Route.objects.update(value="01632 960001")
    assert Health.objects.exclude(notes="").count() == 1


@pytest.mark.django_db
def test_an_edit_with_a_version_is_sealed_too() -> None:
    rosa()
    route = Route.objects.get()

    save_version(route, seen=1, safety=Safety.SAFE, safe_times="otter mornings")

    assert Route.objects.get().safe_times == "otter mornings"
    assert "otter mornings" not in dumped()
    with pytest.raises(StaleVersion):
        save_version(route, seen=1, safe_times="too late")


def _quietly(_place: str, _moved: int, _failed: int) -> None:
    pass


def _counted(place: str) -> dict[str, int]:
    return dict(next(each for each in places() if each.name == place).count())


@pytest.mark.django_db
def test_a_new_key_takes_everything_over_and_the_old_one_may_go(settings: Any, tmp_path: Path, capsys: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.FIELD_KEYS = {"old": OLD}
    person = rosa()
    scan = keep_file(b"%PDF-1.7 a form")
    settings.FIELD_KEYS = {"new": NEW, "old": OLD}
    assert main(["keys", "check"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["may_be_removed"] == []

    assert main(["keys", "rotate"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said == {"key": "new", "moved": 8, "cannot_be_opened": {}}
    assert main(["keys", "rotate"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["moved"] == 0
    assert main(["keys", "check"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["may_be_removed"] == ["old"]

    settings.FIELD_KEYS = {"new": NEW}
    assert queries.whereabouts([person])[person].address == PLANTED[1]
    assert open_file(scan) == b"%PDF-1.7 a form"


@pytest.mark.django_db
def test_what_no_key_opens_is_counted_and_left(settings: Any, capsys: Any) -> None:
    settings.FIELD_KEYS = {"lost": OLD}
    rosa()
    settings.FIELD_KEYS = {"new": NEW}

    assert main(["keys", "rotate"]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["cannot_be_opened"]["people_route.value"] == 1
    assert main(["keys", "check"]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["missing"] == ["lost"]


@pytest.mark.django_db(transaction=True)
def test_who_writes_while_keys_rotate_wins(settings: Any) -> None:
    settings.FIELD_KEYS = {"old": OLD}
    ids = [person.pk for person in people.add_people(by=SYSTEM, count=40)]
    for person in ids:
        people.place_person(by=SYSTEM, person=person, address=f"{person} before")
    settings.FIELD_KEYS = {"new": NEW, "old": OLD}
    problems: list[Exception] = []

    def write() -> None:
        try:
            for person in ids:
                with transaction.atomic():
                    people.place_person(by=SYSTEM, person=person, address=f"{person} after")
        except Exception as problem:  # noqa: BLE001  (told below, in the test's own thread)
            problems.append(problem)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    rotate(_quietly)
    writer.join()
    rotate(_quietly)

    assert problems == []
    assert {place.person_id: place.address for place in Whereabouts.objects.all()} == {
        person: f"{person} after" for person in ids
    }
    assert _counted("people_whereabouts.address") == {"new": 40}


def test_every_text_that_somebody_types_about_a_family_is_encrypted() -> None:
    """A new column of free text in a protected room is encrypted, or stands here with the reason why not."""
    allowed = {
        "people.Demographics": {"languages", "interpreter", "ethnicity", "sex"},  # counted, never shown in lists
        "people.Identity": {"given_name", "family_name", "known_as"},  # searched for, and matched
        "offers.ServiceSettings": {"open_hours"},
        "offers.DutyCall": {"answered_by"},  # a colleague's name
        "offers.FirstNightCard": {"taken_by_name", "tell_tonight", "area"},  # a colleague's name; codes; one of a list
        "offers.Interview": {"taken_by_name"},  # a colleague's name
        "offers.SafetyCheck": {"area"},  # one of a list
        "offers.PermissionGiven": {"not_told"},  # codes
        "sharing.Basis": {"law"},
    }
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        if model._meta.app_label not in {"people", "sharing", "offers", "portal"}:
            continue
        for field in model._meta.local_concrete_fields:
            typed = isinstance(field, models.TextField | models.CharField) and not isinstance(field, EncryptedTextField)
            if typed and not field.choices and (field.max_length or 9999) > 64:
                found.setdefault(model._meta.label, set()).add(field.name)

    strangers = {name: fields - allowed.get(name, set()) for name, fields in found.items()}
    assert {name: sorted(fields) for name, fields in strangers.items() if fields} == {}


def test_the_derived_key_may_stand_in_a_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    from kinkeeper.foundation import environment as env

    monkeypatch.setenv("KINKEEPER_FIELD_KEYS", f"spring:{b64encode(NEW).decode()},derived")

    ring = env.key_ring("KINKEEPER_FIELD_KEYS", otherwise=site.SECRET_KEY)

    assert list(ring) == ["spring", "derived"]
    monkeypatch.delenv("KINKEEPER_FIELD_KEYS")
    assert env.key_ring("KINKEEPER_FIELD_KEYS", otherwise=site.SECRET_KEY) == {"derived": ring["derived"]}
