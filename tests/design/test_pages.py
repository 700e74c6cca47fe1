"""The bases that every page stands on: strict, whole without JavaScript, alike for the hidden and the absent."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import Http404
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from jinja2 import UndefinedError

import kinkeeper
from kinkeeper.design import views
from kinkeeper.foundation.errors import DomainError, NotVisible
from kinkeeper.web import errors
from kinkeeper.web.middleware import WhoIsAsking

PACKAGE = Path(kinkeeper.__file__).parent
TEMPLATES = sorted(
    str(path.relative_to(folder)) for folder in PACKAGE.glob("*/jinja2") for path in folder.rglob("*") if path.is_file()
)
ERROR_PAGES = [
    "400.jinja",
    "403.jinja",
    "404.jinja",
    "413.jinja",
    "429.html",
    "429.jinja",
    "500.jinja",
    "form-expired.jinja",
]


def render(source: str, **context: Any) -> str:
    return str(engines["jinja2"].env.from_string(source).render(**context))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles(name: str) -> None:
    assert engines["jinja2"].env.get_template(name).name == name


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_asks_for_anything_from_elsewhere_or_needs_what_the_policy_forbids(name: str) -> None:
    source = engines["jinja2"].env.loader.get_source(engines["jinja2"].env, name)[0]

    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", source) == []
    assert re.findall(r"<script(?![^>]*(?:\bsrc=|type=\"application/(?:ld\+)?json\"))|\sstyle=|\son[a-z]+=", source) == []


def test_our_own_pages_are_strict_about_what_is_missing() -> None:
    with pytest.raises(UndefinedError):
        render("{{ nothing_of_the_kind }}")
    with pytest.raises(UndefinedError):
        render("{{ row.nothing }}", row={})


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_needs_nothing_in_its_context(name: str) -> None:
    page = render_to_string(name)

    assert page.count("<h1>") == 1
    assert 'lang="en' in page


def test_a_mistake_is_said_in_the_title_first() -> None:
    class Name(forms.Form):
        name = forms.CharField()

    source = '{% extends "design/base.jinja" %}{% block title %}Your name{% endblock %}'

    assert "<title>Your name – Kinkeeper</title>" in render(source, form=Name())
    assert "<title>Error: Your name – Kinkeeper</title>" in render(source, form=Name({}))
    assert "<title>Error: Your name – Kinkeeper</title>" in render(source, page_has_errors=True)


def test_a_page_for_families_has_a_way_out_without_javascript_and_a_title_that_tells_nothing() -> None:
    page = render('{% extends "design/family.jinja" %}{% block title %}Seeing Dad{% endblock %}', is_demo=False)

    assert "<title>Kinkeeper</title>" in page
    ways_out = re.findall(r"<a href=\"(https://[^\"]+)\"", page)
    assert ways_out == ["https://www.bbc.co.uk/weather"] * 2


def test_the_banner_stands_on_every_page_of_a_demonstration_and_on_no_other() -> None:
    source = '{% extends "design/base.jinja" %}'
    words = "This is a demonstration. Everyone in it is invented."

    assert words in render(source, is_demo=True)
    assert words not in render(source, is_demo=False)


def test_navigation_marks_the_page_one_is_on() -> None:
    page = render(
        '{% extends "design/base.jinja" %}',
        navigation=[("Families to reach", "/offers/", True), ("<Figures>", "/figures/", False)],
    )

    assert page.count('aria-current="page"') == 1
    assert "&lt;Figures&gt;" in page


def test_what_is_hidden_and_what_is_not_there_have_one_page() -> None:
    request = RequestFactory().get("/families/K7QF-29MD/")

    hidden = WhoIsAsking(lambda _request: errors.not_found(request, NotVisible())).process_exception(request, NotVisible())
    missing = errors.not_found(request, Exception())

    assert hidden is not None
    assert (hidden.status_code, hidden.content, dict(hidden.headers)) == (
        missing.status_code,
        missing.content,
        dict(missing.headers),
    )


def test_a_reason_is_put_into_words_and_a_code_is_never_shown() -> None:
    request = RequestFactory().get("/")
    middleware = WhoIsAsking(lambda _request: errors.not_found(request, Exception()))

    known = middleware.process_exception(request, DomainError("moved_on"))
    unknown = middleware.process_exception(request, DomainError("some_inner_code"))

    assert known is not None
    assert unknown is not None
    assert "Somebody has already taken the next step" in known.content.decode()
    assert "some_inner_code" not in unknown.content.decode()


def test_what_is_too_large_is_told_apart_from_what_cannot_be_read() -> None:
    request = RequestFactory().post("/")

    assert errors.bad_request(request, RequestDataTooBig()).status_code == 413
    assert errors.bad_request(request, BadRequest()).status_code == 400
    assert errors.too_many(request, {"username": "rosa@example.org"}).status_code == 429
    assert errors.server_error(request).status_code == 500


def test_the_gallery_is_open_in_the_demonstration_alone(settings: Any) -> None:
    request = RequestFactory().get("/gallery/")
    settings.DEMO = True
    assert views.gallery(request).status_code == 200
    assert views.family_page(request).status_code == 200

    settings.DEMO = False
    with pytest.raises(Http404):
        views.gallery(request)
    with pytest.raises(Http404):
        views.family_page(request)
