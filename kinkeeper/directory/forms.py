"""Forms of the directory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import CheckboxesField, RadioField, TextAreaField, YesNoField
from kinkeeper.directory.actions.spreadsheets import hours_of_line, listed, telephone_of
from kinkeeper.directory.queries.finding import hours_for_box
from kinkeeper.directory.queries.meaning import town_meant
from kinkeeper.directory.queries.places import point_for, words_and_place
from kinkeeper.directory.queries.words import AGES, AUDIENCES, KINDS, REPORT_KINDS, STAGES
from kinkeeper.directory.rules import problems_of
from kinkeeper.directory.types import Audience, Draft, Stage, Wanted


def _numbered(names: Mapping[str, Any], any_words: Any) -> list[tuple[str, Any]]:
    """Choices whose values are numbers: a choice that was made stands in the address, and must tell nobody anything."""
    return [("", any_words), *((str(place), words) for place, words in enumerate(names.values(), start=1))]


class FindForm(forms.Form):
    """One box and a few plain choices. Everything may be left out."""

    q = forms.CharField(
        label=_("What do you need, or where are you?"),
        help_text=_("Such as “money”, “someone to talk to”, a town or a postcode, or “money near” and the town"),
        required=False,
        max_length=100,
    )
    who = forms.ChoiceField(label=_("Who is it for?"), choices=_numbered(AUDIENCES, _("Anybody")), required=False)
    ages = forms.ChoiceField(
        label=_("How old is the child?"),
        choices=[("", _("Any age")), *((code, words) for code, (_span, words) in AGES.items())],
        required=False,
    )
    stage = forms.ChoiceField(label=_("What is happening?"), choices=_numbered(STAGES, _("Anything")), required=False)
    near = forms.CharField(
        label=_("Near where?"), help_text=_("A town, or the first half of a postcode is enough"), required=False, max_length=80
    )

    def wanted(self, *, prison: str = "") -> tuple[Wanted, bool]:
        """What was asked for, and whether a place was typed that we do not know. What cannot be read counts as not asked."""
        self.is_valid()
        asked = self.cleaned_data
        words, typed = asked.get("q", ""), asked.get("near", "")
        near = (point_for(typed) or town_meant(typed)) if typed else None
        if words:
            words, place = words_and_place(words)
            near = near or place
        who, stage, ages = asked.get("who", ""), asked.get("stage", ""), asked.get("ages", "")
        wanted = Wanted(
            words=words,
            audience=list(Audience)[int(who) - 1] if who else "",
            ages=AGES[ages][0] if ages else None,
            stage=list(Stage)[int(stage) - 1] if stage else "",
            prison=prison,
            near=near,
        )
        return wanted, bool(typed and near is None)


class ReportForm(forms.Form):
    """Anybody says what is wrong with an entry. No name, no number: none is needed."""

    kind = RadioField(label=_("What is wrong?"), choices=list(REPORT_KINDS.items()))
    words = TextAreaField(
        label=_("Tell us more, if you like"), help_text=_("Please do not write anybody’s name or story here"), required=False,
        max_length=1000, rows=3,
    )  # fmt: skip


class LetterForm(forms.Form):
    """The owner's answer to "still right?"."""

    right = YesNoField(label=_("Is all of this still right?"), yes=_("Yes, it is right"), no=_("No, something has changed"))
    words = TextAreaField(label=_("What has changed?"), required=False, max_length=1000, rows=3)


class SheetForm(forms.Form):
    """A spreadsheet of services."""

    sheet = forms.FileField(label=_("Your spreadsheet"), help_text=_(".xlsx or .csv, up to 5 MB and 5,000 rows"))


class DecisionForm(forms.Form):
    """A moderator takes a change or not."""

    take = YesNoField(label=_("Take this change?"), yes=_("Yes, show it from now on"), no=_("No"))
    why_not = forms.CharField(label=_("If not, why?"), required=False, max_length=500)


AS_TYPED = (
    "name",
    "summary",
    "min_age",
    "max_age",
    "cost",
    "cost_words",
    "access",
    "coverage",
    "how_to_ask",
    "website",
    "email",
)
CHOSEN = ("kinds", "audiences", "stages")


class EntryForm(forms.Form):
    """An entry as its owner edits it. Lists are typed one a line."""

    name = forms.CharField(label=_("Name of the service"), max_length=160)
    summary = TextAreaField(label=_("What it does, in plain words"), max_length=600)
    kinds = CheckboxesField(label=_("Kinds of help"), choices=list(KINDS.items()), required=False)
    audiences = CheckboxesField(label=_("Who it is for"), choices=list(AUDIENCES.items()), required=False)
    stages = CheckboxesField(label=_("When"), choices=list(STAGES.items()), required=False)
    min_age = forms.IntegerField(label=_("Youngest age"), required=False, min_value=0, max_value=120)
    max_age = forms.IntegerField(label=_("Oldest age"), required=False, min_value=0, max_value=120)
    phones = TextAreaField(
        label=_("Telephone numbers"), help_text=_("One a line; words about a number in brackets"), required=False
    )
    hours = TextAreaField(label=_("Open"), help_text=_("One a line, such as “Monday to Friday 09:00 to 17:00”"), required=False)
    cost = RadioField(
        label=_("Cost"), choices=[("free", _("Free")), ("paid", _("It costs something")), ("", _("Not known"))], required=False
    )
    cost_words = forms.CharField(label=_("About the cost"), required=False, max_length=300)
    languages = TextAreaField(label=_("Languages"), help_text=_("One a line"), required=False, rows=2)
    access = forms.CharField(
        label=_("Getting in"), help_text=_("Steps, lift, parking, quiet room"), required=False, max_length=600
    )
    coverage = forms.CharField(label=_("Area"), required=False, max_length=200)
    how_to_ask = forms.CharField(label=_("How to ask"), required=False, max_length=600)
    website = forms.CharField(label=_("Website"), required=False, max_length=300)
    email = forms.CharField(label=_("E-mail for the public"), required=False, max_length=254)
    note = forms.CharField(label=_("A word to the moderator"), required=False, max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, old: Draft, version: int) -> None:
        super().__init__(data, initial={**initial_of(old), "version": version})
        self.old = old

    def draft(self) -> Draft:
        """The entry as asked for; what the form does not show stays as it is."""
        asked = self.cleaned_data
        changes: dict[str, Any] = {name: asked[name] for name in AS_TYPED}
        changes |= {name: tuple(asked[name]) for name in CHOSEN}
        changes |= {
            "phones": tuple(telephone_of(line) for line in listed(asked["phones"])),
            "hours": tuple(hours_of_line(line) for line in listed(asked["hours"])),
            "languages": listed(asked["languages"]),
        }
        return replace(self.old, **changes)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError with what the directory's rules ask to be mended."""
        cleaned = super().clean() or {}
        if not self.errors:
            self.cleaned_data = cleaned
            for problem in problems_of(self.draft()):
                self.add_error(None, problem)
        return cleaned


def initial_of(draft: Draft) -> dict[str, Any]:
    """What the form's boxes hold for an entry."""
    return {
        **{name: getattr(draft, name) for name in AS_TYPED},
        **{name: list(getattr(draft, name)) for name in CHOSEN},
        "phones": "\n".join(f"{phone.number} ({phone.words})" if phone.words else phone.number for phone in draft.phones),
        "hours": "\n".join(hours_for_box(hours) for hours in draft.hours),
        "languages": "\n".join(draft.languages),
    }


class PrisonForm(forms.Form):
    """The public page of a prison. Lines that begin with "- " become a list."""

    name = forms.CharField(label=_("Name"), max_length=120)
    about = TextAreaField(label=_("In a sentence or two"), required=False, rows=2)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    town = forms.CharField(label=_("Town"), required=False, max_length=80)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=8)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=30)
    booking_phone = forms.CharField(label=_("Booking line"), required=False, max_length=30)
    booking = TextAreaField(label=_("How to book"), required=False)
    visiting = TextAreaField(label=_("Visiting times"), required=False)
    bring = TextAreaField(label=_("What to bring"), required=False)
    children = TextAreaField(label=_("For children"), required=False)
    visitors_centre = TextAreaField(label=_("Visitors’ centre"), required=False)
    family_contact = TextAreaField(label=_("Family officer"), required=False)
    worried = TextAreaField(label=_("Worried about somebody inside"), required=False)
    getting_there = TextAreaField(label=_("Getting there"), required=False)
    access = TextAreaField(label=_("Getting in"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
