"""docs/formats.md names what is really taken in and given out."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import resolve

from kinkeeper.directory.actions.spreadsheets import COLUMNS
from kinkeeper.directory.api import api
from kinkeeper.directory.types import Audience, HelpKind, Stage

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
NAMED = set(re.findall(r"`([^`]+)`", PAGE))


def test_every_column_and_every_code_of_a_list_is_named() -> None:
    assert [name for name in (*COLUMNS, *HelpKind, *Audience, *Stage) if str(name) not in NAMED] == []


def test_every_endpoint_of_the_feed_is_named_and_every_address_is_real() -> None:
    parts = {path.strip("/").split("/")[-1] for path in api.get_openapi_schema()["paths"] if "{" not in path} - {"oruk"}
    assert parts - NAMED == set()
    addresses = {name.split("?")[0] for name in NAMED if name.startswith("/")}
    assert len(addresses) >= 4
    assert [resolve(address).view_name for address in sorted(addresses)] != []
