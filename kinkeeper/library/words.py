"""Reason codes in words that say what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.foundation.uploads import WHY_NOT

REASONS: dict[str, Any] = {
    **{reason: WHY_NOT[reason] for reason in ("file_not_safe", "file_not_scanned")},
    "pdf_too_large": gettext_lazy("The file is larger than 20 MB. Make it smaller, or split it."),
    "not_a_pdf": gettext_lazy("This is not a PDF, whatever its name says. Save it as a PDF first."),
    "pdf_locked": gettext_lazy("The file is locked with a password. Save a copy without one."),
    "pdf_active": gettext_lazy("The file carries a script, an action or another file. Print it to a new PDF and send that."),
    "pdf_too_long": gettext_lazy("The file has more than 1,000 pages. Split it."),
    "pdf_too_complex": gettext_lazy("The file is too complicated to be checked. Print it to a new PDF and send that."),
    "pdf_empty": gettext_lazy("The file has no pages."),
    "pdf_unreadable": gettext_lazy(
        "The file could not be read. It may be damaged: open it, print it to a new PDF, and send that."
    ),
    "file_known": gettext_lazy("This file is kept here already."),
    "references_too_large": gettext_lazy("The file is larger than 5 MB. Split it."),
    "unreadable_references": gettext_lazy("This file is neither RIS, BibTeX nor CSL-JSON. Export it again in one of these."),
}


def why_refused(reason: str) -> str:
    """What to do about a file that was not taken."""
    return str(REASONS.get(reason) or _("The file was not taken."))
