"""Reading tables that people write (TOML) with plain errors: which file, which key, and what to put."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

Kind = TypeVar("Kind", bound=StrEnum)
Made = TypeVar("Made")


class BadTable(Exception):
    """A file of data is missing something or says something impossible. The message names the file and the key."""


class Table:
    """One table of a file, taken from key by key; what nobody took is a spelling mistake, and `done` says so."""

    def __init__(self, values: dict[str, Any], place: str) -> None:
        self._values = dict(values)
        self._place = place

    def refuse(self, key: str, problem: str) -> NoReturn:
        """Raise BadTable about `key` of this table."""
        raise BadTable(f"{self._place}: {key}: {problem}{'' if problem.endswith('?') else '.'}")

    def has(self, key: str) -> bool:
        """Whether the key is there and not yet taken."""
        return key in self._values

    def text(self, key: str, *, default: str | None = None) -> str:
        """Words, not empty unless there is a default."""
        value = self._take(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.refuse(key, f"put words, not {value!r}")
        return value.strip()

    def texts(self, key: str, *, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of words, at least one unless there is a default."""
        value = self._take(key, default)
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item.strip() for item in value):
            self.refuse(key, f"put a list of words, not {value!r}")
        if not value and default is None:
            self.refuse(key, "the list is empty")
        return tuple(value)

    def number(self, key: str, *, least: int, default: int | None = None) -> int:
        """A whole number, `least` or more."""
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.refuse(key, f"put a whole number, {least} or more, not {value!r}")
        return value

    def maybe_number(self, key: str, *, least: int) -> int | None:
        """The same, or None where the key is absent."""
        return self.number(key, least=least) if key in self._values else None

    def switch(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            self.refuse(key, f"put true or false, not {value!r}")
        return value

    def day(self, key: str) -> date:
        """A calendar day, written 2026-11-21 without quotes."""
        value = self._take(key, None)
        if not isinstance(value, date) or isinstance(value, datetime):
            self.refuse(key, f"put a day such as 2026-11-21, without quotes, not {value!r}")
        return value

    def maybe_day(self, key: str) -> date | None:
        """The same, or None where the key is absent or is the empty string."""
        if self._values.get(key, "") == "":
            self._values.pop(key, None)
            return None
        return self.day(key)

    def one_of(self, kind: type[Kind], key: str, *, default: Kind | None = None) -> Kind:
        """One code of a closed list."""
        value = self._take(key, default)
        if value not in set(kind):
            self.refuse(key, f"put one of {', '.join(kind)}, not {value!r}")
        return kind(value)

    def some_of(self, kind: type[Kind], key: str) -> frozenset[Kind]:
        """Several codes of a closed list; absent means none were named."""
        values = self.texts(key, default=())
        for value in values:
            if value not in set(kind):
                self.refuse(key, f"put some of {', '.join(kind)}, not {value!r}")
        return frozenset(kind(value) for value in values)

    def all_of(self, kind: type[Kind]) -> dict[Kind, str]:
        """Words for every code of a closed list, and for nothing else; empties this table."""
        words = {code: self.text(code) for code in kind}
        self.done()
        return words

    def table(self, key: str) -> Table:
        """A table within this one."""
        value = self._take(key, None)
        if not isinstance(value, dict):
            self.refuse(key, f"put a table, [{key}]")
        return Table(value, f"{self._place}: {key}")

    def maybe_table(self, key: str) -> Table | None:
        """The same, or None where the key is absent."""
        return self.table(key) if key in self._values else None

    def tables(self, key: str) -> list[Table]:
        """A list of tables; an empty list must be written as one."""
        value = self._take(key, None)
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.refuse(key, f"put a list of tables, [[{key}]]")
        return [Table(row, f"{self._place}: {key} {place}") for place, row in enumerate(value, start=1)]

    def finish(self, made: Made) -> Made:
        """`made`, once nothing is left over in this table."""
        self.done()
        return made

    def done(self) -> None:
        """Raise BadTable when a key was left that nobody knows."""
        if self._values:
            self.refuse(sorted(self._values)[0], "no such key is known here: is it spelt right?")

    def _take(self, key: str, default: Any) -> Any:
        if key in self._values:
            return self._values.pop(key)
        if default is None:
            self.refuse(key, "is missing")
        return default
