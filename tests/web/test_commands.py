"""The `kinkeeper` command as a stranger meets it: from a shell where nothing is set."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _run(*words: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "KINKEEPER_HOME": str(home), **variables}
    command = [sys.executable, "-m", "kinkeeper", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_site_without_a_secret_is_told_which_variable_and_what_to_put(tmp_path: Path) -> None:
    run = _run("status", home=tmp_path)

    assert run.returncode == 2
    assert run.stderr.startswith("Kinkeeper cannot start.\nKINKEEPER_SECRET_KEY is missing. Put a random secret")


def test_commands_that_touch_no_site_need_no_secret(tmp_path: Path) -> None:
    policy = _run("policy", home=tmp_path)
    events = _run("generate", "events", "3", home=tmp_path)

    assert (policy.returncode, events.returncode) == (0, 0)
    assert policy.stdout.rstrip() == (ROOT / "docs/reference/policy.md").read_text(encoding="utf-8").rstrip()
    assert [type(json.loads(line)) for line in events.stdout.splitlines()] == [dict] * 3


def test_the_demo_switch_points_any_command_at_the_demo_region(tmp_path: Path) -> None:
    run = _run("status", home=tmp_path, KINKEEPER_DEMO="1")

    assert run.returncode == 0
    assert json.loads(run.stdout.splitlines()[-1])["engine"] == "sqlite"


def test_a_command_in_the_wrong_folder_says_so_in_words(tmp_path: Path) -> None:
    run = _run("ledger", "verify", home=tmp_path, KINKEEPER_DEMO="1")

    assert run.returncode == 2
    assert run.stderr.startswith(
        "Kinkeeper cannot start.\nThe database has not been brought to this version: `kinkeeper migrate`"
    )


def test_an_address_that_is_taken_is_said_before_anything_is_built(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        runs = [_run("demo", "--address", at, home=tmp_path, KINKEEPER_DEMO="1") for at in (address, "127.0.0.1:nowhere")]

    assert [run.returncode for run in runs] == [2, 2]
    assert (
        runs[0].stderr
        == f"Kinkeeper cannot listen on {address}: Address already in use. Name another: --address 127.0.0.1:8001\n"
    )
    assert "that is no port" in runs[1].stderr
    assert runs[0].stdout == ""


def test_every_command_tells_how_it_is_used(tmp_path: Path) -> None:
    bench = _run("bench", "--help", home=tmp_path)

    assert (bench.returncode, bench.stdout.splitlines()[0]) == (0, "usage: kinkeeper bench [-h] NAME ...")
