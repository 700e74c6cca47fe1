"""The first-night card, and the call to the duty team. The card is ticked, never typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import CheckboxesField, DateField, RadioField, TextAreaField, TimeField, YesNoField
from kinkeeper.foundation.clock import today
from kinkeeper.offers.forms.moments import WhenForm
from kinkeeper.offers.queries.asking_words import CARERS, SAFE, TELL_TONIGHT
from kinkeeper.offers.types import Answer, CardAnswers, CarerNow, ChildTold, SafeNow, TellTonight

if TYPE_CHECKING:
    from kinkeeper.agencies.types import OnDuty

ELSEWHERE = "elsewhere"
ANSWERS = [(Answer.YES, _("Yes")), (Answer.NO, _("No")), (Answer.NOT_SAID, _("Would rather not say"))]


class CardForm(WhenForm):
    """Three questions. Safety comes before permission, so nothing here asks for a name."""

    child_depends = RadioField(label=_("Does any child depend on you?"), choices=ANSWERS)
    carer = RadioField(label=_("Who has them now?"), choices=list(CARERS.items()), required=False)
    area = RadioField(
        label=_("Where do they live?"), help_text=_("So that the right duty team is rung, if one is needed."), required=False
    )
    safe = RadioField(label=_("Are they safe there tonight?"), choices=list(SAFE.items()), required=False)
    collected = RadioField(
        label=_("Will somebody collect them from school, nursery or a club?"),
        choices=[(Answer.YES, _("Yes, or no need")), (Answer.NO, _("No")), (Answer.NOT_SAID, _("Not sure"))],
        required=False,
    )
    tell_tonight = CheckboxesField(
        label=_("Who should know tonight?"),
        help_text=_("Tick all that apply. No names yet: they come at the interview, if the answer there is yes."),
        choices=list(TELL_TONIGHT.items()),
        required=False,
    )
    on_paper = YesNoField(label=_("Was this taken on paper earlier?"), required=False, initial="no")
    taken_by_name = forms.CharField(label=_("Who took it?"), max_length=80, required=False)
    taken_on = DateField(label=_("On which day?"), required=False)
    taken_at = TimeField(label=_("At what time?"), required=False)
    token = forms.CharField(widget=forms.HiddenInput, max_length=32)

    def __init__(self, *args: Any, areas: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [*((area, area) for area in areas), (ELSEWHERE, _("Somewhere else, or not known"))]
        if not areas:
            del self.fields["area"]

    def clean(self) -> dict[str, Any]:
        """Each answer that the first one calls for."""
        super().clean()
        said = self.cleaned_data
        if said.get("child_depends") == Answer.YES:
            if not said.get("carer"):
                self.add_error("carer", _("Choose who has the children now, or “I do not know”"))
            if not said.get("safe"):
                self.add_error("safe", _("Choose whether they are safe, or “Not sure”"))
        if said.get("on_paper"):
            if not said.get("taken_by_name"):
                self.add_error("taken_by_name", _("Enter the name of who took it"))
            said["taken"] = self.moment("taken_on", "taken_at")
        return said

    def answers(self) -> CardAnswers:
        """The card as it was answered; what was ticked about children falls away when none depends on them."""
        said = self.cleaned_data
        depends = said["child_depends"] == Answer.YES
        not_collected = depends and said["collected"] == Answer.NO
        safe = SafeNow(said["safe"]) if depends else None
        return CardAnswers(
            child_depends=said["child_depends"],
            carer=CarerNow(said["carer"]) if depends else None,
            # A child whom nobody collects is not known to be safe, wherever they sleep.
            safe=SafeNow.UNKNOWN if not_collected and safe is SafeNow.SAFE else safe,
            collected=said["collected"] if depends else "",
            area=area if depends and (area := said.get("area", "")) != ELSEWHERE else "",
            tell_tonight=tuple(TellTonight(code) for code in said["tell_tonight"]),
            taken_on_paper_at=said.get("taken"),
            taken_by_name=said["taken_by_name"] if said["on_paper"] else "",
        )


class ChildToldForm(forms.Form):
    """A child of whom the duty team was told."""

    given_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    age = forms.IntegerField(label=_("Age"), min_value=0, max_value=17, required=False)
    where = forms.CharField(label=_("Where they are"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """A row is empty, or has a first name."""
        super().clean()
        said = self.cleaned_data
        if any(said.get(name) not in (None, "") for name in ("family_name", "age", "where")) and not said.get("given_name"):
            self.add_error("given_name", _("Enter a first name, or “unknown”"))
        return said

    def child(self) -> ChildTold | None:
        """The child, where the row was filled in."""
        said = self.cleaned_data
        if not said.get("given_name"):
            return None
        return ChildTold(said["given_name"], said["family_name"], said["age"], said["where"])


ChildToldFormSet = forms.formset_factory(ChildToldForm, extra=2, max_num=8)


class DutyCallForm(WhenForm):
    """The call: whom, when, whether somebody answered, who, and what they said."""

    agency = RadioField(label=_("Which team did you ring?"))
    rang_on = DateField(label=_("On which day?"))
    rang_at = TimeField(label=_("At what time?"), help_text=_("For example, 9:30pm"))
    answered = YesNoField(label=_("Did somebody answer?"), yes=_("Yes"), no=_("No: I will try again"))
    answered_by = forms.CharField(label=_("Who answered?"), max_length=80, required=False)
    words = TextAreaField(label=_("What did you tell them, and what will they do?"), max_length=1000, rows=3, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, teams: Sequence[OnDuty], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["agency"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [(team.reference, f"{team.name}, {team.number}" if team.number else team.name) for team in teams]
        if len(teams) == 1 or (teams and teams[0].serves):
            self.initial["agency"] = teams[0].reference
        self.initial.setdefault("rang_on", today(settings.TIME_ZONE))

    def clean(self) -> dict[str, Any]:
        """Who answered, when somebody did; and when it was."""
        super().clean()
        said = self.cleaned_data
        if said.get("answered") and not said.get("answered_by"):
            self.add_error("answered_by", _("Enter the name of who answered"))
        if "rang_on" in said and "rang_at" in said:
            said["moment"] = self.moment("rang_on", "rang_at")
        return said
