"""`kinkeeper import places|outline|region|history|services|oruk`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from kinkeeper.directory.actions import import_entries, import_feed, import_outline, import_places, load_region
from kinkeeper.directory.actions.feeds import ReadPage
from kinkeeper.directory.actions.importing import load_history
from kinkeeper.directory.actions.spreadsheets import bad_rows_back
from kinkeeper.directory.errors import FeedBroken, FileRefused
from kinkeeper.directory.rules import is_web_address
from kinkeeper.directory.types import ImportReport
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.commandline import Subcommands, add_command, command_group, complain, say_json

LARGEST_PAGE = 20_000_000  # bytes
SECONDS = 30


def add_commands(subcommands: Subcommands) -> None:
    """Add the directory's parts to `kinkeeper import`."""
    parts = command_group(subcommands, "import", "take in what others keep")
    places = add_command(parts, "places", _places, help="middles of postcodes, outcodes and towns, from a CSV")
    places.add_argument("file", type=Path, help="columns code, name, latitude, longitude")
    outline = add_command(
        parts, "outline", _outline, help="the shape of a county or a country for the little map, from GeoJSON"
    )
    outline.add_argument("file", type=Path)
    outline.add_argument("--name", help="what it is called (default: the file's name); the same name again replaces it")
    add_command(parts, "region", _region, help="the invented region: its places, prisons and services")
    add_command(parts, "history", _history, help="what the sources once listed: a record, never offered as help")
    services = add_command(parts, "services", _services, help="services, from a spreadsheet (.xlsx or .csv)")
    services.add_argument("file", type=Path)
    services.add_argument("--dry-run", action="store_true", help="write nothing; say what would be taken")
    services.add_argument("--bad-rows", type=Path, help="write the rows that were not taken here, with the reasons (.xlsx)")
    feed = add_command(parts, "oruk", _oruk, help="services, from an Open Referral UK 3.0 feed or a folder of its pages")
    feed.add_argument("address", help="the feed's address, or a folder with page-1.json, page-2.json …")


def _places(arguments: argparse.Namespace) -> int:
    return _said(lambda: {"places": import_places(by=SYSTEM, content=arguments.file.read_bytes())})


def _outline(arguments: argparse.Namespace) -> int:
    name = arguments.name or arguments.file.stem
    return _said(lambda: {"edges": import_outline(by=SYSTEM, name=name, content=arguments.file.read_bytes())})


def _region(_: argparse.Namespace) -> int:
    say_json(load_region(by=SYSTEM))
    return 0


def _history(_: argparse.Namespace) -> int:
    say_json({"history": load_history(by=SYSTEM)})
    return 0


def _services(arguments: argparse.Namespace) -> int:
    def run() -> dict[str, Any]:
        content = arguments.file.read_bytes()
        report = import_entries(by=SYSTEM, name=arguments.file.name, content=content, dry_run=arguments.dry_run)
        if arguments.bad_rows and report.bad:
            arguments.bad_rows.write_bytes(bad_rows_back(report.header, report.bad))
        return _counts(report)

    return _said(run)


def _oruk(arguments: argparse.Namespace) -> int:
    folder = Path(arguments.address)
    read = _from_folder(folder) if folder.is_dir() else _from_web(arguments.address)
    return _said(lambda: _counts(import_feed(by=SYSTEM, address=arguments.address, read_page=read)))


def _said(run: Any) -> int:
    try:
        result = run()
    except (FileRefused, FeedBroken) as problem:
        complain(problem.words)
        return 1
    say_json(result)
    return 1 if result.get("bad") else 0


def _counts(report: ImportReport) -> dict[str, Any]:
    for row in report.bad[:20]:
        complain(f"row {row.number}: {' '.join(row.reasons)}")
    return {"taken": report.taken, "added": report.added, "changed": report.changed, "bad": len(report.bad)}


def _from_folder(folder: Path) -> ReadPage:
    def read(number: int) -> Mapping[str, Any]:
        page: Mapping[str, Any] = json.loads((folder / f"page-{number}.json").read_text("utf-8"))
        return page

    return read


def _from_web(address: str) -> ReadPage:
    if not is_web_address(address):
        raise FileRefused("Give a folder, or an address that begins with https://")

    def read(number: int) -> Mapping[str, Any]:
        asked = f"{address.rstrip('/')}/services?{urlencode({'page': number, 'per_page': 50})}"
        with urlopen(Request(asked, headers={"Accept": "application/json"}), timeout=SECONDS) as answer:  # noqa: S310
            body = answer.read(LARGEST_PAGE + 1)
        if len(body) > LARGEST_PAGE:
            raise ValueError("a page of the feed is too large")
        page: Mapping[str, Any] = json.loads(body)
        return page

    return read
