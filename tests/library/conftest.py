"""A folder of its own for each test's index and files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kinkeeper.foundation.search.reading import forget


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    forget()
    yield
    forget()
