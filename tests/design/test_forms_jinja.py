"""What `design/forms.jinja` makes of Django's forms: the right component, linked words, and nothing unescaped."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.template import engines

from kinkeeper.design import components, problems, widgets
from kinkeeper.design.fields import CheckboxesField, DateField, PhoneField, RadioField, TextAreaField, YesNoField

IMPORTS = '{% from "design/forms.jinja" import error_summary, field, fields, form_rows, form_start, form_end, submit %}'


class FirstCall(forms.Form):
    name = forms.CharField(label="Who did you speak to?", help_text="The name <they> like")
    met = DateField(label="When did you speak?")
    phone = PhoneField(label="Which number?")
    outcome = RadioField(
        label="How did it go?", choices=[("reached", "We spoke"), ("later", "Later")], hints={"later": "Ask when"}
    )
    ways = CheckboxesField(label="How may we be in touch?", choices=[("text", "Text"), ("letter", "Letter")])
    safe = YesNoField(label="Is it safe to text?")
    language = forms.ChoiceField(label="Language", choices=[("", "Choose"), ("British", [("en", "English"), ("cy", "Welsh")])])
    notes = TextAreaField(label="Notes", required=False)
    agreed = forms.BooleanField(label="Read aloud")
    version = forms.IntegerField(widget=forms.HiddenInput)


class Elements(HTMLParser):
    """Every start tag with its attributes, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, name: str) -> dict[str, str | None]:
        return next(attributes for _tag, attributes in self.found if attributes.get("name") == name)

    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _tag, attributes in self.found if "id" in attributes]


def render(source: str, **context: Any) -> str:
    return str(engines["jinja2"].env.from_string(IMPORTS + source).render(**context))


def test_every_widget_of_django_forms_has_a_component_or_is_refused_by_name() -> None:
    class Unheard(forms.Widget):
        pass

    assert widgets.kind_of(forms.EmailInput()) == "input"
    assert widgets.kind_of(forms.PasswordInput()) == "password"
    assert widgets.kind_of(forms.SelectMultiple()) == "select"
    assert widgets.kind_of(forms.CheckboxSelectMultiple()) == "checkboxes"
    assert widgets.kind_of(forms.HiddenInput()) == "hidden"
    with pytest.raises(TypeError, match="no component shows a Unheard"):
        widgets.kind_of(Unheard())


def test_what_was_typed_and_what_is_said_are_escaped() -> None:
    page = render("{{ fields(form) }}", form=FirstCall({"name": '"><script>alert(1)</script>', "notes": "</textarea><b>"}))

    assert "<script>" not in page
    assert "<b>" not in page
    assert "The name &lt;they&gt; like" in page


def test_hint_and_error_are_tied_to_their_field_and_the_error_says_so() -> None:
    page = render("{{ field(form['name']) }}", form=FirstCall({}))
    element = Elements(page)

    assert element.named("name")["aria-describedby"] == "id_name-hint id_name-error"
    assert '<span class="govuk-visually-hidden">Error:</span> Fill this in' in " ".join(page.split())


def test_the_summary_leads_to_each_field_in_the_order_of_the_page() -> None:
    form = FirstCall({"met_day": "31", "met_month": "13", "met_year": "2026", "version": "3"})
    page = render("{{ error_summary(form) }}{{ fields(form) }}", form=form)

    shown = problems.errors_of(form)
    assert [(problem.label, problem.text, problem.href) for problem in shown] == [
        ("Who did you speak to?", "Fill this in", "#id_name"),
        ("When did you speak?", "Check the month: it is a number from 1 to 12, or its name", "#id_met_month"),
        ("Which number?", "Enter a telephone number", "#id_phone"),
        ("How did it go?", "Choose one of these", "#id_outcome"),
        ("How may we be in touch?", "Choose at least one of these", "#id_ways"),
        ("Is it safe to text?", "Choose yes or no", "#id_safe"),
        ("Language", "Choose one of these", "#id_language"),
        ("Read aloud", "Tick the box to go on", "#id_agreed"),
    ]
    assert {problem.href.removeprefix("#") for problem in shown} <= set(Elements(page).ids())


def test_the_summary_says_nothing_of_a_form_that_nobody_has_sent() -> None:
    assert render("{{ error_summary(form, none) }}", form=FirstCall()).strip() == ""
    assert problems.has_errors(FirstCall(), None) is False
    assert problems.has_errors(FirstCall({})) is True


def test_a_hidden_field_that_is_wrong_is_said_without_a_link() -> None:
    form = FirstCall({"name": "Rosa"})

    assert problems.Problem("", "Fill this in", "") in problems.errors_of(form)


def test_every_id_of_a_page_is_there_once() -> None:
    ids = Elements(render("{{ fields(form) }}", form=FirstCall({}))).ids()

    assert len(ids) == len(set(ids))


def test_choices_show_what_was_chosen_within_groups_too() -> None:
    page = Elements(
        render(
            "{{ fields(form) }}",
            form=FirstCall({"outcome": "later", "ways": ["letter"], "safe": "no", "language": "cy"}),
        )
    )

    taken = [attributes["value"] for _tag, attributes in page.found if "checked" in attributes or "selected" in attributes]
    assert taken == ["later", "letter", "no", "cy"]


def test_what_was_typed_on_several_lines_comes_back_as_it_was_wherever_it_is_shown() -> None:
    form = FirstCall({"notes": "first\r\n  second\nthird"})
    page = render("{{ field(form['outcome'], reveals={'later': field(form['notes'])}) }}", form=form)

    assert ">first&#10;  second&#10;third</textarea>" in page


def test_a_row_of_a_formset_keeps_its_prefix_in_every_name_and_id() -> None:
    class Child(forms.Form):
        child = forms.CharField()
        born = DateField(required=False)

    children = forms.formset_factory(Child, extra=2)(prefix="children")
    page = Elements(render("{{ form_rows(children, 'Child') }}", children=children))

    names = [attributes["name"] for _tag, attributes in page.found if attributes.get("name")]
    assert names[:4] == [f"children-{part}" for part in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")]
    assert names[4:8] == ["children-0-child", "children-0-born_day", "children-0-born_month", "children-0-born_year"]
    assert page.named("children-1-born_year")["id"] == "id_children-1-born_year"


def test_a_formsets_errors_lead_to_the_row_they_are_in() -> None:
    class Child(forms.Form):
        child = forms.CharField(label="Name")

    children = forms.formset_factory(Child, extra=2, min_num=1, validate_min=True)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-child": ""}
    )

    assert [(problem.text, problem.href) for problem in problems.errors_of(children)] == [
        ("Please submit at least 1 form.", ""),
        ("Fill this in", "#id_form-0-child"),
    ]


def test_a_password_is_never_sent_back() -> None:
    class SignIn(forms.Form):
        password = forms.CharField(widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "current-password"}))

    page = render("{{ fields(form) }}", form=SignIn({"password": "kestrel-over-saltmarsh"}))

    assert "kestrel" not in page
    assert Elements(page).named("password")["autocomplete"] == "current-password"


def test_hints_to_keyboards_and_browsers_are_passed_on() -> None:
    class Details(forms.Form):
        email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "email"}))
        code = forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric", "data-kind": "one-time"}))
        born = DateField()
        people = forms.IntegerField()

    form = Details()
    form.fields["born"].widget.attrs["autocomplete"] = "bday"
    page = Elements(render("{{ fields(form) }}", form=form))

    assert (page.named("email")["type"], page.named("email")["autocomplete"], page.named("email")["inputmode"]) == (
        "email",
    ) * 3
    assert (page.named("code")["inputmode"], page.named("code")["data-kind"]) == ("numeric", "one-time")
    assert page.named("born_year")["autocomplete"] == "bday-year"
    assert (page.named("people")["type"], page.named("people")["inputmode"]) == ("text", "numeric")


def test_a_label_may_be_the_heading_and_say_that_an_answer_is_optional() -> None:
    component = components.component_for(FirstCall()["notes"], heading=True, size="l", optional=True)

    assert component.params["label"] == {"text": "Notes (optional)", "isPageHeading": True, "classes": "govuk-label--l"}


def test_a_form_is_opened_with_its_token_and_closed() -> None:
    page = render("{{ form_start(token, upload=true) }}{{ submit('Save <now>') }}{{ form_end() }}", token="")

    assert Elements(page).found[0] == ("form", {"method": "post", "novalidate": None, "enctype": "multipart/form-data"})
    assert "Save &lt;now&gt;" in page
    assert page.rstrip().endswith("</form>")
