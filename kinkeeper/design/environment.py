"""How pages are made: Jinja2, strict about what is missing, with the GOV.UK components in our own clothes."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.messages import get_messages
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    Undefined,
    pass_eval_context,
)
from jinja2.nodes import EvalContext
from markupsafe import Markup

from kinkeeper.design import components, parts, problems, words
from kinkeeper.design.marked import marked
from kinkeeper.foundation import clock
from kinkeeper.foundation.web import address_of

if TYPE_CHECKING:
    from django.template.backends.jinja2 import Jinja2

COMPONENTS = "govuk_frontend_jinja"
SENTENCES = 20_000  # kept at most, all languages together: there are some thousands on all our pages


class ComponentLoader(BaseLoader):
    """Loads the GOV.UK macros with an Undefined that forgives: they test optional parameters by asking for them.

    Our own pages stay strict: each template keeps the environment that it was loaded with.
    """

    def __init__(self, package: str) -> None:
        self._loader = PrefixLoader({package: PackageLoader(package)})
        self._forgiving: Environment | None = None

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        """The template called `name`. Raises TemplateNotFound for any name outside the package."""
        if self._forgiving is None:
            self._forgiving = environment.overlay(undefined=Undefined)
        return self._loader.load(self._forgiving, name, globals)

    def list_templates(self) -> list[str]:
        """The names of all macros' files."""
        return self._loader.list_templates()


class _Pages(Environment):
    """Templates that share one plain dict of globals: each import of a macro compares its keys, slowly in Jinja's chain."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The project's own globals, and those of one template where it is given any."""
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> Environment:
    """The Jinja2 environment of the project (named in settings)."""
    options["undefined"] = StrictUndefined
    options["cache_size"] = -1  # all templates stay, in a plain dict: each macro asks for its own again, and a queue is slow
    options["loader"] = ChoiceLoader([options["loader"], ComponentLoader(COMPONENTS)])
    env = _Pages(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], trim_blocks=True, lstrip_blocks=True, **options)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.globals.update(GLOBALS, _=_gettext, gettext=_gettext)
    env.filters.update(FILTERS)
    return env


def compile_pages() -> None:
    """Make every page's template ready now: else whoever opens one first waits for it, in each process anew."""
    pages = cast("Jinja2", engines["jinja2"]).env
    for name in pages.list_templates():
        pages.get_template(name)


@pass_eval_context
def _gettext(context: EvalContext, words: str, **filled: Any) -> str:
    """As Jinja's own, which looks up two catalogues each time, and copies every name of the page where a block has set one."""
    return _said(translation.get_language(), words, context.autoescape) % filled


@lru_cache(SENTENCES)
def _said(_language: str | None, words: str, escaped: bool) -> str:
    said = translation.gettext(words)
    return Markup(said) if escaped else said  # noqa: S704  (our own words, as Jinja takes them)


def _url(name: str, *arguments: Any, **named: Any) -> str:
    if named or not all(type(each) is str for each in arguments):
        return reverse(name, args=arguments or None, kwargs=named or None)
    return address_of(name, *arguments)


def _exit_address() -> str:
    return str(settings.EXIT_URL)


GLOBALS: dict[str, Callable[..., Any]] = {
    "static": cache(static),
    "url": _url,
    "language": translation.get_language,
    "reads_right_to_left": translation.get_language_bidi,
    "messages_for": get_messages,
    "present_moment": clock.now,
    "exit_address": _exit_address,
    "component_for": components.component_for,
    "errors_of": problems.errors_of,
    "has_errors": problems.has_errors,
    "chart_of": parts.chart_of,
    "page_links": parts.page_links,
    "time_left_of": words.time_left_of,
}

FILTERS: dict[str, Callable[..., Any]] = {
    "day": words.day,
    "moment": words.moment,
    "clock": words.clock_time,
    "distance": words.distance,
    "marked": marked,
}
