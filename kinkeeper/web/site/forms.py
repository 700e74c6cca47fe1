"""Forms of the site's editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import RadioField, TextAreaField, YesNoField
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.jurisdiction import Audience
from kinkeeper.web.site.queries.lists import Words
from kinkeeper.web.site.rules import SLUG, problems_of_source
from kinkeeper.web.site.types import FactKind, ListKind, PageWords, Shape

FACT_KINDS = [
    (FactKind.STOCK, _("so many on one day (a stock)")),
    (FactKind.YEAR, _("so many different people in a year (a year’s total)")),
    (FactKind.FLOW, _("so many events in a year (a flow)")),
    (FactKind.SHARE, _("so many in a hundred of those who were asked or counted (a share)")),
    (FactKind.STUDY, _("a comparison that research found (a study)")),
    (FactKind.SUM, _("money (a sum)")),
    (FactKind.TOTAL, _("so many over several years together (a total)")),
    (FactKind.AIM, _("what a service promises (an aim, not a count)")),
    (FactKind.UNSAID, _("the source does not say")),
]
AUDIENCES = [
    (Audience.FAMILY, _("Grown-ups of the family")),
    (Audience.CHILD, _("Children and young people, and grown-ups too")),
    (Audience.ANYONE, _("Anybody at all, young or old")),
]
SHAPES = [(Shape.PLAIN, _("Plain")), (Shape.EASY, _("Easy Read")), (Shape.PAPER, _("For paper first"))]


class PageForm(forms.Form):
    """What a page says."""

    title = forms.CharField(label=_("Title"), max_length=160)
    tab = forms.CharField(
        label=_("In the browser’s tab"),
        help_text=_("A word or two that tells nobody anything, such as “Step 2”"),
        required=False,
        max_length=60,
    )
    teaser = forms.CharField(
        label=_("In lists of pages"), help_text=_("One line under the title"), required=False, max_length=200
    )
    lead = TextAreaField(label=_("First sentence or two"), required=False, rows=2)
    source = TextAreaField(
        label=_("The page"),
        help_text=_("## for a heading, - for a list, **bold**, [words](/address/). HTML is shown as text."),
        rows=24,
    )
    note = forms.CharField(label=_("What you changed"), required=False, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_source(self) -> str:
        """The source. Raises ValidationError for lines that look like directives and are none."""
        source: str = self.cleaned_data["source"]
        if problems := problems_of_source(source):
            raise forms.ValidationError(problems)
        return source

    def words(self) -> PageWords:
        """What was written."""
        return PageWords(**{name: self.cleaned_data[name] for name in ("title", "tab", "teaser", "lead", "source")})


class NewPageForm(PageForm):
    """A page that is not there yet."""

    slug = forms.CharField(
        label=_("Address"),
        help_text=_("Such as “carers/school-mornings”. It must not tell a stranger what the page is about."),
        max_length=120,
    )
    shape = forms.ChoiceField(label=_("Shape"), choices=SHAPES)
    field_order = ("slug", "shape", "title")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        del self.fields["version"]

    def clean_slug(self) -> str:
        """The address. Raises ValidationError when it is of no section."""
        slug: str = self.cleaned_data["slug"].strip().strip("/")
        if not SLUG.match(slug):
            raise forms.ValidationError(_("Begin with a section, such as carers/ or read/, then words joined by dashes."))
        return slug


class ListForm(forms.Form):
    """What pages draw on. `version` is that of the draft that was seen; 0 where there was none."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    @classmethod
    def typed(cls, words: Words) -> dict[str, Any]:
        """An item's words as they stand in the boxes."""
        return dict(words)

    def words(self, before: Words) -> Words:
        """What was written, as it is kept; `before` is what the item said until now."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class HelplineForm(ListForm):
    """A number to ring."""

    name = forms.CharField(label=_("Name"), max_length=120)
    phone = forms.CharField(label=_("Number"), max_length=30)
    hours = forms.CharField(label=_("When"), required=False, max_length=160)
    says = forms.CharField(label=_("For whom, in a sentence"), required=False, max_length=300)
    audience = RadioField(label=_("Who may be given it?"), choices=AUDIENCES, initial=Audience.FAMILY)
    neutral = YesNoField(
        label=_("May a child read it who has not been told?"),
        help_text=_("Only if neither the name nor the sentence says anything of prison, court or police"),
        initial=False,
    )
    source = forms.CharField(label=_("Where the number comes from"), required=False, max_length=300)
    place = forms.IntegerField(label=_("Place in the list"), initial=100, min_value=0, max_value=1000)
    checked_today = YesNoField(
        label=_("Did somebody ring it today?"),
        help_text=_("A number that nobody has rung lately stands on no page and in no pack"),
    )

    def words(self, before: Words) -> Words:
        """What was written, with the day it was rung: today, or as before, but for another number never."""
        said = super().words(before)
        same = said["phone"] == before.get("phone")
        rung = today(settings.TIME_ZONE).isoformat() if said.pop("checked_today") else None
        return {**said, "checked_on": rung or (before.get("checked_on") if same else None)}


class CollectionForm(ListForm):
    """Pages put together."""

    title = forms.CharField(label=_("Title"), max_length=120)
    code = forms.SlugField(label=_("Code"), help_text=_("Pages name it: {collection: code}"), max_length=60)
    about = forms.CharField(label=_("In a sentence"), required=False, max_length=300)
    slugs = TextAreaField(label=_("Pages"), help_text=_("Their addresses, one a line, in order"))

    @classmethod
    def typed(cls, words: Words) -> dict[str, Any]:
        """As above, one address a line."""
        return {**words, "slugs": "\n".join(words.get("slugs", []))}

    def clean_slugs(self) -> list[str]:
        """The addresses, in order. Raises ValidationError naming one that cannot be."""
        slugs = [line.strip().strip("/") for line in self.cleaned_data["slugs"].splitlines() if line.strip()]
        if wrong := [slug for slug in slugs if not SLUG.match(slug)]:
            raise forms.ValidationError(_("“%(slug)s” is no address of this site."), params={"slug": wrong[0]})
        return slugs


class FactForm(ListForm):
    """A figure, and all that must stand beside it."""

    figure = forms.CharField(label=_("The figure"), max_length=120)
    says = forms.CharField(label=_("What it counts"), max_length=400)
    subject = forms.SlugField(
        label=_("Subject"),
        help_text=_(
            "Pages name it: {facts: subject}. The page of facts names children, mothers, care, families, practice, work, "
            "money and research"
        ),
        max_length=30,
    )
    where = forms.CharField(label=_("Place"), max_length=80)
    when = forms.CharField(label=_("Year"), max_length=40)
    kind = forms.ChoiceField(label=_("What kind of number"), choices=FACT_KINDS)
    source = forms.CharField(label=_("Source"), max_length=300)
    care = forms.CharField(label=_("What it must not be taken for"), required=False, max_length=400)
    place = forms.IntegerField(label=_("Place in the list"), initial=100, min_value=0, max_value=1000)


LIST_FORMS: Mapping[ListKind, type[ListForm]] = {
    ListKind.HELPLINES: HelplineForm,
    ListKind.COLLECTIONS: CollectionForm,
    ListKind.FACTS: FactForm,
}
