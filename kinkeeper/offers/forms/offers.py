"""What a worker fills in about an offer."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import DateField, RadioField, TextAreaField, TimeField
from kinkeeper.foundation.clock import now, today
from kinkeeper.foundation.randomness import random_bytes
from kinkeeper.offers.actions import WhatHappened
from kinkeeper.offers.forms import offer_words as words
from kinkeeper.offers.queries.offer_settings import place
from kinkeeper.offers.rules.offering import CLOSED_GENTLY, OUTCOMES, steps_after
from kinkeeper.offers.types import AttemptKind, AttemptOutcome, OfferState, Way
from kinkeeper.offers.types.offering import FamilyAnswer

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Member, Team


class AttemptForm(forms.Form):
    """One try, told in the order in which it happened."""

    came_to_us = RadioField(
        label=_("Who got in touch?"), choices=[("no", _("We did")), ("yes", _("The family did"))], initial="no"
    )
    kind = RadioField(label=_("How?"), choices=list(words.KINDS.items()), initial=AttemptKind.PHONE)
    outcome = RadioField(label=_("What happened?"), choices=list(words.OUTCOMES.items()))
    answer = RadioField(
        label=_("If you were in touch, what did they say?"),
        required=False,
        choices=[*words.ANSWERS.items(), ("none", _("They have not decided"))],
    )
    consent = RadioField(
        label=_("How did they agree?"),
        required=False,
        choices=[(Way.SPOKEN, _("They said so")), (Way.PAPER, _("They signed a form"))],
        initial=Way.SPOKEN,
    )
    try_again_on = DateField(
        label=_("When may we try again?"), required=False, help_text=_("The day they named, or your best guess")
    )
    earlier = RadioField(label=_("When was it?"), choices=[("now", _("Just now")), ("earlier", _("Earlier"))], initial="now")
    day = DateField(label=_("Which day?"), required=False)
    clock = TimeField(label=_("What time?"), required=False, help_text=_("For example 4:30pm"))
    note = TextAreaField(
        label=_("Note for colleagues"),
        required=False,
        max_length=500,
        rows=3,
        help_text=_("Keep it short. No details of the offence."),
    )
    form_key = forms.CharField(widget=forms.HiddenInput, max_length=32)

    def __init__(self, *args: Any, answered: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", random_bytes(16).hex())
        self.state = OfferState(answered)
        if self.state in CLOSED_GENTLY:  # nobody rings after a no or silence; the family may come by itself
            self.fields["came_to_us"].initial = "yes"

    def clean(self) -> dict[str, Any]:
        """Hold together what belongs together: outcome and kind, an answer and what goes with it, day and time."""
        said = super().clean() or self.cleaned_data
        kind, outcome = said.get("kind"), said.get("outcome")
        if kind and outcome and AttemptOutcome(outcome) not in OUTCOMES[AttemptKind(kind)]:
            self.add_error(
                "outcome",
                _("That cannot come of a %(kind)s. Choose another.") % {"kind": words.KINDS[AttemptKind(kind)].lower()},
            )
        if said.get("came_to_us") == "yes" and outcome and outcome != AttemptOutcome.SPOKE:
            self.add_error("outcome", _("If the family got in touch, choose “We were in touch”."))
        if said.get("answer") == "none" or outcome != AttemptOutcome.SPOKE:
            said["answer"] = ""
        if said.get("answer") == FamilyAnswer.LATER:
            self._clean_later(said)
        self._clean_way(said)
        if said.get("earlier") == "earlier":
            self._clean_earlier(said)
        return said

    def _clean_way(self, said: dict[str, Any]) -> None:
        if self.state in CLOSED_GENTLY and said.get("came_to_us") == "no":
            self.add_error("came_to_us", _("They asked not to be rung, or could not be reached. Ask again for a reason first."))
        if not said.get("outcome") or self.errors:
            return
        answer = FamilyAnswer(said["answer"]) if said.get("answer") else None
        try:
            steps_after(self.state, spoke=said["outcome"] == AttemptOutcome.SPOKE, answer=answer)
        except ValueError:
            self.add_error("answer", _("Choose what they said now"))

    def _clean_later(self, said: dict[str, Any]) -> None:
        again: date | None = said.get("try_again_on")
        if again is None and "try_again_on" not in self.errors:
            self.add_error("try_again_on", _("Enter the day on which to try again"))
        elif again is not None and again <= today(place().zone):
            self.add_error("try_again_on", _("Enter a day after today"))

    def _clean_earlier(self, said: dict[str, Any]) -> None:
        day, clock = said.get("day"), said.get("clock")
        if day is None and "day" not in self.errors:
            self.add_error("day", _("Enter the day"))
        if clock is None and "clock" not in self.errors:
            self.add_error("clock", _("Enter the time, such as 4:30pm"))
        if isinstance(day, date) and isinstance(clock, time):
            said["at"] = datetime.combine(day, clock, tzinfo=ZoneInfo(place().zone))
            if said["at"] > now():
                self.add_error("day", _("That is still to come. Check the day and the time."))

    def what_happened(self) -> WhatHappened:
        """The try as the action takes it."""
        said = self.cleaned_data
        return WhatHappened(
            kind=AttemptKind(said["kind"]),
            outcome=AttemptOutcome(said["outcome"]),
            at=said.get("at") or now(),
            note=said["note"],
            came_to_us=said["came_to_us"] == "yes",
            answer=FamilyAnswer(said["answer"]) if said["answer"] else None,
            try_again_on=said["try_again_on"] if said["answer"] == FamilyAnswer.LATER else None,
            consent=Way(said["consent"] or Way.SPOKEN),
        )


class SeenForm(forms.Form):
    """A button that acts on what was seen: the version goes with it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class HandOverForm(SeenForm):
    """To whom, and a word to them."""

    to = RadioField(label=_("Who takes it on?"))
    note = TextAreaField(
        label=_("What should they know?"),
        required=False,
        max_length=500,
        rows=3,
        help_text=_("What was agreed, when to ring next. No details of the offence."),
    )

    def __init__(self, *args: Any, people: list[Member], teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"member:{member.reference}", member.user.name) for member in people]
        choices += [(f"team:{team.reference}", _("Whoever is here in %(team)s") % {"team": team.name}) for team in teams]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class ReopenForm(SeenForm):
    """Why a family may be asked again."""

    why = RadioField(label=_("What has changed?"), choices=list(words.REOPENINGS.items()))


class FilterForm(forms.Form):
    """Narrowing the list of families to reach."""

    search = forms.CharField(label=_("Name or reference"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("Where it stands"), required=False)
    worker = forms.ChoiceField(label=_("Worker"), required=False)
    prison = forms.ChoiceField(label=_("Prison"), required=False)

    def __init__(self, *args: Any, workers: list[tuple[str, str]], prisons: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(state.value, said) for state, said in words.STATES.items()]
        choices: dict[str, list[tuple[str, Any]]] = {
            "state": [("", _("Still to reach")), *states],
            "worker": [("", _("Anybody")), ("nobody", _("Nobody yet")), *workers],
            "prison": [("", _("Any prison")), *prisons],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]


class SettingsForm(SeenForm):
    """What a service sets for itself."""

    tries = forms.IntegerField(label=_("Tries before a family counts as not reachable"), min_value=1, max_value=20)
    days_between = forms.IntegerField(label=_("Days between tries, for each to count"), min_value=0, max_value=14)
    remind_hours = forms.IntegerField(label=_("Remind the worker, hours before something is due"), min_value=0, max_value=24)
    escalate_hours = forms.IntegerField(label=_("Tell the team lead, hours after it was due"), min_value=0, max_value=48)
    keep_days = forms.IntegerField(
        label=_("Keep the details of a family that said no, or was never reached, for so many days"),
        min_value=1,
        max_value=365,
    )
    open_hours = forms.CharField(
        label=_("When families can ring you"),
        required=False,
        max_length=120,
        help_text=_("Printed in the pack, for example: Monday to Friday, 9am to 5pm"),
    )
