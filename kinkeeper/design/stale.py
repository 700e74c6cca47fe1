"""A form that somebody else overtook: it comes back with all that was typed, and with what they wrote beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kinkeeper.foundation.errors import StaleVersion, WrongState


@contextmanager
def handing_back(form: forms.Form, record: Any, says: Callable[[Any], str], *, version: str = "version") -> Iterator[None]:
    """Within the block a form is saved to `record`. Overtaken, the block ends early and the form holds both versions.

    `says` puts what the record says now into words; `version` names the hidden field. For a step that is open no more, what
    was typed is told with it, since the page may have no place left for it.
    """
    try:
        yield
    except StaleVersion:
        record.refresh_from_db()
        hand_back(form, version=record.version, theirs=says(record), field=version)
    except WrongState:
        record.refresh_from_db()
        words = _(
            "Somebody was quicker, and this step is no longer open. It now says: “%(theirs)s”. You had put: “%(yours)s”. "
            "If you need that, copy it before you leave this page."
        )
        form.add_error(None, words % {"theirs": says(record), "yours": typed(form)})


@contextmanager
def overtaken(request: HttpRequest) -> Iterator[None]:
    """Within the block a button is obeyed on which nothing was typed. Overtaken, the block ends early and the page says so."""
    try:
        yield
    except (StaleVersion, WrongState):
        messages.warning(request, _("Somebody changed this meanwhile. Please look at it as it is now."))


def hand_back(form: forms.Form, *, version: int, theirs: str, field: str = "version") -> None:
    """Show a bound form again after a StaleVersion, so that saving once more puts it over `version`.

    The form carries `version` hidden; `theirs` is what the record says now, in words.
    """
    form.add_error(
        None,
        _(
            "Somebody changed this while your page was open. It now says: “%(theirs)s”. All that you typed is still here: "
            "bring in what is theirs, then save again."
        )
        % {"theirs": theirs},
    )
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data[field] = str(version)  # type: ignore[index]


def typed(form: forms.Form) -> str:
    """What was typed or ticked in a form that is in order, in words."""
    said = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if field.widget.is_hidden or isinstance(field, forms.FileField) or value in (None, "", [], False):
            continue
        labels = {str(code): label for code, label in getattr(field, "choices", ())}
        values = value if isinstance(value, list | tuple) else [value]
        said.append(", ".join(str(labels.get(str(one), one)) for one in values))
    return "; ".join(said)
