"""A form that somebody else overtook: it comes back with all that was typed, and with what they wrote beside it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _


def hand_back(form: forms.Form, *, version: int, theirs: str) -> None:
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
    form.data["version"] = str(version)  # type: ignore[index]
