"""Forms of the gallery: one field for each kind of control."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import (
    CheckboxesField,
    DateField,
    PhoneField,
    RadioField,
    TextAreaField,
    TimeField,
    YesNoField,
)


class CallForm(forms.Form):
    """A first call, with every kind of control that a call needs."""

    name = forms.CharField(label=_("Who did you speak to?"), help_text=_("The name they like to be called by"))
    met = DateField(label=_("When did you speak?"), help_text=_("For example, 27 3 2026"))
    time = TimeField(label=_("At what time?"), help_text=_("For example, 9:30am or 16:30"))
    phone = PhoneField(label=_("Which number?"), help_text=_("For a number abroad, begin with + and the country’s code"))
    outcome = RadioField(
        label=_("How did it go?"),
        choices=[
            ("reached", _("We spoke")),
            ("message", _("I left no message")),
            ("later", _("They asked me to ring later")),
        ],
        hints={"message": _("A message could be heard by somebody else")},
    )
    ways = CheckboxesField(
        label=_("How may we be in touch?"),
        choices=[("phone", _("Telephone")), ("text", _("Text message")), ("letter", _("Letter"))],
    )
    may_text = YesNoField(label=_("Is it safe to send a text to this number?"))
    notes = TextAreaField(label=_("What should we remember?"), max_length=400, required=False)


class VisitForm(forms.Form):
    """The controls that a call does not need."""

    email = forms.EmailField(label=_("E-mail address"))
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    people = forms.IntegerField(label=_("How many people are coming?"))
    language = forms.ChoiceField(label=_("Language"), choices=[("en", _("English")), ("cy", _("Welsh")), ("pl", _("Polish"))])
    letter = forms.FileField(label=_("Letter"), help_text=_("A photograph of it is enough"))
    agreed = forms.BooleanField(label=_("I have read this aloud to the person"))
    version = forms.IntegerField(widget=forms.HiddenInput, initial=3)


class ChildForm(forms.Form):
    """One child, as a row that repeats."""

    child = forms.CharField(label=_("Name"))
    born = DateField(label=_("Date of birth"), required=False)


ChildFormSet = forms.formset_factory(ChildForm, extra=2)
