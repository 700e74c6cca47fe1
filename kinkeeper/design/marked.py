"""Plain writing into page: Markdown's headings, lists, links, quotes and tables. HTML in the source stays visible text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

_OPEN_TABLE = '<div class="kk-scroll" tabindex="0" role="region" aria-label="Table"><table class="govuk-table">'
_SAFE = ("http://", "https://", "mailto:", "tel:", "sms:", "/", "#", "?")


class _Renderer(RendererHTML):
    """GOV.UK's classes on tables; a table scrolls inside its frame."""

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return _OPEN_TABLE

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return '<th scope="col" class="govuk-table__header">'

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return '<td class="govuk-table__cell">'

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        tokens[idx].attrSet("class", "govuk-link")
        return self.renderToken(tokens, idx, options, env)


def _is_safe_link(address: str) -> bool:
    return address.strip().lower().startswith(_SAFE)


_markdown = (
    MarkdownIt("commonmark", {"html": False, "linkify": False}, renderer_cls=_Renderer)
    .enable("table")
    .disable(["image", "html_inline", "html_block"])
)
_markdown.validateLink = _is_safe_link  # type: ignore[method-assign, assignment]


def marked(source: str) -> Markup:
    """The page that `source` makes. A first-level heading becomes a second-level one: the page has its own."""
    tokens = _markdown.parse(source)
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"
    return Markup(_markdown.renderer.render(tokens, _markdown.options, {}))  # noqa: S704  (the renderer escapes all text; see the tests)


def unmarked(source: str) -> str:
    """The words of such a source without its marks, for searching and for quoting."""
    lines = [line for line in source.splitlines() if not re.match(r"^\|?[-| :]+$", line)]
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", "\n".join(lines))
    text = re.sub(r"\||^\s*(?:#+|[-+*]|\d+\.|>)\s+", " ", text, flags=re.MULTILINE)
    return re.sub(r"[*`]", "", text).strip()
