"""What the tests of the look share."""

from __future__ import annotations

import pytest
from django.conf import settings


@pytest.fixture(scope="session", autouse=True)
def empty_static_root(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder for collected files, so that the file server has nothing to warn of; it serves from the rooms."""
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
