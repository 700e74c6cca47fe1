"""Lists and feeds from elsewhere: good rows taken, bad ones handed back, nothing lost, nothing run."""

from __future__ import annotations

import csv
import io
import itertools
import json
import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from kinkeeper.directory.actions import import_entries, import_feed, import_outline, import_places, load_region
from kinkeeper.directory.actions.spreadsheets import COLUMNS, bad_rows_back
from kinkeeper.directory.errors import FeedBroken, FileRefused
from kinkeeper.directory.models import Service
from kinkeeper.directory.queries import draft_of, find_help
from kinkeeper.directory.queries.oruk import service_json, services
from kinkeeper.directory.queries.places import outlines, towns_and_outcodes
from kinkeeper.directory.types import Wanted
from kinkeeper.foundation.actors import NOBODY, SYSTEM
from kinkeeper.foundation.errors import NotPermitted

pytestmark = pytest.mark.django_db


def _csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _row(number: int, **more: str) -> dict[str, str]:
    return {"name": f"Group {number}", "organisation": f"Charity {number % 20}", "telephone": "01632 960150", **more}


def _workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_of_a_thousand_rows_37_bad_ones_come_back_with_reasons_and_the_rest_are_taken() -> None:
    rows = [_row(number, town="Eastmere") for number in range(1000)]
    wrongs = [{"telephone": "ring us"}, {"youngest": "12", "oldest": "4"}, {"website": "javascript:alert(1)"}, {"name": ""}]
    for place in range(37):
        rows[place * 27] |= wrongs[place % 4]

    tried = import_entries(by=SYSTEM, name="list.csv", content=_csv(rows), dry_run=True)
    written_by_trying = Service.objects.count()
    report = import_entries(by=SYSTEM, name="list.csv", content=_csv(rows), dry_run=False)

    assert (tried.taken, len(tried.bad), written_by_trying) == (963, 37, 0)
    assert (report.added, len(report.bad), Service.objects.count()) == (963, 37, 963)
    back = load_workbook(io.BytesIO(bad_rows_back(report.header, report.bad))).active
    lines = list(back.iter_rows(values_only=True))
    assert len(lines) == 38
    assert lines[1][-2:] == ("“ring us” is not a telephone number.", "2")
    assert lines[2][-2] == "The youngest age (12) is above the oldest (4)."


def test_an_xlsx_is_read_as_a_csv_is_and_a_second_time_changes_nothing() -> None:
    head = ["Name", "Organisation", "Youngest", "Open", "Stages", "Extra"]
    book = _workbook([head, ["Club", "Oak House", 5, "Mo-Fr 9:00-17:00", "prison; coming home", "x"], [None] * 6])

    report = import_entries(by=SYSTEM, name="list.xlsx", content=book, dry_run=False)
    assert report.bad[0].reasons == ("“coming_home” is not a stage that we know.",)
    good = _workbook([head, ["Club", "Oak House", 5, "Mo-Fr 9:00-17:00", "prison", "x"]])
    first = import_entries(by=SYSTEM, name="list.xlsx", content=good, dry_run=False)
    second = import_entries(by=SYSTEM, name="list.xlsx", content=good, dry_run=False)

    assert (first.added, second.added, second.changed) == (1, 0, 0)
    assert draft_of(Service.objects.get()).min_age == 5


def test_html_and_formulas_in_every_cell_are_kept_as_text() -> None:
    nasty = '=HYPERLINK("http://x","y")<script>alert(1)</script>'
    report = import_entries(by=SYSTEM, name="l.csv", content=_csv([dict.fromkeys(COLUMNS, nasty)]), dry_run=False)
    cell = load_workbook(io.BytesIO(bad_rows_back(report.header, report.bad))).active["A2"]
    assert (cell.value, cell.data_type) == (nasty, "s")

    words = dict.fromkeys(("what they do", "place", "address", "getting in", "area", "how to ask", "languages"), nasty)
    import_entries(by=SYSTEM, name="l.csv", content=_csv([_row(1, **words)]), dry_run=False)
    assert find_help(Wanted()).rows[0].summary == nasty


def _bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"0" * 70_000_000)
    return kept.getvalue()


def _entities() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as parts:
        parts.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"not a zip"),
        ("a.xlsx", b"PK\x03\x04 broken"),
        ("a.xlsx", _entities()),
        ("a.csv", b"name,organisation\x00"),
        ("a.csv", b""),
        ("a.csv", b"colour,size\nred,1\n"),
        ("a.exe", b"MZ"),
        ("a.xlsx", _workbook([["name", "organisation"]])[:900]),
        ("a.csv", b"x" * 5_000_001),
        ("a.csv", b"name,organisation\n" + b"a,b\n" * 5_002),
    ],
)
def test_hostile_and_broken_files_are_refused_in_words(name: str, content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        import_entries(by=SYSTEM, name=name, content=content, dry_run=False)
    assert refused.value.words.endswith(".")
    assert Service.objects.count() == 0


def test_a_zip_bomb_is_refused_before_it_is_unpacked_whole() -> None:
    with pytest.raises(FileRefused, match="file_refused") as refused:
        import_entries(by=SYSTEM, name="a.xlsx", content=_bomb(), dry_run=True)
    assert refused.value.words == "The file unpacks to far more than a list of services."


def test_nobody_in_particular_imports_nothing() -> None:
    with pytest.raises(NotPermitted):
        import_entries(by=NOBODY, name="a.csv", content=b"", dry_run=True)
    with pytest.raises(NotPermitted):
        import_places(by=NOBODY, content=b"")


def test_places_are_taken_and_bad_ones_refused_whole() -> None:
    assert import_places(by=SYSTEM, content=b"code,name,latitude,longitude\nzz99,Harrowmere,54.8,1.6\n") == 1
    for bad in (b"code,latitude\nZZ99,1\n", b"code,name,latitude,longitude\nZZ98,X,95,1\n", b"\xff\xfe"):
        with pytest.raises(FileRefused):
            import_places(by=SYSTEM, content=bad)


@pytest.mark.usefixtures("places")
def test_the_map_names_towns_and_outcodes_and_no_postcode() -> None:
    assert [place.name for place in towns_and_outcodes()] == ["Harrowmere", "Market Harrow", "Eastmere"]


def _pages(count: int, size: int = 3) -> list[dict[str, object]]:
    def one(number: int) -> dict[str, object]:
        own = str(UUID(int=number + 1))
        return {
            "id": own,
            "name": f"Service {number}",
            "status": "active",
            "organization_id": str(UUID(int=9000)),
            "organization": {"id": str(UUID(int=9000)), "name": "Oak House", "description": "A house"},
            "phones": [{"id": own, "number": "01632 960150"}],
            "surprise": {"tolerated": True},
        }

    return [
        {"total_pages": count, "last_page": page == count - 1, "contents": [one(page * size + place) for place in range(size)]}
        for page in range(count)
    ]


def test_a_feed_that_stops_half_way_loses_nothing_and_is_gone_on_with() -> None:
    pages = _pages(4)
    asked: list[int] = []

    def broken(number: int) -> dict[str, object]:
        asked.append(number)
        if number == 3:
            raise ConnectionResetError
        return pages[number - 1]

    with pytest.raises(FeedBroken):
        import_feed(by=SYSTEM, address="https://feed.example.org", read_page=broken)
    kept = Service.objects.count()
    asked.clear()
    report = import_feed(
        by=SYSTEM, address="https://feed.example.org", read_page=lambda number: asked.append(number) or pages[number - 1]
    )

    assert kept == 6
    assert asked == [3, 4]
    assert (report.added, Service.objects.count()) == (6, 12)


@pytest.mark.parametrize("page", [{}, [], None, {"contents": None}, {"contents": "x"}, json.loads('{"contents": {}}')])
def test_a_feed_of_another_shape_is_named_as_broken(page: object) -> None:
    with pytest.raises(FeedBroken):
        import_feed(by=SYSTEM, address="https://feed.example.org", read_page=lambda _: page)  # type: ignore[arg-type, return-value]


def test_services_of_a_feed_that_are_not_in_shape_are_bad_rows_beside_good_ones() -> None:
    page = _pages(1)[0]
    page["contents"] = [*page["contents"], {}, None, {"id": "x"}, {**page["contents"][0], "id": "not-a-uuid"}]  # type: ignore[misc, index]

    report = import_feed(by=SYSTEM, address="https://feed.example.org", read_page=lambda _: page)

    assert (report.added, len(report.bad)) == (3, 4)


def test_what_we_serve_we_can_take_in_again(tmp_path: Path) -> None:
    import_entries(by=SYSTEM, name="l.csv", content=_csv([_row(1, town="Eastmere", open="Mo-Fr 9:00-17:00")]), dry_run=False)
    served = [service_json(service) for service in services()]
    before = draft_of(Service.objects.get())
    Service.objects.all().delete()

    import_feed(by=SYSTEM, address="https://feed.example.org", read_page=lambda _: {"contents": served, "total_pages": 1})

    after = draft_of(Service.objects.get())
    assert (after.uuid, after.phones, after.hours, after.kinds) == (before.uuid, before.phones, before.hours, before.kinds)


SQUARE = [[1.0, 54.0], [2.0, 54.0], [2.0, 55.0], [1.0, 55.0], [1.0, 54.0]]
ISLE = [[3.0, 54.0], [3.1, 54.0], [3.1, 54.1], [3.0, 54.0]]


@pytest.mark.parametrize(
    ("shape", "corners"),
    [
        ({"type": "Polygon", "coordinates": [SQUARE, ISLE]}, [5]),  # a hole is no edge
        ({"type": "MultiPolygon", "coordinates": [[ISLE], [SQUARE]]}, [5, 4]),
        (
            {
                "type": "FeatureCollection",
                "features": [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ISLE]}}],
            },
            [4],
        ),
        ({"type": "Polygon", "coordinates": [[[1 + place / 9000, 54.0] for place in range(9000)]]}, [600]),
    ],
)
def test_an_outline_is_its_outer_edges_thinned_to_a_small_map(shape: dict[str, object], corners: list[int]) -> None:
    assert import_outline(by=SYSTEM, name="Harrowmere", content=json.dumps(shape).encode()) == len(corners)
    assert import_outline(by=SYSTEM, name="Harrowmere", content=json.dumps(shape).encode()) == len(corners)
    assert [len(ring) for ring in outlines()] == corners
    assert outlines()[0][0][0] == 54.0  # latitude first


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"[]", b"{}", b'{"type": "Polygon"}', b'{"type": "Point", "coordinates": [1, 2]}', b"[" * 5000,
     b'{"type": "Polygon", "coordinates": [[[1, 99], [2, 99], [2, 98], [1, 99]]]}',
     b'{"type": "Polygon", "coordinates": [["x"]]}'],
)  # fmt: skip
def test_what_is_no_outline_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(FileRefused):
        import_outline(by=SYSTEM, name="Harrowmere", content=content)
    assert outlines() == []


def test_the_region_is_drawn_with_its_own_coast_and_holds_its_own_towns() -> None:
    load_region(by=SYSTEM)
    page = Client().get("/find/?q=&near=Market+Harrow").content.decode()

    assert page.count("kk-map__land--drawn") == 1
    (coast,) = outlines()
    assert [place.name for place in towns_and_outcodes() if not _inside(place.latitude, place.longitude, coast)] == []


def _inside(latitude: float, longitude: float, ring: list[tuple[float, float]]) -> bool:
    """Even or odd crossings of a line due east."""
    within = False
    for (south, west), (north, east) in itertools.pairwise(ring):
        if (south > latitude) != (north > latitude):
            within ^= longitude < west + (latitude - south) / (north - south) * (east - west)
    return within
