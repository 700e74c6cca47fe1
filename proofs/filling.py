"""Filling in the forms of a page as somebody would who answers every question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

WORD = "Some words of mine"
_BY_NAME = (
    ("email", "new.person@example.org"), ("phone", "01632 960777"), ("postcode", "ZZ99 1AA"), ("_day", "20"), ("_month", "11"),
    ("_year", "2026"), ("hour", "9"), ("minute", "30"), ("weeks", "4"), ("url", "https://example.org/"),
)  # fmt: skip


@dataclass
class Form:
    """One form that is sent: where to, and what it would carry. Choices are kept, to be made when it is filled in."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, which: int) -> dict[str, str]:
        """All fields answered: the first of each choice (0), or the last (-1)."""
        return {**self.values, **{name: found[which] for name, found in self.choices.items() if found}}


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.now: Form | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form" and has.get("method", "").lower() == "post":
            self.now = Form(has.get("action") or self.address)
            self.forms.append(self.now)
        elif self.now is not None:
            self._field(self.now, tag, has)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.now = None

    def _field(self, form: Form, tag: str, has: dict[str, str]) -> None:
        name, kind = has.get("name", ""), has.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "option" and has.get("value"):
            form.choices.setdefault(self.select, []).append(has["value"])
        elif not name or kind == "file":
            return
        elif tag == "button" or kind in {"radio", "checkbox", "submit"}:
            form.choices.setdefault(name, []).append(has.get("value") or "on")
        elif kind == "hidden":
            form.values[name] = has.get("value", "")
        elif tag in {"input", "textarea"}:
            form.values[name] = has.get("value") or _typed(name, kind)


def _typed(name: str, kind: str) -> str:
    for part, typed in _BY_NAME:
        if part in name:
            return typed
    return "1" if kind == "number" else WORD


def forms_on(page: str, address: str) -> Iterator[Form]:
    """The forms of a page that are sent by POST, in order."""
    reader = _Reader(address)
    reader.feed(page)
    yield from reader.forms
