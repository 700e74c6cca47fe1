"""What is filled in about a family whose parent was moved; and the words for its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import RadioField, TextAreaField, YesNoField
from kinkeeper.offers.forms.offers import SeenForm
from kinkeeper.offers.types.moves import MoveState, ReturnReason

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

    from kinkeeper.agencies.models import Team

STAY = "stay"
MOVE_STATES: dict[MoveState, Words] = {
    MoveState.TO_ASK: _("The parent is being asked about %(service)s"),
    MoveState.PROPOSED: _("Waits for %(service)s to say yes"),
    MoveState.TAKEN_ON: _("Taken on by %(service)s"),
    MoveState.RETURNED: _("%(service)s could not take them on"),
    MoveState.PARENT_SAID_NO: _("The parent said no to %(service)s"),
    MoveState.CALLED_BACK: _("Stays with you"),
    MoveState.OVERTAKEN: _("No longer needed: something changed"),
}
RETURN_REASONS: dict[ReturnReason, Words] = {
    ReturnReason.NO_ROOM: _("We have no room to reach them in time"),
    ReturnReason.NOT_OUR_AREA: _("It is not our prison or area"),
    ReturnReason.TOO_NEAR: _("Somebody here knows the family"),
    ReturnReason.OTHER: _("Another reason: please ring us"),
}


class WhoGoesOnForm(SeenForm):
    """Who goes on with the family."""

    to = RadioField(
        label=_("Who goes on with this family?"),
        help_text=_("Your worker goes on until another service has said yes. Before that it is told no name."),
    )
    note = TextAreaField(
        label=_("A word for the next service"),
        required=False,
        max_length=500,
        rows=3,
        help_text=_("It is all they will read of your notes, and only if they take the family on. When is it safe to ring?"),
    )

    def __init__(self, *args: Any, teams: list[Team], named: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [(STAY, _("They stay with us"))]
        for team in teams:
            words = (
                _("%(service)s, %(team)s")
                if team.agency_id in named
                else _("%(service)s, %(team)s: an officer asks the parent first")
            )
            choices.append((team.reference, words % {"service": team.agency.name, "team": team.name}))
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class TakeOnForm(forms.Form):
    """Whether this team takes a family on."""

    takes = YesNoField(label=_("Can your team take this family on?"))
    why = RadioField(
        label=_("If not, why?"),
        choices=list(RETURN_REASONS.items()),
        required=False,
        help_text=_("Their lead reads this. The family hears nothing of it."),
    )

    def clean(self) -> dict[str, Any]:
        """A no has its reason."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("takes") is False and not said.get("why"):
            self.add_error("why", _("Choose why, so that their lead can find somebody else"))
        return said


class ParentSaysForm(forms.Form):
    """What the parent says of another service."""

    agreed = YesNoField(label=_("What did they say?"))
