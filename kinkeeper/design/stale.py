"""A form that somebody else overtook: it comes back with all that was typed, and with what they wrote beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kinkeeper.foundation.errors import StaleVersion, WrongState


class handing_back:  # noqa: N801  (read as what the block does)
    """Within the block a form is saved to `record`. Overtaken, the block ends early and the form holds both versions.

    `says` puts what the record says now into words; `version` names the hidden field. For a step that is open no more, what
    was typed is told with it, since the page may have no place left for it.
    """

    def __init__(self, form: forms.Form, record: Any, says: Callable[[Any], str], *, version: str = "version") -> None:
        self.form, self.record, self.says, self.version = form, record, says, version

    def __enter__(self) -> None:
        """Nothing to do before."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        """Whether it was overtaken: then nothing is raised."""
        if not isinstance(error, StaleVersion | WrongState):
            return False
        self.record.refresh_from_db()
        theirs = self.says(self.record)
        if isinstance(error, StaleVersion):
            hand_back(self.form, version=self.record.version, theirs=theirs, field=self.version)
            return True
        words = _(
            "Somebody was quicker, and this step is no longer open. It now says: “%(theirs)s”. You had put: “%(yours)s”. "
            "If you need that, copy it before you leave this page."
        )
        self.form.add_error(None, words % {"theirs": theirs, "yours": typed(self.form)})
        return True


class overtaken:  # noqa: N801
    """Within the block a button is obeyed on which nothing was typed. Overtaken, the block ends early and the page says so."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __enter__(self) -> None:
        """Nothing to do before."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        """Whether it was overtaken: then nothing is raised."""
        if isinstance(error, StaleVersion | WrongState):
            messages.warning(self.request, _("Somebody changed this meanwhile. Please look at it as it is now."))
            return True
        return False


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
