"""A person's own record, and who was told what about them, as PDF."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kinkeeper.foundation.clock import now

HERE = Path(__file__).parent
FONTS = settings.PACKAGE / "offers" / "packs" / "fonts"


def record_as_pdf(found: dict[str, Any]) -> bytes:
    """All that is held about somebody."""
    return _set("record.typ", found)


def tellings_as_pdf(days: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> bytes:
    """Who knows what, in words, by day. No name stands on it, nor what it is about: it may lie on a table."""
    about = _("Each time somebody looks at something about you, it is written down. Some of it is shown here only later.")
    return _set(
        "told.typ",
        {
            "title": _("Who knows what"),
            "language": (get_language() or "en").split("-")[0],
            "about": about,
            "days": days,
            "nobody": _("Nobody has looked at anything yet."),
            "change": _("You can change who may know, any day: tell the people who gave you this."),
        },
    )


def _set(page: str, found: dict[str, Any]) -> bytes:
    """Set in type: tagged PDF where every letter has a form in our fonts, else plain."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])
    data = {"data": json.dumps(found, ensure_ascii=False)}
    source, dated = HERE / page, now().replace(microsecond=0)
    words: dict[str, Any] = {"root": HERE, "font_paths": fonts, "format": "pdf", "sys_inputs": data, "timestamp": dated}
    try:
        pdf: bytes = typst.compile(source, pdf_standards=["ua-1"], **words)
    except typst.TypstError:
        pdf = typst.compile(source, **words)
    return pdf
