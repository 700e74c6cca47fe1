"""Forms of agencies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kinkeeper.agencies.models import Member, Team
from kinkeeper.agencies.queries import role_name
from kinkeeper.agencies.rules import days_mask, weekdays_of
from kinkeeper.agencies.types import Role
from kinkeeper.design.fields import CheckboxesField, DateField, PhoneField, TextAreaField, TimeField
from kinkeeper.foundation.clock import today

WEEKDAYS = [
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday, and public holidays")),
]
LONGEST_LEAVE = timedelta(days=366)


def role_choices() -> list[tuple[str, str]]:
    """All roles, by name."""
    return sorted(((role.value, role_name(role)) for role in Role), key=lambda choice: choice[1])


class TeamsMixin(forms.Form):
    """A form that chooses among the teams of one agency."""

    def offer_teams(self, teams: Iterable[Team]) -> None:
        """Offer these teams; the field goes when there is none."""
        self.known = {team.reference: team for team in teams}
        choices = self.fields["teams"]
        choices.choices = [(team.reference, team.name) for team in self.known.values()]  # type: ignore[attr-defined]
        if not self.known:
            del self.fields["teams"]

    def chosen_teams(self) -> list[Team]:
        """The teams that were ticked."""
        return [self.known[reference] for reference in self.cleaned_data.get("teams", [])]


class InviteForm(TeamsMixin):
    """Whom to invite, to do what."""

    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("Their own work address: the link in the letter opens their account."),
        error_messages={"required": _("Enter an email address"), "invalid": _("Enter an address such as rosa@example.org")},
    )
    role = forms.ChoiceField(label=_("What they do"), choices=role_choices)
    teams = CheckboxesField(
        label=_("Teams"), required=False, help_text=_("Work is shared within a team, so that leave has cover.")
    )

    def __init__(self, *args: Any, teams: Iterable[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer_teams(teams)


class MemberForm(TeamsMixin):
    """What a member does, in which teams, on which days."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("What they do"), choices=role_choices)
    teams = CheckboxesField(label=_("Teams"), required=False)
    days = CheckboxesField(
        label=_("Days they work"), choices=WEEKDAYS, error_messages={"required": _("Choose at least one day")}
    )

    def __init__(self, *args: Any, teams: Iterable[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer_teams(teams)

    @staticmethod
    def initial_for(member: Member) -> dict[str, Any]:
        """What the form shows at first."""
        return {
            "version": member.version,
            "role": member.role,
            "teams": [team.reference for team in member.teams.all()],
            "days": [str(weekday) for weekday in weekdays_of(member.working_days)],
        }

    def working_days(self) -> int:
        """The ticked days, a bit each."""
        return days_mask(int(day) for day in self.cleaned_data["days"])


class EndForm(forms.Form):
    """Which version of the member was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class TeamForm(forms.Form):
    """A team's name."""

    name = forms.CharField(label=_("Name of the team"), max_length=120, error_messages={"required": _("Enter a name")})


class SearchForm(forms.Form):
    """A name, or part of it."""

    q = forms.CharField(label=_("Name or email address"), required=False, max_length=100)


class LeaveForm(forms.Form):
    """Who is away, from when to when, and who covers first."""

    member = forms.ChoiceField(label=_("Who is away"))
    first_day = DateField(label=_("First day away"))
    last_day = DateField(label=_("Last day away"), help_text=_("The same day, for one day."))
    covered_by = forms.ChoiceField(
        label=_("Who covers first"), required=False, help_text=_("If nobody is named, everybody of the team who is here.")
    )

    def __init__(self, *args: Any, members: Iterable[Member], cover: Iterable[Member], zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = {member.reference: member for member in members}
        self.cover = {member.reference: member for member in cover}
        self.today = today(zone)
        who, covered_by = self.fields["member"], self.fields["covered_by"]
        who.choices = [(reference, member.user.name) for reference, member in self.members.items()]  # type: ignore[attr-defined]
        covered_by.choices = [  # type: ignore[attr-defined]
            ("", _("Nobody in particular")),
            *((reference, member.user.name) for reference, member in self.cover.items()),
        ]

    def clean(self) -> dict[str, Any]:
        """Days in their order, not over already; cover is somebody else."""
        given = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Enter a last day that is not before the first"))
        elif last and last < self.today:
            self.add_error("last_day", _("Enter a last day that is not over yet"))
        elif first and last and last - first > LONGEST_LEAVE:
            self.add_error("last_day", _("Enter at most a year; record more later"))
        if given.get("covered_by") and given.get("covered_by") == given.get("member"):
            self.add_error("covered_by", _("Choose somebody else: nobody covers for themselves"))
        return given


class AcceptForm(forms.Form):
    """A name and a password, for a new account."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As colleagues and families know you."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. Three words that have nothing to do with each other are easy to remember."),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter a password")},
    )

    def __init__(self, *args: Any, account: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account = account

    def clean(self) -> dict[str, Any]:
        """A password that is long, not common, and unlike the name and address."""
        given = super().clean() or {}
        if given.get("password"):
            self.account.name = given.get("name", "")
            try:
                validate_password(given["password"], self.account)
            except ValidationError as problem:
                self.add_error("password", problem)
        return given


class NothingForm(forms.Form):
    """A button and nothing else."""


class DutyTeamForm(forms.Form):
    """Whom to ring about a child: numbers, hours and areas."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    phone = PhoneField(label=_("Number in the day"))
    opens_at = TimeField(label=_("It is answered from"), help_text=_("Monday to Friday, not on public holidays"))
    closes_at = TimeField(label=_("Until"))
    out_of_hours_phone = PhoneField(
        label=_("Number at all other times"),
        help_text=_("Leave it empty where one number is answered day and night."),
        required=False,
    )
    areas = TextAreaField(
        label=_("Counties or councils you serve"),
        help_text=_("One a line. A prison finds you by its county."),
        rows=4,
        max_length=600,
    )

    def clean_areas(self) -> list[str]:
        """The areas, each once, in the order typed."""
        return list(dict.fromkeys(line.strip() for line in self.cleaned_data["areas"].splitlines() if line.strip()))

    def clean(self) -> dict[str, Any]:
        """The day's end comes after its beginning."""
        super().clean()
        said = self.cleaned_data
        if said.get("opens_at") and said.get("closes_at") and said["closes_at"] <= said["opens_at"]:
            self.add_error("closes_at", _("Enter a time after it opens"))
        return said
