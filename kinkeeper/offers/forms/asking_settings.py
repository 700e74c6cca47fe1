"""What a prison sets about asking, and who else asks there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import RadioField

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Team


class AskingTimesForm(forms.Form):
    """The times of asking. Each has a span in which it still keeps children safe."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    worry_minutes = forms.IntegerField(
        label=_("Minutes until a worry is raised again"),
        help_text=_("A child may not be safe, and nobody at a duty team has answered. From 5 to 120."),
        min_value=5,
        max_value=120,
    )
    check_hours = forms.IntegerField(
        label=_("Hours until a waiting check is late"), help_text=_("From 1 to 24."), min_value=1, max_value=24
    )
    draft_days = forms.IntegerField(
        label=_("Days an interview that nobody finished is kept"), help_text=_("From 1 to 28."), min_value=1, max_value=28
    )


class ArrangeForm(forms.Form):
    """Another team that may ask here."""

    team = RadioField(label=_("Which team may ask here from now on?"))

    def __init__(self, *args: Any, teams: Sequence[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["team"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
        field.choices = [(team.reference, f"{team.agency.name} – {team.name}") for team in teams]
