"""What `docs/privacy.md` says is held, let go of and encrypted is what the code says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kinkeeper.__main__ import main
from kinkeeper.foundation.lifetimes import KEPT, in_place, tables
from kinkeeper.foundation.privacy import Keep

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"


def test_the_tables_of_the_document_are_those_of_the_code() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")

    assert document == in_place(document), "run `kinkeeper retention table --into docs/privacy.md`"


def test_every_lifetime_has_words() -> None:
    assert KEPT.keys() == set(Keep)


def test_the_tables_name_what_matters() -> None:
    found = tables()

    assert "| people.Route | value, safe_times |" in found
    assert "| Lines of a feed that could not be taken |" in found
    assert "| whereabouts | until the last ground for holding it ended, and the site's days after |" in found


@pytest.mark.django_db
def test_the_command_writes_between_the_marks_alone(tmp_path: Path, capsys: Any) -> None:
    copy = tmp_path / "privacy.md"
    copy.write_text(DOCUMENT.read_text(encoding="utf-8").replace("| people.Route |", "| people.Rout |"), encoding="utf-8")

    assert main(["retention", "table", "--into", str(copy)]) == 0

    assert copy.read_text(encoding="utf-8") == DOCUMENT.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="no marks"):
        in_place("nothing to fill")
