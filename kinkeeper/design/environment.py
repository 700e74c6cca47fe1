"""How pages are made: Jinja2, strict about what is missing, with the GOV.UK components in our own clothes."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
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
)

from kinkeeper.design import components, parts, problems, words
from kinkeeper.design.marked import marked
from kinkeeper.foundation import clock

COMPONENTS = "govuk_frontend_jinja"


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


def environment(**options: Any) -> Environment:
    """The Jinja2 environment of the project (named in settings)."""
    options["undefined"] = StrictUndefined
    options["loader"] = ChoiceLoader([options["loader"], ComponentLoader(COMPONENTS)])
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.globals.update(GLOBALS)
    env.filters.update(FILTERS)
    return env


def _url(name: str, *arguments: Any, **named: Any) -> str:
    return reverse(name, args=arguments or None, kwargs=named or None)


def _exit_address() -> str:
    return str(settings.EXIT_URL)


GLOBALS: dict[str, Callable[..., Any]] = {
    "static": static,
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
