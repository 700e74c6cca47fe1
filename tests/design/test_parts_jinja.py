"""The parts of a page: escaped, complete, and readable by those who do not see them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.template import engines

from kinkeeper.design.parts import chart_of, page_links

IMPORTS = """{% from "design/parts.jinja" import tag, summary_list, table, notice, success_notice, empty_state, tabs,
 sub_navigation, time_left, pages_nav, action_link, chart_bars, timeline, filter_box, details, inset %}"""
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SHARP = "<script>alert(1)</script>"


def render(source: str, **context: Any) -> str:
    return " ".join(str(engines["jinja2"].env.from_string(IMPORTS + source).render(**context)).split())


def test_every_part_escapes_what_it_is_given() -> None:
    page = render(
        """{{ tag(x) }}{{ summary_list([(x, x, [(x, x, x)]), (x, [x, x])]) }}
        {{ table(x, (x,), [(x,)], row_headers=true) }}{{ tabs([(x, x, true)]) }}
        {{ notice("warning", x, title=x) }}{{ success_notice(x) }}{{ empty_state(x, x, (x, x)) }}
        {{ action_link(x, x) }}{{ chart_bars(x, [(x, 3)]) }}{{ timeline([(x, when, x, x)]) }}
        {% call filter_box(x, clear=x) %}{{ x }}{% endcall %}
        {% call details(x) %}{{ x }}{% endcall %}{% call inset() %}{{ x }}{% endcall %}""",
        x=SHARP,
        when=NOON,
    )

    assert "<script>" not in page
    assert page.count("&lt;script&gt;") >= 30


def test_a_part_may_hold_another() -> None:
    page = render('{{ table("Families", ("Stage",), [(tag("Reached"),)]) }}{{ summary_list([("Stage", tag("Reached"))]) }}')

    assert page.count('<strong class="govuk-tag') == 2


def test_figures_stand_in_the_column_that_was_said_to_hold_them() -> None:
    page = render('{{ table("Offers", ("Prison", "Reached"), [("Harrowfield", 42)], numeric=(1,)) }}')

    assert '<td class="govuk-table__cell">Harrowfield</td>' in page
    assert '<td class="govuk-table__cell govuk-table__cell--numeric">42</td>' in page


def test_an_address_is_shown_line_by_line_and_a_number_as_it_is() -> None:
    page = render('{{ summary_list([("Address", ("4 Lantern Row", "Eastmere")), ("Tries", 3)]) }}')

    assert '<dd class="govuk-summary-list__value">4 Lantern Row<br>Eastmere</dd>' in page
    assert '<dd class="govuk-summary-list__value">3</dd>' in page


def test_time_left_is_said_in_words_with_its_state_beside_them() -> None:
    page = render("{{ time_left(due, now) }}", due=NOON + timedelta(hours=5), now=NOON)

    assert (
        page.strip() == '<time class="kk-time-left kk-time-left--soon" datetime="2026-11-21T17:00:00+00:00">5 hours left</time>'
    )


def test_pages_link_to_first_last_and_neighbours() -> None:
    pages = Paginator(range(200), 10)

    assert page_links(pages.page(7)) == [1, None, 6, 7, 8, None, 20]
    assert page_links(pages.page(1)) == [1, 2, None, 20]
    assert page_links(pages.page(4)) == [1, 2, 3, 4, 5, None, 20]
    assert page_links(Paginator(range(30), 10).page(2)) == [1, 2, 3]


def test_the_way_through_a_list_keeps_what_was_asked_for_and_marks_where_one_is() -> None:
    page = render("{{ pages_nav(page, 'team=north&late=yes') }}", page=Paginator(range(30), 10).page(2))

    assert 'href="?team=north&amp;late=yes&amp;page=3"' in page
    assert page.count('aria-current="page"') == 1
    assert render("{{ pages_nav(page) }}", page=Paginator(range(3), 10).page(1)).strip() == ""


def test_bars_are_as_long_as_their_figures() -> None:
    chart = chart_of([("Harrowfield", 40), ("Saltmarsh", 10), ("Westering", 0), ("Not known", None)])

    assert [(bar.figure, bar.length) for bar in chart.bars] == [
        ("40", "100.00%"),
        ("10", "25.00%"),
        ("0", "0.00%"),
        ("–", "0%"),
    ]
    assert chart_of([]).height == 0
    assert [bar.length for bar in chart_of([("Nobody", 0)]).bars] == ["0%"]


def test_a_chart_has_the_same_figures_as_a_table_and_is_itself_hidden_from_screen_readers() -> None:
    page = render('{{ chart_bars("Reached", [("Harrowfield", 1234)], ("Place", "Families")) }}')

    assert 'aria-hidden="true"' in page.split("<details")[0]
    assert '<th scope="row" class="govuk-table__header">Harrowfield</th>' in page
    assert '<td class="govuk-table__cell govuk-table__cell--numeric">1,234</td>' in page
