"""Our own few lines draw what GOV.UK's packaged macros draw: element by element, attribute by attribute, word by word."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.template import engines

from kinkeeper.design.components import Component, component_for
from kinkeeper.design.fields import CheckboxesField, DateField, PhoneField, RadioField, YesNoField

PACKAGED = {
    "input": "{% from 'govuk_frontend_jinja/components/input/macro.html' import govukInput as drawn %}",
    "select": "{% from 'govuk_frontend_jinja/components/select/macro.html' import govukSelect as drawn %}",
    "date": "{% from 'govuk_frontend_jinja/components/date-input/macro.html' import govukDateInput as drawn %}",
    "radios": "{% from 'govuk_frontend_jinja/components/radios/macro.html' import govukRadios as drawn %}",
    "checkboxes": "{% from 'govuk_frontend_jinja/components/checkboxes/macro.html' import govukCheckboxes as drawn %}",
    "checkbox": "{% from 'govuk_frontend_jinja/components/checkboxes/macro.html' import govukCheckboxes as drawn %}",
}
OURS = {
    "input": "{% from 'design/controls.jinja' import text_box as drawn %}",
    "select": "{% from 'design/controls.jinja' import list_box as drawn %}",
    "date": "{% from 'design/controls.jinja' import date_boxes as drawn %}",
    "radios": "{% from 'design/controls.jinja' import radio_buttons as drawn %}",
    "checkboxes": "{% from 'design/controls.jinja' import check_boxes as drawn %}",
    "checkbox": "{% from 'design/controls.jinja' import check_boxes as drawn %}",
}


class EveryControl(forms.Form):
    name = forms.CharField(label="Who <did> you speak to?", help_text="The name & title they like", max_length=20)
    search = forms.CharField(label="", widget=forms.TextInput(attrs={"data-suggest": "/s/?a=1&b=2", "autofocus": True}))
    code = forms.CharField(
        label="Code", disabled=True, initial='"7"\n8', widget=forms.TextInput(attrs={"pattern": "[0-9]*", "spellcheck": False})
    )
    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "wide"}))
    people = forms.IntegerField(label="How many?")
    phone = PhoneField(label="Which number?")
    language = forms.ChoiceField(
        label="Language", help_text="One", choices=[("", "Choose"), ("British", [("en", "English"), ("cy", "Welsh & <b>")])]
    )
    towns = forms.MultipleChoiceField(label="Towns", choices=[("a", "Ayr"), ("b", "Bala")], disabled=True, initial=["b"])
    met = DateField(label="When <was> it?", help_text="For example, 27 3 2026")
    born = DateField(label="Born", widget=DateField.widget(attrs={"autocomplete": "bday"}))
    outcome = RadioField(
        label="How did it go?", help_text="In a word", choices=[("reached", "We <spoke>"), ("later", "Later"), ("no", "No")],
        hints={"later": "Ask when & where"},
    )  # fmt: skip
    safe = YesNoField(label="Safe?", disabled=True, initial=True)
    ways = CheckboxesField(label="How?", choices=[("text", "Text"), ("letter", "Letter")], hints={"letter": "By post"})
    agreed = forms.BooleanField(label="Read <aloud>", help_text="All of it")
    told = forms.BooleanField(label="Told", disabled=True, initial=True)


UNSENT = EveryControl()
WRONG = EveryControl({})
SENT = EveryControl(
    {
        "name": '<Rosa> "R"\r\nand more than twenty letters', "search": "x", "email": "no", "people": "many", "phone": "1",
        "language": "cy", "met_day": "31", "met_month": "june", "met_year": "2026", "born_day": "1", "outcome": "later",
        "ways": ["letter", "text"], "agreed": "on",
    },
    prefix=None,
)  # fmt: skip
OPTIONS: tuple[Mapping[str, Any], ...] = (
    {},
    {"size": "xl", "heading": True, "optional": True, "width": "10", "inline": True},
    {"width": "two-thirds", "reveals": {"later": "<p>When?</p>", "text": "<p>Which number?</p>", "yes": ""}},
)


class Drawn(HTMLParser):
    """What a browser makes of it: tags with their attributes, and words, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs)
        self.found.append((tag, {**given, "class": (given.get("class") or "").split()}))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if words := data.split():
            self.found.append(" ".join(words))


def drawn(by: Mapping[str, str], component: Component) -> list[Any]:
    source = by[component.kind] + "{{ drawn(params) }}"
    return Drawn(str(engines["jinja2"].env.from_string(source).render(params=component.params))).found


@pytest.mark.parametrize("options", OPTIONS, ids=["plain", "heading", "revealing"])
@pytest.mark.parametrize("form", [UNSENT, WRONG, SENT], ids=["unsent", "empty", "sent"])
@pytest.mark.parametrize("name", EveryControl.base_fields)
def test_a_control_is_drawn_as_the_package_draws_it(name: str, form: EveryControl, options: Mapping[str, Any]) -> None:
    component = component_for(form[name], **options)

    assert drawn(OURS, component) == drawn(PACKAGED, component)


def test_every_kind_that_we_draw_ourselves_is_held_against_the_package() -> None:
    assert {component_for(bound).kind for bound in UNSENT} == set(OURS) == set(PACKAGED)


def rendered(source: str, **given: Any) -> list[Any]:
    return Drawn(str(engines["jinja2"].env.from_string(source).render(**given))).found


@pytest.mark.parametrize("count", [1, 3])
def test_the_menu_is_drawn_as_the_package_draws_it(count: int) -> None:
    places = [("Find <help>", "/find/?a=1&b=2", False), ("Library", "/library/", True), ("Rights", "/rights/", False)][-count:]
    given = {
        "navigation": [{"text": words, "href": address, "current": current} for words, address, current in places],
        "menuButtonText": "Menu",
        "navigationLabel": "Main menu",
    }

    ours = rendered("{% from 'design/parts.jinja' import menu %}{{ menu(places) }}", places=places)

    assert ours == rendered(
        "{% from 'govuk_frontend_jinja/components/service-navigation/macro.html' import govukServiceNavigation as drawn %}"
        "{{ drawn(given) }}",
        given=given,
    )


@pytest.mark.parametrize(
    ("options", "given"),
    [
        ({}, {}),
        (
            {"secondary": True, "name": "go", "value": '"1"'},
            {"classes": "govuk-button--secondary", "name": "go", "value": '"1"'},
        ),
        ({"warning": True}, {"classes": "govuk-button--warning"}),
    ],
)
def test_a_button_is_drawn_as_the_package_draws_it(options: dict[str, Any], given: dict[str, Any]) -> None:
    ours = rendered("{% from 'design/forms.jinja' import submit %}{{ submit('Save & <go>', **options) }}", options=options)

    assert ours == rendered(
        "{% from 'govuk_frontend_jinja/components/button/macro.html' import govukButton as drawn %}{{ drawn(given) }}",
        given={"text": "Save & <go>", "preventDoubleClick": True, **given},
    )


@pytest.mark.parametrize("is_open", [True, False])
def test_what_is_folded_away_is_drawn_as_the_package_draws_it(is_open: bool) -> None:
    ours = "{% from 'design/parts.jinja' import details %}{% call details('More & <more>', is_open) %}<p>Words</p>{% endcall %}"
    theirs = (
        "{% from 'govuk_frontend_jinja/components/details/macro.html' import govukDetails as drawn %}"
        "{% call drawn({'summaryText': 'More & <more>', 'open': is_open}) %}<p>Words</p>{% endcall %}"
    )

    assert rendered(ours, is_open=is_open) == rendered(theirs, is_open=is_open)


def test_the_way_out_is_drawn_as_the_package_draws_it(settings: Any) -> None:
    settings.EXIT_URL = "https://weather.example.org/?a=1&b=2"
    page = rendered("{% extends 'design/family.jinja' %}")
    theirs = rendered(
        "{% from 'govuk_frontend_jinja/components/exit-this-page/macro.html' import govukExitThisPage as drawn %}"
        "{{ drawn(given) }}",
        given={
            "text": "Exit this page",
            "redirectUrl": settings.EXIT_URL,
            "activatedText": "Loading.",
            "timedOutText": "Exit this page expired.",
            "pressTwoMoreTimesText": "Shift, press 2 more times to exit.",
            "pressOneMoreTimeText": "Shift, press 1 more time to exit.",
        },
    )

    start = page.index(theirs[0])
    assert page[start : start + len(theirs)] == theirs
