"""A pack as a page: whole, escaped, with a tab and addresses that say nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kinkeeper.offers.packs.making import make_pack
from kinkeeper.offers.packs.page import render_html
from kinkeeper.offers.packs.types import PackRequest, Service, WorkerContact

Ask = Callable[..., PackRequest]


def test_a_familys_page_is_neutral_and_has_a_way_out(ask: Ask) -> None:
    page = render_html(make_pack(ask()))

    assert re.findall(r"<title>(.*?)</title>", page) == ["Kinkeeper"]
    assert "Exit this page" in page
    assert set(re.findall(r'id="(part-[^"]*)"', page)) == {f"part-{number}" for number in range(1, 16)}
    assert not re.search(r'(href|id|class|src)="[^"]*(prison|visit|custody)', page)


def test_a_page_for_paper_has_no_menus(ask: Ask) -> None:
    page = render_html(make_pack(ask()), paper=True)

    assert re.findall(r"<title>(.*?)</title>", page) == ["Information for your family – Kinkeeper"]
    assert "Exit this page" not in page
    assert 'class="kk-header"' not in page


@pytest.mark.parametrize("large", [False, True])
def test_large_print_is_a_class_of_the_whole_page(large: bool, ask: Ask) -> None:
    top = render_html(make_pack(ask()), large_print=large).split("<head>")[0]

    assert ("kk-pack--large" in top) is large


def test_every_section_and_block_is_on_it(ask: Ask) -> None:
    pack = make_pack(ask())
    page = render_html(pack)

    assert re.findall(r'<h2 class="govuk-heading-m"[^>]*>(.*?)</h2>', page) == [section.heading for section in pack.sections]
    assert page.count("<h3 ") == sum(bool(block.title) for section in pack.sections for block in section.blocks)


def test_welsh_headings_are_marked_as_welsh(ask: Ask) -> None:
    page = render_html(make_pack(ask(language="cy")))

    assert '<h2 class="govuk-heading-m" id="part-1" lang="cy">Dechreuwch yma</h2>' in page
    assert '<article class="kk-pack" lang="en">' in page


def test_what_people_type_is_text(ask: Ask) -> None:
    nasty = '<script>alert(1)</script>" onload="x {{ 7*7 }} *#$'
    page = render_html(
        make_pack(ask(parent_word=nasty, worker=WorkerContact(nasty, nasty), near_home=(Service(nasty, nasty, nasty),)))
    )

    assert "<script>alert" not in page
    assert ' onload="x' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34; onload=&#34;x {{ 7*7 }} *#$" in page
