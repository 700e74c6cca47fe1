"""Forms of the library."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kinkeeper.design.fields import CheckboxesField, DateField, RadioField, TextAreaField
from kinkeeper.library.labels import AUDIENCES, FIELDS, KINDS, STAGES, SUBJECTS, USEFULNESS
from kinkeeper.library.rules.drafting import LONGEST, is_web_address, tidy
from kinkeeper.library.rules.matching import tidy_doi, tidy_isbn
from kinkeeper.library.types import Draft

HINTS: dict[str, Any] = {
    "title": _("As it stands on the thing itself"),
    "authors": _("One on each line: family name, comma, given names. An organisation as it is."),
    "language": _("A short code, such as en for English or cy for Welsh"),
    "length": _("Such as 36 pages or 20 minutes"),
    "cost": _("Such as Free, or £5"),
    "licence": _("What others may do with it, such as Open Government Licence v3.0"),
    "url": _("Beginning with https://"),
    "description": _("In your own sentences: what is in it"),
    "good_for": _("When somebody would reach for it"),
    "listed_in": _("Where you found it named"),
    "address_then": _("An address or number that the source gave. It is shown as history, never as a link."),
}


class EntryForm(forms.Form):
    """One entry. `version` is what the editor saw; `anyway` says that a twin which was found is not one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=FIELDS["title"], help_text=HINTS["title"], max_length=LONGEST["title"])
    subtitle = forms.CharField(label=FIELDS["subtitle"], max_length=LONGEST["subtitle"], required=False)
    kind = forms.ChoiceField(label=FIELDS["kind"], choices=[("", _("Choose one")), *KINDS.items()])
    authors = TextAreaField(label=FIELDS["authors"], help_text=HINTS["authors"], required=False, rows=3)
    publisher = forms.CharField(label=FIELDS["publisher"], max_length=LONGEST["publisher"], required=False)
    journal = forms.CharField(label=FIELDS["journal"], max_length=LONGEST["journal"], required=False)
    year = forms.IntegerField(label=FIELDS["year"], min_value=1000, max_value=2200, required=False)
    language = forms.CharField(label=FIELDS["language"], help_text=HINTS["language"], max_length=12, required=False)
    format = forms.CharField(label=FIELDS["format"], max_length=LONGEST["format"], required=False)
    length = forms.CharField(label=FIELDS["length"], help_text=HINTS["length"], max_length=80, required=False)
    cost = forms.CharField(label=FIELDS["cost"], help_text=HINTS["cost"], max_length=80, required=False)
    how_to_get = forms.CharField(label=FIELDS["how_to_get"], max_length=LONGEST["how_to_get"], required=False)
    licence = forms.CharField(label=FIELDS["licence"], help_text=HINTS["licence"], max_length=120, required=False)
    description = TextAreaField(
        label=FIELDS["description"], help_text=HINTS["description"], max_length=LONGEST["description"], required=False, rows=6
    )
    good_for = TextAreaField(
        label=FIELDS["good_for"], help_text=HINTS["good_for"], max_length=LONGEST["good_for"], required=False, rows=3
    )
    audiences = CheckboxesField(label=FIELDS["audiences"], choices=list(AUDIENCES.items()), required=False)
    stages = CheckboxesField(label=FIELDS["stages"], choices=list(STAGES.items()), required=False)
    subjects = CheckboxesField(label=FIELDS["subjects"], choices=list(SUBJECTS.items()), required=False)
    isbn = forms.CharField(label=FIELDS["isbn"], max_length=20, required=False)
    doi = forms.CharField(label=FIELDS["doi"], max_length=120, required=False)
    url = forms.CharField(label=FIELDS["url"], help_text=HINTS["url"], max_length=LONGEST["url"], required=False)
    listed_in = forms.CharField(label=FIELDS["listed_in"], help_text=HINTS["listed_in"], max_length=300, required=False)
    address_then = forms.CharField(
        label=FIELDS["address_then"], help_text=HINTS["address_then"], max_length=LONGEST["address_then"], required=False
    )
    address_then_year = forms.IntegerField(label=FIELDS["address_then_year"], min_value=1900, max_value=2200, required=False)
    checked_on = DateField(label=FIELDS["checked_on"], required=False)
    named_here = forms.BooleanField(label=_("The source gives no title: this one is ours"), required=False)
    note = forms.CharField(label=_("What you changed, for the history"), max_length=200, required=False)
    anyway = forms.BooleanField(label=_("It is another thing: keep it"), required=False)

    def __init__(self, *args: Any, before: Draft | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.before = before

    @staticmethod
    def initial_for(draft: Draft, version: int) -> dict[str, Any]:
        """What the boxes hold at first."""
        initial = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
        lists = {name: list(getattr(draft, name)) for name in ("audiences", "stages", "subjects")}
        return {**initial, **lists, "authors": "\n".join(draft.authors), "version": version}

    def clean_isbn(self) -> str:
        """A valid ISBN. Raises ValidationError."""
        typed = str(self.cleaned_data["isbn"])
        if typed and not tidy_isbn(typed):
            raise forms.ValidationError(_("Check the figures: this is not a valid ISBN"))
        return tidy_isbn(typed)

    def clean_doi(self) -> str:
        """A valid DOI. Raises ValidationError."""
        typed = str(self.cleaned_data["doi"])
        if typed and not tidy_doi(typed):
            raise forms.ValidationError(_("A DOI begins with 10. and has a slash, such as 10.1234/abc"))
        return tidy_doi(typed)

    def clean_url(self) -> str:
        """A web address. Raises ValidationError."""
        typed = str(self.cleaned_data["url"])
        if typed and not is_web_address(typed):
            raise forms.ValidationError(_("Enter a whole address, beginning with https://"))
        return typed

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for what no single box can see."""
        cleaned = super().clean() or {}
        if not self.errors:
            _kept, wrong = tidy(self._draft(cleaned))
            for sentence in wrong:
                self.add_error(None, sentence)
        return cleaned

    def draft(self) -> Draft:
        """The entry that was typed."""
        return self._draft(self.cleaned_data)

    def _draft(self, cleaned: dict[str, Any]) -> Draft:
        names = [name for name in Draft.__dataclass_fields__ if name in cleaned]
        fields: dict[str, Any] = {
            name: tuple(cleaned[name]) if isinstance(cleaned[name], list) else cleaned[name] for name in names
        }
        fields["authors"] = tuple(cleaned.get("authors", "").split("\n"))
        return Draft(**fields, seed=self.before.seed if self.before else "")


class ReviewForm(forms.Form):
    """What a practitioner found."""

    usefulness = RadioField(label=_("How useful was it?"), choices=list(USEFULNESS.items()))
    used_with = forms.CharField(
        label=_("Whom did you use it with?"),
        help_text=_("Such as two brothers of 6 and 9, or a team day. Nothing that tells who they are."),
        max_length=120,
        required=False,
    )
    words = TextAreaField(label=_("What would you tell a colleague about it?"), max_length=2000)


class CollectionForm(forms.Form):
    """A collection."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=160)
    description = TextAreaField(label=_("What it is for"), max_length=2000, required=False)
    is_open = forms.BooleanField(label=_("Show it to everybody"), required=False, initial=True)


class ListForm(forms.Form):
    """A new list of one's own."""

    title = forms.CharField(label=_("Name of the list"), max_length=160)


class FileForm(forms.Form):
    """A PDF to keep with an entry."""

    file = forms.FileField(
        label=_("PDF"),
        help_text=_("Up to 20 MB. Its text is made searchable, and anybody may download it: be sure that you may share it."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )


class ImportForm(forms.Form):
    """A file of references."""

    file = forms.FileField(
        label=_("File of references"),
        help_text=_("RIS, BibTeX or CSL-JSON, up to 5 MB and 5,000 references"),
        widget=forms.ClearableFileInput(attrs={"accept": ".ris,.bib,.json,.txt"}),
    )
