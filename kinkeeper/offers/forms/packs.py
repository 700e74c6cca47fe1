"""What a worker says of a pack: that it went, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import CheckboxesField, RadioField
from kinkeeper.offers.forms.offer_words import PACK_ROUTES
from kinkeeper.offers.types import PackRoute

if TYPE_CHECKING:
    from kinkeeper.offers.types.offer_pages import FamilyOnList


class PackSentForm(forms.Form):
    """How it went."""

    route = RadioField(label=_("How did it go to them?"), choices=list(PACK_ROUTES.items()), initial=PackRoute.POST)


class BatchForm(forms.Form):
    """Which of a day's packs."""

    packs = CheckboxesField(label=_("Packs"))

    def __init__(self, *args: Any, families: list[FamilyOnList], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["packs"]
        chosen.choices = [(family.reference, family.name or family.reference) for family in families]  # type: ignore[attr-defined]
        chosen.initial = [family.reference for family in families]
