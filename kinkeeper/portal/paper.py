"""A person's own record as a PDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

HERE = Path(__file__).parent
FONTS = settings.PACKAGE / "offers" / "packs" / "fonts"


def record_as_pdf(found: dict[str, Any]) -> bytes:
    """All that is held about somebody, set in type: tagged PDF where every letter has a form in our fonts, else plain."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])
    data = {"data": json.dumps(found, ensure_ascii=False)}
    page = HERE / "record.typ"
    try:
        return typst.compile(page, root=HERE, font_paths=fonts, format="pdf", sys_inputs=data, pdf_standards=["ua-1"])
    except typst.TypstError:
        return typst.compile(page, root=HERE, font_paths=fonts, format="pdf", sys_inputs=data)
