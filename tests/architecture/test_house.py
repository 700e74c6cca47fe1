"""The order of the house holds, and each guard of it finds a breach that is planted."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.doors import wrong_imports

pytestmark = pytest.mark.architecture

ROOT = Path(__file__).resolve().parents[2]

BREACHES = {
    "The order of the rooms": ("sharing/rules_of_offers.py", "import kinkeeper.offers.types\n"),
    "The order inside a room": ("sharing/types_too.py", ""),
    "Rules know no Django": ("sharing/rules.py", "import django.db\n"),
    "Pages never touch models": ("web/views.py", "import kinkeeper.people.models\n"),
}


def _lint(folder: Path) -> str:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--config", folder / ".importlinter"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def copy_of_the_house(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "kinkeeper", tmp_path / "kinkeeper", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


@pytest.mark.parametrize("contract", ["The order of the rooms", "Rules know no Django", "Pages never touch models"])
def test_a_planted_breach_is_named(contract: str, copy_of_the_house: Path) -> None:
    file, breach = BREACHES[contract]
    planted = copy_of_the_house / "kinkeeper" / file
    before = planted.read_text() if planted.exists() else ""
    planted.write_text(before + "\n" + breach)

    assert f"{contract} BROKEN" in _lint(copy_of_the_house)


def test_a_planted_breach_inside_a_room_is_named(copy_of_the_house: Path) -> None:
    models = copy_of_the_house / "kinkeeper/sharing/models.py"
    models.write_text(models.read_text() + "\nimport kinkeeper.sharing.actions\n")

    assert "The order inside a room BROKEN" in _lint(copy_of_the_house)


def test_rooms_are_entered_by_their_doors() -> None:
    assert wrong_imports() == []


@pytest.mark.parametrize(
    ("importer", "breach", "sentence"),
    [
        ("agencies/permissions.py", "import kinkeeper.ledger.models", "models is no door of ledger"),
        ("web/views.py", "import kinkeeper.people.queries", "only sharing may read people"),
    ],
)
def test_a_planted_way_round_the_doors_is_named(importer: str, breach: str, sentence: str, copy_of_the_house: Path) -> None:
    planted = copy_of_the_house / "kinkeeper" / importer
    planted.write_text(planted.read_text() + f"\n{breach}\n")
    program = (
        "import sys, json; sys.path[:0] = [sys.argv[1], sys.argv[2]];"
        "from tests.architecture.doors import wrong_imports; print(json.dumps(wrong_imports()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, copy_of_the_house, ROOT],
        cwd=copy_of_the_house, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert sentence in done.stdout


def test_no_protected_model_is_in_an_admin() -> None:
    assert sorted(str(path.relative_to(ROOT)) for path in (ROOT / "kinkeeper").glob("*/admin.py")) == []


def test_every_room_has_its_readme() -> None:
    rooms = [folder for folder in (ROOT / "kinkeeper").iterdir() if (folder / "apps.py").exists()]

    assert [room.name for room in rooms if not (room / "README.md").exists()] == []


def test_no_file_outgrows_its_room() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for pattern in ("*.py", "*.jinja")
        for path in (ROOT / "kinkeeper").rglob(pattern)
        if "migrations" not in path.parts and (lines := len(path.read_text("utf-8").splitlines())) > 400
    }

    assert long == {}
