"""What the feed's owner is told of each reason; and the forms for what people enter of somebody's custody."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kinkeeper.custody.queries import prisons
from kinkeeper.custody.types import EventKind, Flag, Reason, ReleaseKind, Stage
from kinkeeper.design.fields import DateField, RadioField, TimeField
from kinkeeper.foundation.clock import now, today
from kinkeeper.intake.types import Refusal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REASONS: dict[Refusal, _StrPromise] = {
    Refusal.NOT_UTF8: _("The text is not UTF-8. Ask the sender to send it as UTF-8."),
    Refusal.NOT_JSON: _("The line is not JSON. It may have been cut or changed on its way."),
    Refusal.NOT_AN_OBJECT: _("The line is JSON, but not one event."),
    Refusal.TOO_LARGE: _("The event is larger than 256 KB. Only its beginning was kept."),
    Refusal.GZIP_CUT_SHORT: _("The packed file broke off here. Send the whole file again: what was taken counts once."),
    Refusal.MISSING_MEMBER: _("Something every event must have is missing or of the wrong kind."),
    Refusal.NO_TIME_ZONE: _("The time has no time zone, so we cannot know when it was."),
    Refusal.IMPOSSIBLE_DATE: _("The date or time cannot exist."),
    Refusal.MISSING_NUMBER: _("No person's number is given."),
    Refusal.MALFORMED_NUMBER: _("The person's number is not of the form A1234AA."),
    Refusal.NUMBERS_DISAGREE: _("The event names two different people as one, or merges a number into itself."),
    Refusal.UNKNOWN_REASON: _("We do not know this reason for coming or going."),
    Refusal.UNKNOWN_PRISON: _("We do not know this prison. Once it is imported, the event is taken by itself."),
}

# What can be entered by hand: its words, and the event that it is.
MOVES: dict[str, tuple[_StrPromise, EventKind, Reason]] = {
    "received": (_("Came here, or to another prison, by transfer"), EventKind.RECEIVED, Reason.TRANSFERRED),
    "to_court": (_("Went to court"), EventKind.RELEASED, Reason.SENT_TO_COURT),
    "from_court": (_("Came back from court"), EventKind.RECEIVED, Reason.RETURN_FROM_COURT),
    "hospital": (_("Went to hospital"), EventKind.RELEASED, Reason.RELEASED_TO_HOSPITAL),
    "away": (_("Went on temporary absence"), EventKind.RELEASED, Reason.TEMPORARY_ABSENCE_RELEASE),
    "back": (_("Came back from temporary absence or hospital"), EventKind.RECEIVED, Reason.TEMPORARY_ABSENCE_RETURN),
    "released": (_("Left prison"), EventKind.RELEASED, Reason.RELEASED),
}
STAGES: dict[Stage, _StrPromise] = {
    Stage.UNKNOWN: _("Not known"),
    Stage.REMAND: _("On remand"),
    Stage.CONVICTED: _("Convicted, waiting for sentence"),
    Stage.SENTENCED: _("Sentenced"),
    Stage.RECALLED: _("Recalled"),
}
RELEASES: dict[ReleaseKind, _StrPromise] = {
    ReleaseKind.RELEASED: _("They were released"),
    ReleaseKind.DIED: _("They died. Every message about and to them stops"),
    ReleaseKind.REMOVED: _("They were removed from the country"),
}
FLAGS: dict[Flag, _StrPromise] = {
    Flag.LEFT_UNEXPLAINED: _("They left the prison, and the feed does not say why."),
    Flag.RELEASED_ELSEWHERE: _("A prison that did not hold them reported a release."),
    Flag.RELEASE_NOT_REPORTED: _("They were received at another prison, and no release was reported before."),
    Flag.REVERSED_AFTER_WORK: _("The admission was taken back after people had begun to work on it."),
    Flag.RECEIVED_AFTER_RELEASE: _("They were received again after a confirmed release."),
    Flag.NUMBERS_MERGED: _("They turned out to be somebody already known under another number."),
    Flag.TOLD_TWICE: _("Another entry tells of the same stay."),
}


class MoveForm(forms.Form):
    """What happened, where and when."""

    happened = RadioField(label=_("What happened?"), choices=[(key, words) for key, (words, _k, _r) in MOVES.items()])
    prison = forms.ChoiceField(label=_("Which prison?"))
    day = DateField(label=_("On which day?"))
    time = TimeField(label=_("At what time?"), help_text=_("For example 4:30pm. Roughly is enough."))

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["prison"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(prison.code, prison.name) for prison in prisons()]

    @property
    def moment(self) -> datetime:
        """When it happened, as one moment."""
        zone = ZoneInfo(settings.TIME_ZONE)
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], tzinfo=zone)

    def clean(self) -> dict[str, Any]:
        """Not in the future."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("day") and cleaned.get("time") and self.moment > now():
            self.add_error("day", _("This lies in the future. Enter it once it has happened."))
        return cleaned


class StageForm(forms.Form):
    """Where somebody stands before the court."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    stage = RadioField(label=_("Where do they stand before the court?"), choices=list(STAGES.items()))


class PlanForm(forms.Form):
    """When a release is planned."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DateField(
        label=_("On which day is the release planned?"),
        required=False,
        help_text=_("Leave it empty when no day is known. It tells nobody: it only puts a gentle question on the list."),
    )

    def clean_on(self) -> date | None:
        """Today or later."""
        on: date | None = self.cleaned_data["on"]
        if on is not None and on < today(settings.TIME_ZONE):
            raise forms.ValidationError(_("This day has gone by"))
        return on


class ReleaseForm(forms.Form):
    """How a period ended."""

    how = RadioField(
        label=_("What do you know at first hand?"),
        choices=list(RELEASES.items()),
        help_text=_("If they are still here, save nothing: until somebody confirms it, they count as held."),
    )


class FlagForm(forms.Form):
    """What becomes of a period that the program would not decide on."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    settled = RadioField(
        label=_("What should stand?"),
        choices=[("keep", _("Leave it as it stands")), ("follow", _("Follow what was reported"))],
    )
