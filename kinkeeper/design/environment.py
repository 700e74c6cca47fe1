"""How pages are made: Jinja2, strict about what is missing, with the GOV.UK components in our own clothes."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined


def environment(**options: Any) -> Environment:
    """The Jinja2 environment of the project (named in settings)."""
    options["undefined"] = StrictUndefined
    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("govuk_frontend_jinja")])
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext, ngettext=translation.ngettext, newstyle=True
    )
    env.globals.update(static=static, url=_url)
    return env


def _url(name: str, *arguments: Any, **named: Any) -> str:
    return reverse(name, args=arguments or None, kwargs=named or None)
