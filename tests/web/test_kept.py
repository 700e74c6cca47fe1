"""What is put together once a process is each reader's own all the same: their language, and where the site is mounted."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.template import engines
from django.test import Client
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from markupsafe import Markup

from kinkeeper.foundation.web import address_of

IN_GERMAN = {"Find help": "Hilfe finden", "Words explained": "Wörter erklärt", "Search this site": "Diese Seite durchsuchen"}


@pytest.fixture
def german(tmp_path: Path, settings: Any) -> None:
    """A site whose pages are read in English and in a little German."""
    catalogue = Catalog(locale="de")
    for words, said in IN_GERMAN.items():
        catalogue.add(words, said)
    written = io.BytesIO()
    write_mo(written, catalogue)
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(written.getvalue())
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]


SHEET = "offers:view-call-sheet"


@pytest.fixture
def mounted() -> Iterator[str]:
    """A site that is served under /kin/."""
    before = get_script_prefix()
    address_of("directory:find-help")  # the process has been asked before
    address_of(SHEET, "ABCD2345")
    set_script_prefix("/kin/")
    yield "/kin/"
    set_script_prefix(before)


def render(source: str, **context: Any) -> str:
    return str(engines["jinja2"].env.from_string(source).render(**context))


@pytest.mark.django_db
@pytest.mark.parametrize("order", [("en", "de", "en"), ("de", "en", "de")])
def test_a_page_is_in_its_readers_language_whoever_asked_before(german: None, order: tuple[str, ...]) -> None:
    pages = [Client().get("/find/places/", headers={"accept-language": language}).content.decode() for language in order]

    said = [[words in page for words in IN_GERMAN.values()] for page in pages]
    assert said == [[language == "de"] * len(IN_GERMAN) for language in order]
    assert [[words in page for words in ("Words explained", "Search this site")] for page in pages] == [
        [language == "en"] * 2 for language in order
    ]


def test_addresses_are_those_of_where_the_site_is_mounted(mounted: str) -> None:
    assert address_of("directory:find-help") == "/kin/find/"
    assert render("{{ url('directory:find-help') }}") == "/kin/find/"
    sheets = [render("{{ url('" + SHEET + "', name) }}", name=name) for name in ("ABCD2345", "EFGH6789")]
    assert sheets == ["/kin/families/ABCD2345/", "/kin/families/EFGH6789/"]
    set_script_prefix("/")
    assert address_of("directory:find-help") == "/find/"
    assert address_of(SHEET, "ABCD2345") == "/families/ABCD2345/"


def test_what_fills_a_sentence_is_escaped_on_a_page_and_left_alone_in_a_letter() -> None:
    sentence = "{{ _('For %(name)s', name=name) }}"

    assert render(sentence, name="<b>") == "For &lt;b&gt;"
    assert render("{% autoescape false %}" + sentence + "{% endautoescape %}", name="<b>") == "For <b>"
    assert render(sentence, name=Markup("<b>")) == "For <b>"
    assert render("{% trans name=name %}For {{ name }}{% endtrans %}", name="<b>") == "For &lt;b&gt;"


def test_a_sentence_keeps_its_percent_signs_and_its_markup() -> None:
    assert render("{{ _('100%% of them') }} {{ _('<b>Loud</b>') }}") == "100% of them <b>Loud</b>"
    with translation.override("de"):
        assert render("{{ _('Monday') }}") == "Montag"
    assert render("{{ _('Monday') }}") == "Monday"
