"""From a Django form to GOV.UK components: which one a field wants, what it is given, and what went wrong, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from kinkeeper.design.fields import DateBoxes
from kinkeeper.design.problems import messages_of, part_to_mend
from kinkeeper.design.widgets import kind_of

Params = dict[str, Any]

INPUT_PARAMETERS = ("autocomplete", "autocapitalize", "inputmode", "pattern", "spellcheck")
INPUT_MODES = {"number": "numeric", "email": "email", "tel": "tel", "url": "url"}
# Handled by the component itself, or of no use to it: a limit is said in words, never by cutting what was typed.
OWN_ATTRIBUTES = {"class", "rows", "cols", "maxlength", "minlength", "required", *INPUT_PARAMETERS}


@dataclass(frozen=True)
class Component:
    """A GOV.UK component's kind and its parameters."""

    kind: str
    params: Params


def component_for(
    bound: BoundField,
    *,
    size: str = "s",
    heading: bool = False,
    optional: bool = False,
    width: str = "",
    inline: bool = False,
    reveals: Mapping[str, Any] | None = None,
) -> Component:
    """The component that shows `bound`.

    `size` (s, m, l, xl) is that of the label; with `heading` the label is the page's h1; `optional` says so after it.
    `width` is a GOV.UK width ("10", "two-thirds"); `inline` sets choices side by side; `reveals` maps a choice's value
    to what is shown only once it is chosen (always, without JavaScript).
    """
    widget = bound.field.widget
    kind = kind_of(widget)
    label = _("%(label)s (optional)") % {"label": bound.label} if optional else force_str(bound.label)
    params: Params = {"name": bound.html_name, "id": bound.auto_id or bound.html_name}
    if bound.help_text:
        params["hint"] = {"text": force_str(bound.help_text)}
    problems = list(messages_of(bound))
    if problems:
        params["errorMessage"] = {
            "html": Markup("<br>").join(problems),
            "visuallyHiddenText": _("Error"),
        }
    title = {"text": label, "isPageHeading": heading}
    if kind in {"date", "radios", "checkboxes"}:
        params["fieldset"] = {"legend": {**title, "classes": f"govuk-fieldset__legend--{size}"}}
        params["idPrefix"] = params["id"]
    else:
        params["label"] = {**title, "classes": f"govuk-label--{size}"}
    build = {
        "hidden": _hidden,
        "date": _date,
        "checkboxes": _choices,
        "radios": _choices,
        "checkbox": _checkbox,
        "select": _select,
        "textarea": _textarea,
        "file": _file,
        "password": _input,
        "input": _input,
    }[kind]
    build(params, bound)
    if width:
        params["classes"] = _width("select" if kind == "select" else "input", width)
    if kind in {"radios", "checkboxes"}:
        _reveal(params, reveals or {})
        if inline:
            params["classes"] = "govuk-radios--inline" if kind == "radios" else ""
    return Component(kind, params)


def _hidden(params: Params, bound: BoundField) -> None:
    value = bound.value()
    values = value if isinstance(value, (list, tuple)) else [value]
    params["values"] = ["" if item is None else item for item in values]


def _date(params: Params, bound: BoundField) -> None:
    wrong = part_to_mend(bound) if bound.errors else ""
    birthday = bound.field.widget.attrs.get("autocomplete") == "bday"
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    typed = dict(zip(DateBoxes.parts, bound.field.widget.format_value(bound.value()), strict=True))
    params["items"] = [
        {
            "name": f"{bound.html_name}_{part}",
            "id": f"{params['id']}_{part}",
            "label": labels[part],
            "value": typed[part],
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
            + (" govuk-input--error" if wrong and wrong in {part, "all"} else ""),
            "inputmode": "text" if part == "month" and typed[part].isalpha() else "numeric",
            **({"autocomplete": f"bday-{part}"} if birthday else {}),
        }
        for part in DateBoxes.parts
    ]


def _choices(params: Params, bound: BoundField) -> None:
    chosen = _chosen(bound)
    hints = getattr(bound.field, "hints", {})
    params["items"] = [
        {
            "value": value,
            "text": text,
            "checked": value in chosen,
            "disabled": bound.field.disabled,
            **({"hint": {"text": force_str(hints[value])}} if value in hints else {}),
        }
        for value, text in _flat(bound)
        if value or not isinstance(bound.field.widget, forms.RadioSelect)
    ]


def _reveal(params: Params, reveals: Mapping[str, Any]) -> None:
    for item in params["items"]:
        if item["value"] in reveals:
            item["conditional"] = {"html": reveals[item["value"]]}


def _checkbox(params: Params, bound: BoundField) -> None:
    label = params.pop("label")
    item: Params = {
        "value": "on",
        "text": label["text"],
        "checked": bool(bound.value()),
        "disabled": bound.field.disabled,
    }
    if "hint" in params:
        item["hint"] = params.pop("hint")
    params["items"] = [item]
    params["idPrefix"] = params["id"]


def _select(params: Params, bound: BoundField) -> None:
    chosen = _chosen(bound)
    params["items"] = [{"value": value, "text": text, "selected": value in chosen} for value, text in _flat(bound)]
    params["disabled"] = bound.field.disabled
    params["classes"] = str(bound.field.widget.attrs.get("class", ""))
    params["attributes"] = _other_attributes(bound)
    if getattr(bound.field.widget, "allow_multiple_selected", False):
        params["attributes"] = {**params["attributes"], "multiple": "multiple"}


def _textarea(params: Params, bound: BoundField) -> None:
    _text_parameters(params, bound)
    params["rows"] = bound.field.widget.attrs.get("rows", 4)
    longest = getattr(bound.field, "max_length", None)
    if longest:
        params["maxlength"] = longest
        params["textareaDescriptionText"] = _("You can enter up to %(count)s characters")
        params["textareaDescriptionText"] %= {"count": "%{count}"}


def _file(params: Params, bound: BoundField) -> None:
    accepted = bound.field.widget.attrs.get("accept")
    params["attributes"] = {
        **({"accept": accepted} if accepted else {}),
        **({"multiple": "multiple"} if getattr(bound.field.widget, "allow_multiple_selected", False) else {}),
    }


def _input(params: Params, bound: BoundField) -> None:
    _text_parameters(params, bound)
    widget = bound.field.widget
    if isinstance(widget, forms.PasswordInput):
        params.update(
            value="",  # a password is never sent back to the page
            showPasswordText=_("Show"),
            hidePasswordText=_("Hide"),
            showPasswordAriaLabelText=_("Show password"),
            hidePasswordAriaLabelText=_("Hide password"),
            passwordShownAnnouncementText=_("Your password is visible"),
            passwordHiddenAnnouncementText=_("Your password is hidden"),
        )
        return
    kind = getattr(widget, "input_type", "text")
    # A number's little arrows change what was typed when the page is scrolled: GOV.UK asks for text with a number pad.
    params["type"] = "text" if kind == "number" else kind
    if kind in INPUT_MODES:
        params.setdefault("inputmode", INPUT_MODES[kind])
    if kind == "email":
        params.setdefault("spellcheck", False)
        params.setdefault("autocapitalize", "none")


def _text_parameters(params: Params, bound: BoundField) -> None:
    attributes = bound.field.widget.attrs
    value = bound.field.widget.format_value(bound.value())
    # The components indent what they hold: a line break written as a character reference is left as it was typed.
    params["value"] = "" if value is None else _unbroken(force_str(value))
    params["classes"] = str(bound.field.widget.attrs.get("class", ""))
    params["disabled"] = bound.field.disabled
    params.update({name: attributes[name] for name in INPUT_PARAMETERS if name in attributes})
    params["attributes"] = _other_attributes(bound)


def _unbroken(text: str) -> Markup:
    return escape(text.replace("\r\n", "\n")).replace("\n", Markup("&#10;"))


def _other_attributes(bound: BoundField) -> Params:
    return {
        name: value
        for name, value in bound.field.widget.attrs.items()
        if name not in OWN_ATTRIBUTES and value not in {None, False}
    }


def _width(kind: str, width: str) -> str:
    return f"govuk-{kind}--width-{width}" if width.isdecimal() else f"govuk-!-width-{width}"


def _flat(bound: BoundField) -> Iterator[tuple[str, str]]:
    """Every choice as (value, words), those within groups too."""
    choices: Iterable[Any] = getattr(bound.field, "choices", bound.field.widget.choices)
    for value, words in choices:
        if isinstance(words, (list, tuple)):
            yield from ((force_str(inner), force_str(text)) for inner, text in words)
        else:
            yield "" if value is None else force_str(value), force_str(words)


def _chosen(bound: BoundField) -> set[str]:
    value = bound.value()
    values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    return {"" if item is None else force_str(item) for item in values}
