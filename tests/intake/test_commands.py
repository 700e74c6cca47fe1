"""At a terminal: the last line is for a program, and the exit code says whether anything was refused."""

from __future__ import annotations

import gzip
import json
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from kinkeeper.__main__ import main
from kinkeeper.agencies.models import Agency
from kinkeeper.custody.models import CustodyEvent, Prison
from kinkeeper.intake.models import FeedToken, Refused
from kinkeeper.intake.rules import token_digest
from tests.intake.samples import event, line, number

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _register(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "generate", "prisons", "--out", str(tmp_path / "prisons.json"))[0] == 0
    assert run(capsys, "import", "prisons", str(tmp_path / "prisons.json")) == (
        0,
        {"read": 12, "recorded": 12, "refused": 0},
    )


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    status = main(list(words))
    said = capsys.readouterr().out.strip().splitlines()
    return status, json.loads(said[-1]) if said else {}


def test_prisons_that_are_not_known_are_said_once_with_the_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Prison.objects.all().delete()
    events = tmp_path / "events.jsonl"
    run(capsys, "generate", "events", "20", "--out", str(events))

    assert main(["ingest", "hmpps", str(events)]) == 1

    said = capsys.readouterr().err
    assert said.count("`kinkeeper import prisons FILE` brings it in, then `kinkeeper ingest retry`") == 1


def test_a_file_of_invented_events_is_taken_packed_or_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain, packed = tmp_path / "events.jsonl", tmp_path / "events.jsonl.gz"
    assert run(capsys, "generate", "events", "200", "--seed", "5", "--out", str(plain))[1]["written"] == 200
    assert run(capsys, "generate", "events", "200", "--seed", "5", "--out", str(packed))[0] == 0
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    status, said = run(capsys, "ingest", "hmpps", str(plain))
    assert (status, said["read"], said["refused"]) == (0, 200, 0)
    status, again = run(capsys, "ingest", "hmpps", str(packed))
    assert (status, again["recorded"], again["duplicates"]) == (0, 0, 200 - int(str(said["ignored"])))


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(line(event(more={"prisonId": "XHI"})))))
    assert run(capsys, "ingest", "hmpps", "-") == (
        0,
        {"read": 1, "recorded": 1, "duplicates": 0, "ignored": 0, "refused": 0},
    )


def test_a_refused_line_makes_the_exit_code_one_and_a_retry_heals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(line(event(more={"prisonId": "XZZ"})) + b"\n" + line(event()))
    assert run(capsys, "ingest", "hmpps", str(file)) == (
        1,
        {"read": 2, "recorded": 1, "duplicates": 0, "ignored": 0, "refused": 1},
    )
    assert run(capsys, "ingest", "retry")[0] == 1
    Prison.objects.create(code="XZZ", name="Lastend")
    assert run(capsys, "ingest", "retry") == (
        0,
        {"read": 1, "recorded": 1, "duplicates": 0, "ignored": 0, "refused": 0},
    )
    assert (CustodyEvent.objects.count(), Refused.objects.count()) == (2, 0)


def test_a_file_that_is_not_there_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", "hmpps", "/nowhere/events.jsonl"]) == 2
    assert capsys.readouterr().err == "/nowhere/events.jsonl: No such file or directory\n"


def test_a_feed_is_added_and_its_token_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "feed", "add", "custody")[0] == 2
    Agency.objects.create(kind="feed_owner", name="Custody feed service")
    status, said = run(capsys, "feed", "add", "custody")
    assert status == 0
    assert FeedToken.objects.get().digest == token_digest(str(said["token"]))
    assert run(capsys, "feed", "add", "custody")[0] == 1
    status, rotated = run(capsys, "feed", "rotate", "custody", "--overlap-hours", "0")
    assert (status, FeedToken.objects.count()) == (0, 2)
    assert rotated["token"] != said["token"]


def test_what_a_file_had_refused_is_its_feeds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Agency.objects.create(kind="feed_owner", name="Custody feed service")
    run(capsys, "feed", "add", "custody")
    file = tmp_path / "events.jsonl"
    file.write_bytes(line(number("bad")))
    assert run(capsys, "ingest", "hmpps", str(file), "--feed", "custody")[0] == 1
    assert Refused.objects.get().feed is not None
    assert main(["ingest", "hmpps", str(file), "--feed", "nobody"]) == 1


@pytest.mark.parametrize("text", ["{}", "not json"])
def test_a_register_that_is_none_is_said_plainly(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "prisons.json"
    file.write_text(text)
    assert main(["import", "prisons", str(file)]) == 2
