"""What ARCHITECTURE.md says of the order is what import-linter checks."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.architecture

ROOT = Path(__file__).resolve().parents[2]


def _checked() -> list[set[str]]:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts["importlinter:contract:rooms"]["layers"].split("\n")
    rooms = [{room.strip(" ()") for room in line.split("|")} for line in layers if line.strip()]
    return [line for line in rooms if not line & {"__main__", "settings", "settings_for_checks"}]


def _printed() -> list[set[str]]:
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    drawing = page.split("```")[1]
    return [set(re.split(r"\s{3,}", line)[0].split(" | ")) for line in drawing.strip().splitlines()]


def test_the_printed_order_is_the_checked_one() -> None:
    assert _printed() == _checked()
