"""Agreeing: about whom and what for; with whom, which parts, until when; and on paper or by voice, how."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import CheckboxesField, DateField, RadioField, TextAreaField, YesNoField
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now, today
from kinkeeper.portal.forms.words import PARTS, PURPOSES
from kinkeeper.sharing.types import BasisKind, ConsentWay, NewConsent, Purpose, TakenBack

Choices = Sequence[tuple[str, Any]]


class AboutForm(forms.Form):
    """About whom, and what for. `speakers` are those whose word a worker may take down."""

    person = RadioField(label=_("About whom?"))
    giver = RadioField(label=_("Whose word is it?"))
    purpose = RadioField(label=_("What for?"))

    def __init__(self, *args: Any, people: Choices, speakers: Choices, purposes: Sequence[Purpose], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        self.fields["purpose"].choices = [(purpose, PURPOSES[purpose]) for purpose in purposes]  # type: ignore[attr-defined]
        if speakers:
            self.fields["giver"].choices = speakers  # type: ignore[attr-defined]
        else:
            del self.fields["giver"]


class AgreeForm(forms.Form):
    """With whom, which parts, until when."""

    agencies = CheckboxesField(label=_("Who may know?"), error_messages={"required": _("Tick at least one place")})
    parts = CheckboxesField(label=_("What may they know?"), error_messages={"required": _("Tick at least one thing")})
    until = DateField(label=_("Until when?"), help_text=_("Leave it empty for: until you take it back."), required=False)

    def __init__(self, *args: Any, agencies: Choices, parts: Sequence[Category], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agencies"].choices = agencies  # type: ignore[attr-defined]
        shown = [(part, PARTS[part]) for part in parts if part is not Category.EXISTENCE]
        self.fields["parts"].choices = shown  # type: ignore[attr-defined]

    def clean_until(self) -> Any:
        """A day that is still to come."""
        day = self.cleaned_data["until"]
        if day is not None and day <= today(settings.TIME_ZONE):
            raise forms.ValidationError(_("Choose a day that is still to come"))
        return day

    def ends_at(self) -> datetime | None:
        """The moment it ends: when that day is over."""
        day = self.cleaned_data["until"]
        zone = ZoneInfo(settings.TIME_ZONE)
        return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone) if day else None


class HeardForm(forms.Form):
    """How a worker heard it, and what they saw of a child's understanding."""

    way = RadioField(
        label=_("How did they agree?"),
        choices=[(ConsentWay.VOICE, _("They said it to me")), (ConsentWay.PAPER, _("They signed the form"))],
    )
    heard_on = DateField(label=_("On which day?"))
    scan = forms.FileField(
        label=_("The signed form"), help_text=_("A scan or photograph: PDF, JPEG or PNG, up to 10 MB."), required=False
    )
    understands = YesNoField(label=_("If it is a child: do they understand what they agree to?"), required=False)
    understanding = TextAreaField(label=_("What made you think so"), required=False, max_length=1000, rows=3)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["heard_on"].latest = today(settings.TIME_ZONE)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What was seen of a child's understanding is put in words."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("understands") is not None and not found.get("understanding"):
            self.add_error("understanding", _("Write what made you think so"))
        return found

    def heard_at(self) -> datetime:
        """When it was said."""
        return midday_or_now(self.cleaned_data["heard_on"])


def midday_or_now(day: date) -> datetime:
    """Midday of a day on which something was said, or now when that is still to come."""
    return min(datetime.combine(day, time(12), tzinfo=ZoneInfo(settings.TIME_ZONE)), now())


def new_consent(
    agree: AgreeForm,
    *,
    person: int,
    giver: int,
    purpose: Purpose,
    agencies: dict[str, int],
    heard: HeardForm | None = None,
    scan: tuple[bytes, str] = (b"", ""),
) -> NewConsent:
    """What was ticked, as the action takes it. `agencies` maps each reference on the form to its id."""
    said = heard.cleaned_data if heard else {}
    return NewConsent(
        person_id=person,
        given_by_id=giver,
        agencies=frozenset(agencies[reference] for reference in agree.cleaned_data["agencies"]),
        purpose=purpose,
        categories=frozenset(map(Category, agree.cleaned_data["parts"])),
        way=ConsentWay(said["way"]) if heard else ConsentWay.PORTAL,
        ends_at=agree.ends_at(),
        heard_at=heard.heard_at() if heard else None,
        understanding=said.get("understanding", ""),
        understands=said.get("understands"),
        scan=scan[0],
        scan_type=scan[1],
    )


class EndForm(forms.Form):
    """A version and nothing else: a stale page is refused."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class TakeBackForm(forms.Form):
    """How a worker heard somebody take their word back. Taking back never waits for a form: left empty, it was said today."""

    way = RadioField(
        label=_("How did they take it back?"),
        choices=[(ConsentWay.VOICE, _("They said it to me")), (ConsentWay.PAPER, _("They wrote it"))],
        initial=ConsentWay.VOICE,
        required=False,
    )
    heard_on = DateField(label=_("On which day?"), required=False)
    scan = forms.FileField(
        label=_("What they wrote"), help_text=_("A scan or photograph: PDF, JPEG or PNG, up to 10 MB."), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        day = today(settings.TIME_ZONE)
        options |= {"initial": {"heard_on": day}, "prefix": "back"}
        super().__init__(*args, **options)
        self.fields["heard_on"].latest = day  # type: ignore[attr-defined]

    def taken_back(self, scan: tuple[bytes, str]) -> TakenBack:
        """What was put, as the action takes it; `scan` is the accepted file and its type."""
        said = self.cleaned_data
        at = midday_or_now(said["heard_on"]) if said["heard_on"] else None
        return TakenBack(way=ConsentWay(said["way"] or ConsentWay.VOICE), at=at, scan=scan[0], scan_type=scan[1])


class ObjectForm(EndForm):
    """Somebody else who may decide for the child says no."""

    objector = RadioField(label=_("Who says no?"))
    words = TextAreaField(label=_("In their words"), required=False, max_length=1000)

    def __init__(self, *args: Any, speakers: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["objector"].choices = speakers  # type: ignore[attr-defined]


class NoForm(EndForm):
    """A parent, or the child, says no to what another agreed to."""

    words = TextAreaField(label=_("What should we know?"), required=False, max_length=1000)


class ScanForm(EndForm):
    """The signed form, handed in later."""

    scan = forms.FileField(label=_("The signed form"), help_text=_("A scan or photograph: PDF, JPEG or PNG, up to 10 MB."))


class DecideForm(forms.Form):
    """What a named person decides between two."""

    outcome = RadioField(
        label=_("What do you decide?"),
        choices=[("stays_ended", _("It stays ended")), ("restored", _("It holds again"))],
    )
    why = TextAreaField(label=_("Why"), max_length=2000)


class ReviewBasisForm(EndForm):
    """Whether something shared without agreement is still needed, until when, and why."""

    still = RadioField(label=_("Is it still needed?"), choices=[("yes", _("Yes")), ("no", _("No: end it now"))])
    review_on = DateField(label=_("If yes: look at it again on"), required=False)
    why = TextAreaField(label=_("Why"), max_length=1000, rows=3)

    def __init__(self, *args: Any, kind: BasisKind, **options: Any) -> None:
        super().__init__(*args, **options)
        day, soon = today(settings.TIME_ZONE), kind is BasisKind.SAFEGUARDING
        field = self.fields["review_on"]
        field.help_text = _("Within half a year.") if soon else _("Within a year.")
        field.earliest = day + timedelta(days=1)  # type: ignore[attr-defined]
        field.latest = day + timedelta(days=183 if soon else 366)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A yes names the next day; a no needs none."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("still") == "no":
            found["review_on"] = None
        elif found.get("still") == "yes" and not found.get("review_on") and "review_on" not in self.errors:
            self.add_error("review_on", _("Choose the day on which you look at it again"))
        return found
