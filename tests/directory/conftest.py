"""A small invented region, quick to build."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kinkeeper.directory.actions import import_places, save_entry
from kinkeeper.directory.models import Service
from kinkeeper.directory.types import Draft, Spot, Telephone
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.search.reading import forget

PLACES = b"""code,name,latitude,longitude
ZZ99,Harrowmere,54.80,1.65
ZZ99 1,Market Harrow (ZZ99 1),54.80,1.60
ZZ99 1AA,Market Harrow,54.801,1.601
MARKET HARROW,Market Harrow,54.80,1.60
EASTMERE,Eastmere,54.86,1.92
ZZ99 5AA,Eastmere,54.86,1.92
"""


@pytest.fixture
def own_index(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A search that knows this test's entries only."""
    settings.HOME = tmp_path
    forget()
    yield
    forget()


@pytest.fixture
def places(db: None) -> None:
    """Two towns of Harrowmere."""
    import_places(by=SYSTEM, content=PLACES)


def tuesday_club(**changes: object) -> Draft:
    """A children's group in Eastmere."""
    words: dict[str, object] = {
        "name": "Tuesday Club",
        "organisation": "Oak House",
        "summary": "Play and stay",
        "kinds": ("children",),
        "audiences": ("child", "carer"),
        "max_age": 4,
        "phones": (Telephone("01632 960150"),),
        "spots": (Spot(name="Oak House", town="Eastmere", postcode="ZZ99 5AA"),),
        "owner_email": "imani@oakhouse.example.org",
        **changes,
    }
    return Draft(**words)  # type: ignore[arg-type]


@pytest.fixture
def club(places: None) -> Service:
    """The Tuesday Club, not assured by anybody."""
    return save_entry(by=SYSTEM, draft=tuesday_club())
