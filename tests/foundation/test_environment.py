"""Wrong settings stop the start with a sentence that names the variable and says what to put."""

from __future__ import annotations

from pathlib import Path

import pytest

from kinkeeper.foundation import environment as env
from kinkeeper.foundation.errors import BadSetting


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("mysql://host/name", "TRY begins with 'mysql'. Put sqlite:///path/to/file.sqlite3 or postgresql://"),
        ("nonsense", "TRY begins with 'nothing'. Put sqlite:///path"),
        ("sqlite://", "TRY names no file."),
        ("sqlite:///no/such/folder/file.sqlite3", "TRY: the folder no/such/folder does not exist."),
        ("postgresql://rosa:secret@host:5432/", "TRY names no database."),
    ],
)
def test_a_wrong_database_is_named(value: str, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRY", value)

    with pytest.raises(BadSetting) as problem:
        env.database("TRY", "")

    assert str(problem.value).startswith(sentence)
    assert "secret" not in str(problem.value)


def test_both_engines_are_understood(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ONE", f"sqlite:///{tmp_path}/kinkeeper.sqlite3")
    monkeypatch.setenv("TWO", "postgresql://rosa:pass%40word@db.example.org:5433/kinkeeper")

    one, two = env.database("ONE", ""), env.database("TWO", "")

    assert (one["ENGINE"], one["NAME"]) == ("kinkeeper.foundation.sqlite_in_turn", f"{tmp_path}/kinkeeper.sqlite3")
    assert one["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert (two["NAME"], two["HOST"], two["PORT"], two["PASSWORD"]) == ("kinkeeper", "db.example.org", 5433, "pass@word")


@pytest.mark.parametrize("value", ["", "short"])
def test_a_missing_or_short_secret_is_named_and_not_repeated(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRY", value)

    with pytest.raises(BadSetting, match="Put a random secret of at least 32 characters") as problem:
        env.secret_key("TRY")

    assert "short" not in str(problem.value).replace("too short", "")


@pytest.mark.parametrize(("word", "answer"), [("1", True), ("Yes", True), ("off", False), ("", False)])
def test_a_switch_is_yes_or_no(word: str, answer: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRY", word)

    assert env.switch("TRY") is answer


def test_any_other_word_in_a_switch_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRY", "maybe")

    with pytest.raises(BadSetting, match="TRY is 'maybe'. Put 1 for yes or 0 for no."):
        env.switch("TRY")


def test_a_number_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRY", "-3")

    with pytest.raises(BadSetting, match="TRY is '-3'. Put a whole number, such as 30."):
        env.whole_number("TRY", 30)
