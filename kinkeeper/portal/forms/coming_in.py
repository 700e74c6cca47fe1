"""Coming in: a letter's code, a route, six numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import PhoneField, RadioField
from kinkeeper.portal.types import WayIn

WRONG = _("That code does not work. Look at it again. If it still does not, ring us for a new one.")


class LetterCodeForm(forms.Form):
    """The code printed in the letter."""

    code = forms.CharField(
        label=_("The code in your letter"),
        help_text=_("12 letters and numbers, such as K7QF 29MD 4TX8. Capitals and gaps do not matter."),
        max_length=40,
        error_messages={"required": _("Type the code from your letter")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
    )


def _tidy(way: str, typed: str) -> str:
    """A route as it can be used. Raises ValidationError in words."""
    if way == WayIn.EMAIL:
        try:
            validate_email(typed.strip())
        except ValidationError:
            raise ValidationError(_("Type an e-mail address, such as name@example.org")) from None
        return typed.strip()
    return str(PhoneField().clean(typed))


class LetterForm(forms.Form):
    """What a worker says for a letter: about how old somebody is, where nobody knows."""

    age = forms.IntegerField(
        label=_("About how old are they?"),
        help_text=_(
            "A guess is enough. Nobody has said yet: until somebody does, their page speaks as to a young person, and has no"
            " offer of help and no pack on it."
        ),
        min_value=0,
        max_value=120,
        required=False,
    )


class ComeBackForm(forms.Form):
    """Where to send six numbers."""

    route = forms.CharField(
        label=_("Your mobile number or e-mail address"),
        help_text=_("The one that you told us before."),
        max_length=200,
        error_messages={"required": _("Type your mobile number or e-mail address")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    word = forms.CharField(
        label=_("Your own word, if you chose one"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class OnceForm(forms.Form):
    """Six numbers that were sent."""

    code = forms.CharField(
        label=_("The 6 numbers"),
        max_length=12,
        error_messages={"required": _("Type the 6 numbers")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}
        ),
    )


class WayInForm(forms.Form):
    """How somebody wants to come in next time."""

    way = RadioField(
        label=_("How should we send you a code next time?"),
        choices=[(WayIn.TEXT, _("A text message")), (WayIn.EMAIL, _("An e-mail"))],
        hints={
            WayIn.TEXT: _("It only says: your code is …"),
            WayIn.EMAIL: _("It only says: your code is …"),
        },
    )
    route = forms.CharField(
        label=_("Your mobile number or e-mail address"),
        help_text=_("Best one that only you read."),
        max_length=200,
        error_messages={"required": _("Type your mobile number or e-mail address")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    word = forms.CharField(
        label=_("A word of your own"),
        help_text=_("If somebody else reads that phone or e-mail, choose a word. Nobody comes in without it."),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, young: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["word"].required = young
        if young:
            self.fields["word"].help_text = _("Choose one that only you know. Nobody comes in without it.")
        self.fields["word"].error_messages["required"] = _("Choose a word that only you know")

    def clean(self) -> dict[str, Any]:
        """The route must be one that a code can be sent by."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("way") and found.get("route"):
            try:
                found["route"] = _tidy(found["way"], found["route"])
            except ValidationError as problem:
                self.add_error("route", problem)
        return found
