"""What a family answers, asks and tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import DateField, RadioField, TextAreaField
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.randomness import random_bytes
from kinkeeper.offers.types.offering import FamilyAnswer
from kinkeeper.portal.forms.words import HOW
from kinkeeper.portal.types import RequestKind, RequestState
from kinkeeper.sharing.types import ConsentWay


def new_form_key() -> str:
    """One a form shown: the same form sent twice counts once."""
    return random_bytes(12).hex()


class Keyed(forms.Form):
    """A form that counts once, however often it is sent."""

    form_key = forms.CharField(widget=forms.HiddenInput, max_length=32)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"form_key": new_form_key(), **(options.get("initial") or {})}
        super().__init__(*args, **options)


class AnswerForm(Keyed):
    """Yes, not now, or no."""

    answer = RadioField(
        label=_("Would you like this help?"),
        choices=[
            (FamilyAnswer.ACCEPTED, _("Yes, please")),
            (FamilyAnswer.LATER, _("Not now")),
            (FamilyAnswer.DECLINED, _("No, thank you")),
        ],
        hints={
            FamilyAnswer.ACCEPTED: _("Somebody rings you. You can stop whenever you like."),
            FamilyAnswer.LATER: _("We ask you again, on a day you choose."),
            FamilyAnswer.DECLINED: _("Nobody rings you. You can change your mind here or ring us."),
        },
    )
    try_again_on = DateField(
        label=_("If not now: ask me again on"), help_text=_("Without a day we ask in four weeks."), required=False
    )

    def clean(self) -> dict[str, Any]:
        """ "Not now" needs no day: without one it is in four weeks."""
        found: dict[str, Any] = super().clean() or {}
        day = found.get("try_again_on")
        if day is not None and day <= today(settings.TIME_ZONE):
            self.add_error("try_again_on", _("Choose a day that is still to come"))
        if found.get("answer") == FamilyAnswer.LATER and day is None and not self.errors:
            found["try_again_on"] = today(settings.TIME_ZONE) + timedelta(days=28)
        return found


class SayForm(Keyed):
    """What somebody asks or tells. A worker who takes it down says how they heard it."""

    words = TextAreaField(label=_("In your own words"), max_length=4000, rows=6)
    how_was_it = RadioField(label=_("How was it?"), choices=list(HOW.items()), required=False)
    way = RadioField(
        label=_("How did they tell you?"),
        choices=[(ConsentWay.VOICE, _("They said it")), (ConsentWay.PAPER, _("They wrote it"))],
        initial=ConsentWay.VOICE,
    )

    def __init__(self, *args: Any, kind: RequestKind, by_worker: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not by_worker:
            del self.fields["way"]
        if kind is not RequestKind.FEEDBACK:
            del self.fields["how_was_it"]
        optional = kind not in {RequestKind.MESSAGE, RequestKind.PUT_RIGHT}
        self.fields["words"].required = not optional
        self.fields["words"].error_messages["required"] = _("Write a few words")


class AnswerRequestForm(forms.Form):
    """What a worker answers."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = RadioField(
        label=_("What is the answer?"),
        choices=[(RequestState.DONE, _("It is done")), (RequestState.REFUSED, _("It is not possible"))],
    )
    answer = TextAreaField(
        label=_("What they will read"),
        help_text=_("Plain words. If it is not possible, say why."),
        required=False,
        max_length=4000,
    )

    def clean(self) -> dict[str, Any]:
        """A refusal is explained."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("state") == RequestState.REFUSED and not found.get("answer"):
            self.add_error("answer", _("Say why it is not possible"))
        return found


class EraseForm(AnswerRequestForm):
    """Whether what is held about somebody is erased."""

    def __init__(self, *args: Any, kept: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        erase = [] if kept else [(RequestState.DONE, _("Erase everything that is held about them, now"))]
        state = self.fields["state"]
        state.label = _("What do you decide?")
        state.choices = [*erase, (RequestState.REFUSED, _("It must be kept"))]  # type: ignore[attr-defined]
        self.fields["answer"].help_text = _("If it must be kept: what, why, and until when, in plain words.")


class CheckForm(forms.Form):
    """Which pieces of a record must not leave, because they are about somebody else."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    left_out = forms.MultipleChoiceField(
        label=_("Leave out: about somebody else"), required=False, widget=forms.CheckboxSelectMultiple
    )
    answer = TextAreaField(label=_("A word to them"), required=False, max_length=2000)
    checked = forms.BooleanField(label=_("I have read every piece"))

    def __init__(self, *args: Any, pieces: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["left_out"].choices = pieces  # type: ignore[attr-defined]


class ReleaseForm(forms.Form):
    """That somebody may read an entry, and why now."""

    entry = forms.CharField(max_length=16, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why they may know now"), max_length=300)
