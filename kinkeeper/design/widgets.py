"""Which GOV.UK component shows which of Django's widgets."""

from __future__ import annotations

from django import forms
from django.forms.widgets import Input

from kinkeeper.design.fields import DateBoxes

# The first widget class that fits names the component, so a subclass stands before what it inherits from.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.MultipleHiddenInput, "hidden"),
    (DateBoxes, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
    (Input, "input"),
)


def kind_of(widget: forms.Widget) -> str:
    """The component for a widget. Raises TypeError for a widget that no component stands for."""
    for widget_class, kind in KINDS:
        if isinstance(widget, widget_class):
            return kind
    raise TypeError(f"no component shows a {type(widget).__name__}")
