"""What a worker says of a pack: that it went, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import CheckboxesField, RadioField
from kinkeeper.offers.forms.offer_words import PACK_ROUTES
from kinkeeper.offers.types import PackRoute

if TYPE_CHECKING:
    from kinkeeper.library.types import ReadingList
    from kinkeeper.offers.types.offer_pages import FamilyOnList


class PackSentForm(forms.Form):
    """How it went."""

    route = RadioField(label=_("How did it go to them?"), choices=list(PACK_ROUTES.items()), initial=PackRoute.POST)


class ReadingForm(forms.Form):
    """Which reading list goes into the pack."""

    shelf = forms.ChoiceField(
        label=_("Put a reading list into the pack"),
        help_text=_("The first 20 things on it are named in the pack. A child’s own pack has none: give those by hand."),
        required=False,
    )

    def __init__(self, *args: Any, lists: list[ReadingList], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(it.reference, it.title) for it in lists if it.own]
        collections = [(it.reference, it.title) for it in lists if not it.own]
        groups = [(words, group) for words, group in ((_("Your lists"), own), (_("From the library"), collections)) if group]
        self.fields["shelf"].choices = [("", _("No list")), *groups]  # type: ignore[attr-defined]


class HelpForm(forms.Form):
    """What help to look for."""

    q = forms.CharField(
        label=_("What help, or near where?"),
        help_text=_("Such as “minibus”, “someone to talk to”, a town or a postcode"),
        max_length=100,
    )


class BatchForm(forms.Form):
    """Which of a day's packs."""

    packs = CheckboxesField(label=_("Packs"))

    def __init__(self, *args: Any, families: list[FamilyOnList], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["packs"]
        chosen.choices = [(family.reference, family.name or family.reference) for family in families]  # type: ignore[attr-defined]
        chosen.initial = [family.reference for family in families]
