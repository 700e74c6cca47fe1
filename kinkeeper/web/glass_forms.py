"""Forms of opening a record without anybody's agreement, and of reviewing that it was opened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import DateField, RadioField, TextAreaField
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.references import tidy_reference
from kinkeeper.sharing.types import GlassOutcome

OUTCOMES = [
    (GlassOutcome.RIGHT, _("It was right")),
    (GlassOutcome.RIGHT_BUT_LEARN, _("It was right, and there is something to learn")),
    (GlassOutcome.WRONG, _("It was wrong")),
]


PART_NAMES = {
    Category.EXISTENCE: _("that they are known here"),
    Category.IDENTITY: _("name and age"),
    Category.WHEREABOUTS: _("where they live, and how to reach them"),
    Category.KIN: _("who is in the family"),
    Category.CUSTODY_FACT: _("that somebody is in custody, and what they know"),
    Category.CUSTODY_DETAILS: _("where, and since when"),
    Category.SUPPORT: _("support"),
    Category.WELLBEING: _("how they are"),
    Category.HEALTH: _("health"),
    Category.EDUCATION: _("school"),
    Category.RISK: _("worries about safety"),
    Category.CONTACT: _("visits, calls and letters"),
    Category.DEMOGRAPHICS: _("languages and reading"),
}


class OpenForm(forms.Form):
    """Whom, and why. By reference, or by exactly their name and day of birth."""

    reason = TextAreaField(
        label=_("Why must you see this record now?"),
        help_text=_("What has happened, and who may be in danger. It is kept, and somebody else reads it."),
        max_length=1000,
    )
    reference = forms.CharField(label=_("Their reference, if you have it"), required=False, max_length=20)
    given_name = forms.CharField(label=_("First name"), required=False, max_length=80)
    family_name = forms.CharField(label=_("Last name"), required=False, max_length=80)
    birth_date = DateField(label=_("Day of birth"), required=False)
    whole_home = forms.BooleanField(
        label=_("Open the records of everybody in their home, too"),
        help_text=_("Only if they may be in danger as well. Each record that is opened is written down."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Enough to mean one person, and a reason that is one."""
        found: dict[str, Any] = super().clean() or {}
        if "reason" in found and len(found["reason"].strip()) < 20:
            self.add_error("reason", _("Say in a sentence what has happened"))
        named = found.get("given_name") and found.get("family_name") and found.get("birth_date")
        if found.get("reference"):
            found["reference"] = tidy_reference(found["reference"]) or found["reference"]
        elif not named and not self.errors:
            self.add_error("reference", _("Give the reference, or first name, last name and day of birth"))
        return found

    def asked_for(self) -> str:
        """What was typed to find them: kept hashed, where nobody is found."""
        found = self.cleaned_data
        return found["reference"] or f"{found['given_name']} {found['family_name']} {found['birth_date']}"


class ReviewForm(forms.Form):
    """What the review came to."""

    outcome = RadioField(label=_("What did you find?"), choices=OUTCOMES)
    words = TextAreaField(label=_("What is to be done"), required=False, max_length=2000)
