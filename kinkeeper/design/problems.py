"""What went wrong with a form, in the order of the page, in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.forms.formsets import BaseFormSet
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from kinkeeper.design.fields import DateBoxes
from kinkeeper.design.widgets import kind_of

AnyForm = forms.BaseForm | BaseFormSet[Any]


@dataclass(frozen=True)
class Problem:
    """One error: what to do, whose label it belongs to ("" for the whole form) and where that is on the page."""

    label: str
    text: str
    href: str


def has_errors(*forms_shown: AnyForm | None) -> bool:
    """Whether any of the forms was sent with something to mend."""
    return any(True for form in forms_shown if form is not None for _problem in errors_of(form))


def errors_of(*forms_shown: AnyForm | None) -> list[Problem]:
    """Everything to mend, in the order of the page; forms and formsets alike. None stands for no form."""
    return [problem for form in forms_shown if form is not None for problem in _problems(form)]


def _problems(form: AnyForm) -> Iterator[Problem]:
    if isinstance(form, BaseFormSet):
        if not form.is_bound:
            return
        for text in form.non_form_errors():
            yield Problem("", force_str(text), "")
        for child in form.forms:
            yield from _problems(child)
        return
    if not form.is_bound or not form.errors:
        return
    for text in form.non_field_errors():
        yield Problem("", force_str(text), "")
    for bound in form:
        label = "" if bound.is_hidden else force_str(bound.label).rstrip(":")
        for text in messages_of(bound):
            yield Problem(label, text, "" if bound.is_hidden else f"#{_target(bound)}")


def _target(bound: BoundField) -> str:
    base = str(bound.auto_id or bound.html_name)
    return f"{base}_{part_to_mend(bound)}" if isinstance(bound.field.widget, DateBoxes) else base


def messages_of(bound: BoundField) -> Iterator[str]:
    """What to do about each error of a field."""
    for error in bound.form.errors.as_data().get(bound.name, []):
        if error.code == "required" and _is_djangos_own(error):
            yield _plain_request(kind_of(bound.field.widget))
        else:
            yield from (force_str(message) for message in error.messages)


def _is_djangos_own(error: ValidationError) -> bool:
    return error.message == forms.Field.default_error_messages["required"]


def _plain_request(kind: str) -> str:
    """What to do about an empty field, in place of "This field is required."."""
    if kind in {"radios", "select"}:
        return _("Choose one of these")
    if kind == "checkboxes":
        return _("Choose at least one of these")
    if kind == "checkbox":
        return _("Tick the box to go on")
    if kind == "file":
        return _("Choose a file")
    return _("Fill this in")


def part_to_mend(bound: BoundField) -> str:
    """The box that an error points at: the one named by its code, else the first."""
    errors = bound.form.errors.as_data().get(bound.name, [])
    code = (errors[0].code or "") if errors else ""
    return next((part for part in ("month", "year") if part in code), "day")
