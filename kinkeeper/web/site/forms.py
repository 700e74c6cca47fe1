"""Forms of the site's editors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import TextAreaField, YesNoField
from kinkeeper.web.site.rules import SLUG, problems_of_source
from kinkeeper.web.site.types import FactKind, PageWords, Shape

FACT_KINDS = [
    (FactKind.STOCK, _("so many on one day (a stock)")),
    (FactKind.YEAR, _("so many different people in a year (a year’s total)")),
    (FactKind.FLOW, _("so many events in a year (a flow)")),
    (FactKind.SHARE, _("so many in a hundred of those who were asked or counted (a share)")),
    (FactKind.STUDY, _("a comparison that research found (a study)")),
    (FactKind.SUM, _("money (a sum)")),
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


class HelplineForm(forms.Form):
    """A number to ring."""

    name = forms.CharField(label=_("Name"), max_length=120)
    phone = forms.CharField(label=_("Number"), max_length=30)
    hours = forms.CharField(label=_("When"), required=False, max_length=160)
    says = forms.CharField(label=_("For whom, in a sentence"), required=False, max_length=300)
    source = forms.CharField(label=_("Where the number comes from"), required=False, max_length=300)
    place = forms.IntegerField(label=_("Place in the list"), initial=100, min_value=0, max_value=1000)
    checked_today = YesNoField(
        label=_("Did somebody ring it today?"), help_text=_("A number that nobody has rung for six months is not shown")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)


class CollectionForm(forms.Form):
    """Pages put together."""

    code = forms.SlugField(label=_("Code"), help_text=_("Pages name it: {collection: code}"), max_length=60)
    title = forms.CharField(label=_("Title"), max_length=120)
    about = forms.CharField(label=_("In a sentence"), required=False, max_length=300)
    slugs = TextAreaField(label=_("Pages"), help_text=_("Their addresses, one a line, in order"))
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    def clean_slugs(self) -> list[str]:
        """The addresses, in order. Raises ValidationError naming one that cannot be."""
        slugs = [line.strip().strip("/") for line in self.cleaned_data["slugs"].splitlines() if line.strip()]
        if wrong := [slug for slug in slugs if not SLUG.match(slug)]:
            raise forms.ValidationError(_("“%(slug)s” is no address of this site."), params={"slug": wrong[0]})
        return slugs


class FactForm(forms.Form):
    """A figure, and all that must stand beside it."""

    figure = forms.CharField(label=_("The figure"), max_length=120)
    says = forms.CharField(label=_("What it counts"), max_length=400)
    subject = forms.SlugField(label=_("Subject"), max_length=30)
    where = forms.CharField(label=_("Place"), max_length=80)
    when = forms.CharField(label=_("Year"), max_length=40)
    kind = forms.ChoiceField(label=_("What kind of number"), choices=FACT_KINDS)
    source = forms.CharField(label=_("Source"), max_length=300)
    care = forms.CharField(label=_("What it must not be taken for"), required=False, max_length=400)
    place = forms.IntegerField(label=_("Place in the list"), initial=100, min_value=0, max_value=1000)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)
