"""The check, asking again, taking a permission back, and possible matches."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import RadioField
from kinkeeper.offers.queries.asking_words import REFUSALS, REOPENINGS
from kinkeeper.offers.types import Check, Refusal

AT_ONCE = "clear_and_pass_on"
WRONG_PERSON = "wrong_person"


class SearchForm(forms.Form):
    """Whom to find in the list."""

    search = forms.CharField(label=_("Number, name or reference"), max_length=60, required=False)


class CheckForm(forms.Form):
    """The prison's answer: a marker alone."""

    answer = RadioField(
        label=_("May this family be contacted?"),
        choices=[
            (AT_ONCE, _("Clear: pass them on now")),
            (Check.CLEAR, _("Clear, but do not pass on yet")),
            (Check.DO_NOT_CONTACT, _("Do not contact")),
            (Check.NOT_YET, _("Not yet: the check is still running")),
        ],
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AskAgainForm(forms.Form):
    """Why it is a good time to ask again."""

    reason = RadioField(label=_("Why now?"), choices=list(REOPENINGS.items()))
    version = forms.IntegerField(widget=forms.HiddenInput)


class TakeBackForm(forms.Form):
    """The parent took their permission back."""

    sure = forms.BooleanField(label=_("The person has said that they take this permission back"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class MistakeForm(forms.Form):
    """The yes was never said: what was?"""

    said = RadioField(
        label=_("What is right?"),
        choices=[
            (WRONG_PERSON, _("It was somebody else’s interview: this person has not been asked")),
            *{**REFUSALS, Refusal.NOT_PERMITTED: _("They said no")}.items(),
        ],
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def answer(self) -> Refusal | None:
        """What the person really answered; None when they have not been asked."""
        said = self.cleaned_data["said"]
        return None if said == WRONG_PERSON else Refusal(said)


class MatchForm(forms.Form):
    """Whether two people are one."""

    answer = RadioField(
        label=_("Are they the same person?"),
        choices=[("same", _("Yes, the same person")), ("different", _("No, two people")), ("unsure", _("I cannot tell"))],
    )
