"""The interview, page by page. Permission comes first: no form before it has a field that could hold a name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import CheckboxesField, DateField, PhoneField, RadioField, TimeField, YesNoField
from kinkeeper.foundation.clock import today
from kinkeeper.offers.forms.moments import WhenForm
from kinkeeper.offers.queries.asking_words import (
    AGES,
    CHILDREN,
    ELSEWHERE,
    KNOWN,
    NOT_TOLD,
    PURPOSES,
    READING,
    REFUSALS,
    SAFE,
    TIES,
)
from kinkeeper.offers.rules.interview_draft import Body, frozen, thawed
from kinkeeper.offers.types import NO, UNKNOWN, AgeGroup, PassOnFor, Refusal, Way
from kinkeeper.people.types import Known, Tie

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Team
    from kinkeeper.foundation.jurisdiction import Responsibility

EARLIEST = date(1900, 1, 1)
YES = "yes"
_NOT_OFFERED = {Tie.SON_OR_DAUGHTER, Tie.PARENT}  # a grown-up is asked for, and mother or father can be said
_CARERS_ARE = (
    Tie.MOTHER, Tie.FATHER, Tie.STEP_PARENT, Tie.GRANDPARENT, Tie.AUNT_OR_UNCLE, Tie.SIBLING, Tie.GUARDIAN,
    Tie.FOSTER_CARER, Tie.FRIEND, Tie.OTHER,
)  # fmt: skip


class MayWeAskForm(forms.Form):
    """The first question. It has one field, of four answers: whatever else is sent with it is not read."""

    answer = RadioField(
        label=_("May we ask about your family?"),
        choices=[(YES, _("Yes")), *REFUSALS.items()],
    )


class RefusalForm(forms.Form):
    """After a no: how many children, if they like to say. No name, no date of birth."""

    answer = forms.ChoiceField(choices=list(REFUSALS.items()), widget=forms.HiddenInput)
    children = forms.ChoiceField(
        label=_("How many children do you have or care for?"),
        choices=[
            ("", ""),
            ("not_said", _("Rather not say")),
            ("0", _("None")),
            *[(str(n), str(n)) for n in range(1, 6)],
            ("6", _("6 or more")),
        ],
        initial="not_said",
        required=False,
    )
    ages = RadioField(label=_("How old are they?"), choices=list(AGES.items()), initial=AgeGroup.NOT_SAID, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def count(self) -> int | None:
        """How many children; None when it was not said."""
        said = self.cleaned_data["children"]
        return int(said) if said not in {"", "not_said"} else None

    def age_group(self) -> AgeGroup:
        return AgeGroup(self.cleaned_data["ages"] or AgeGroup.NOT_SAID)

    def refusal(self) -> Refusal:
        return Refusal(self.cleaned_data["answer"])


class StepForm(forms.Form):
    """One page of the interview: filled from the draft, kept in the draft."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def kept(self) -> Body:
        """What this page adds to the draft."""
        return frozen({name: value for name, value in self.cleaned_data.items() if name != "version"})


class YouForm(StepForm):
    """Who the person is, as they say it."""

    given_name = forms.CharField(label=_("First name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    known_as = forms.CharField(label=_("What do people call you?"), max_length=80, required=False)
    birth_date = DateField(label=_("Date of birth"), required=False, earliest=EARLIEST)

    def clean_birth_date(self) -> date | None:
        """Not in the future."""
        return _past(self.cleaned_data["birth_date"])


class LanguageForm(StepForm):
    """Languages, reading, and how somebody describes themselves."""

    languages = forms.CharField(label=_("Which languages do you speak at home?"), max_length=120, required=False)
    interpreter = forms.CharField(
        label=_("Would an interpreter help?"), help_text=_("If so, for which language"), max_length=120, required=False
    )
    reading = RadioField(label=_("How is reading for you?"), choices=list(READING.items()), required=False)
    ethnicity = forms.CharField(
        label=_("How would you describe your ethnic background?"),
        help_text=_("In their own words. They need not say."),
        max_length=120,
        required=False,
    )


class HealthForm(StepForm):
    """Pregnancy, or a baby inside."""

    expecting = YesNoField(label=_("Are you pregnant?"), no=_("No, or does not apply"), required=False)
    baby_inside = YesNoField(label=_("Is your baby in here with you?"), required=False)


class AdultForm(StepForm):
    """A grown-up outside, and how to reach them safely."""

    given_name = forms.CharField(label=_("First name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    tie = RadioField(
        label=_("Who are they to you?"),
        choices=[(tie, capfirst(words)) for tie, words in TIES.items() if tie not in _NOT_OFFERED],
    )
    age = forms.IntegerField(
        label=_("About how old are they?"),
        help_text=_("A guess is enough. Without it, what we send them speaks as to a young person."),
        min_value=10,
        max_value=120,
        required=False,
    )
    lives_with = RadioField(label=_("Do they live with somebody named before?"), required=False)
    phone = PhoneField(
        label=_("Telephone number"), help_text=_("For a number abroad, begin with + and the country’s code"), required=False
    )
    safe_to_ring = RadioField(
        label=_("Is it safe for us to ring them?"),
        help_text=_("Could anybody who should not hear pick up, or see the call?"),
        choices=list(SAFE.items()),
        required=False,
    )
    safe_times = forms.CharField(
        label=_("When is a good and safe time?"), help_text=_("Such as “weekdays after 10”"), max_length=200, required=False
    )
    may_leave_message = YesNoField(label=_("Is it safe to leave a message?"), required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    country = forms.CharField(label=_("Country, if not here"), max_length=60, required=False)
    languages = forms.CharField(label=_("Which language is best with them?"), max_length=120, required=False)

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["lives_with"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [("none", _("No, in a home of their own")), *others]
        if not others:
            del self.fields["lives_with"]

    def clean(self) -> dict[str, Any]:
        """A number needs a word on whether it is safe."""
        super().clean()
        said = self.cleaned_data
        if said.get("phone") and not said.get("safe_to_ring"):
            self.add_error("safe_to_ring", _("Choose whether it is safe to ring, or “Not sure”"))
        if said.get("lives_with") == "none":
            said["lives_with"] = ""
        return said


class ChildForm(StepForm):
    """Who a child is."""

    given_name = forms.CharField(label=_("First name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80, required=False)
    is_my = RadioField(label=_("What is this child to you?"), choices=list(CHILDREN.items()))
    birth_date = DateField(label=_("Date of birth"), help_text=_("If you know it"), required=False, earliest=EARLIEST)
    age = forms.IntegerField(label=_("Or about how old?"), min_value=0, max_value=17, required=False)

    def clean_birth_date(self) -> date | None:
        """Not in the future."""
        return _past(self.cleaned_data["birth_date"])

    def clean(self) -> dict[str, Any]:
        """One of date of birth and age: else the child could not be told from another of the same name."""
        super().clean()
        if not self.errors and self.cleaned_data.get("birth_date") is None and self.cleaned_data.get("age") is None:
            self.add_error("age", _("Enter a date of birth, or about how old they are"))
        return self.cleaned_data


class ChildHomeForm(StepForm):
    """Where a child lives, and what they have been told."""

    carer = RadioField(label=_("Who does this child live with?"))
    carer_tie = RadioField(
        label=_("What is that person to the child?"),
        choices=[(tie, capfirst(TIES[tie])) for tie in _CARERS_ARE],
        required=False,
    )
    school = forms.CharField(label=_("School or nursery"), max_length=120, required=False)
    known = RadioField(label=_("What does the child know of where you are?"), choices=list(KNOWN.items()))
    told_words = forms.CharField(
        label=_("In which words?"), help_text=_("So that nobody says something else"), max_length=300, required=False
    )
    told_on = DateField(label=_("When were they told?"), required=False, earliest=EARLIEST)

    def __init__(self, *args: Any, carers: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["carer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [*carers, *ELSEWHERE.items()]
        self._carers = {key for key, _words in carers}

    def clean_told_on(self) -> date | None:
        """Not in the future."""
        return _past(self.cleaned_data["told_on"])

    def clean(self) -> dict[str, Any]:
        """What the carer is to the child, where one was named."""
        super().clean()
        said = self.cleaned_data
        if said.get("carer") in self._carers and not said.get("carer_tie"):
            self.add_error("carer_tie", _("Choose what they are to the child"))
        if said.get("known") not in {Known.PRISON, Known.AWAY}:
            said["told_words"], said["told_on"] = "", None
        return said


class DecidesForm(StepForm):
    """Who has parental responsibility for a child: asked of the person themselves, and of each grown-up named."""

    def __init__(self, *args: Any, people: Sequence[tuple[str, Any]], law: Responsibility, **options: Any) -> None:
        super().__init__(*args, **options)
        answers = [(UNKNOWN, _("Not known")), (NO, _("No")), *((source.code, source.says) for source in law.sources)]
        for key, words in people:
            self.fields[key] = forms.ChoiceField(label=words, choices=answers, initial=UNKNOWN)

    def kept(self) -> Body:
        """The answers, under one heading of the child's."""
        return {"decides": super().kept()}


class AnotherForm(StepForm):
    """Whether there is anybody else."""

    another = YesNoField(label=_("Is there anybody else?"))

    def __init__(self, *args: Any, question: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if question is not None:
            self.fields["another"].label = question


class HomePermissionForm(StepForm):
    """What may be passed on about one home: who of it, to whom, for what, until when; and who will not be told."""

    may = YesNoField(label=_("May we pass on details of this home?"))
    who = CheckboxesField(label=_("Of whom?"), help_text=_("Tick only those the person is happy to pass on."), required=False)
    team = RadioField(label=_("To whom?"), required=False)
    purposes = CheckboxesField(label=_("What may they do?"), choices=list(PURPOSES.items()), required=False)
    months = RadioField(
        label=_("Until when?"),
        choices=[("3", _("For 3 months")), ("6", _("For 6 months")), ("12", _("For a year"))],
        initial="3",
        required=False,
    )
    not_told = CheckboxesField(label=_("Who must not be told?"), choices=list(NOT_TOLD.items()), required=False)
    not_told_words = forms.CharField(label=_("Anybody else who must not be told"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        adults: Sequence[tuple[str, str]],
        children: Sequence[tuple[str, str]],
        teams: Sequence[Team],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._adults = {f"a{key}" for key, _words in adults}
        choices = {
            "who": [(f"a{key}", words) for key, words in adults] + [(f"c{key}", words) for key, words in children],
            "team": [(team.reference, f"{team.agency.name} – {team.name}") for team in teams],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
            field.choices = offered
        if len(teams) == 1:
            self.fields["team"].initial = teams[0].reference
        self.fields["purposes"].initial = [PassOnFor.RING, PassOnFor.PACK, PassOnFor.CHILDREN]

    def clean(self) -> dict[str, Any]:
        """A yes says of whom, to whom and for what; a no says nothing more."""
        super().clean()
        said = self.cleaned_data
        if not said.get("may"):
            return {"may": said.get("may"), "version": said.get("version")}
        if not self._adults & set(said.get("who", [])):
            self.add_error("who", _("Tick at least one grown-up, whom we can speak to"))
        for name, words in (
            ("team", _("Choose to whom")),
            ("purposes", _("Tick at least one thing they may do")),
            ("months", _("Choose until when")),
        ):
            if not said.get(name):
                self.add_error(name, words)
        if months := said.get("months"):
            said["until"] = months_after(today(settings.TIME_ZONE), int(months))
        return said


class ConfirmForm(StepForm, WhenForm):
    """The end: how the person's word was given; and of an interview on paper, who held it, and when."""

    way = RadioField(
        label=_("How did they say so?"),
        choices=[(Way.SPOKEN, _("We talked it through")), (Way.PAPER, _("It was held on paper, and I type it in now"))],
        initial=Way.SPOKEN,
    )
    taken_by_name = forms.CharField(label=_("Who held it?"), max_length=80, required=False)
    taken_on = DateField(label=_("On which day?"), required=False)
    taken_at = TimeField(label=_("At what time?"), required=False)
    interpreter_used = YesNoField(label=_("Did an interpreter help?"), initial="no")
    agreed = forms.BooleanField(label=_("This was read out, and the person agrees"))
    asking_version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """An interview on paper says who held it and when."""
        super().clean()
        said = self.cleaned_data
        if said.get("way") == Way.PAPER:
            if not said.get("taken_by_name"):
                self.add_error("taken_by_name", _("Enter the name of who held it"))
            said["taken"] = self.moment("taken_on", "taken_at")
        else:
            said["taken_by_name"] = ""
        return said

    def confirmed(self) -> dict[str, Any]:
        """How the word was given, as the answers of an interview carry it."""
        said = self.cleaned_data
        return {
            "way": Way(said["way"]),
            "interpreter_used": bool(said["interpreter_used"]),
            "taken_on_paper_at": said.get("taken"),
            "taken_by_name": said["taken_by_name"],
        }


def initial_of(kept: Body) -> Body:
    """What a page shows of the draft."""
    return thawed(kept)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _past(value: date | None) -> date | None:
    if value is not None and value > today(settings.TIME_ZONE):
        raise forms.ValidationError(_("Enter a date that is not in the future"))
    return value
