"""Letters by e-mail to people who work here: plain text from a template, in the reader's language.

Letters to families do not go this way: they are re-asked at the moment of sending (see `offers`).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation


def send_letter(*, to: str, template: str, language: str, **words: Any) -> None:
    """Send the letter `template` (its first line is the subject). Raises OSError or SMTPException when it cannot leave."""
    with translation.override(language):
        letter = render_to_string(template, {"site_url": settings.SITE_URL, **words})
    subject, _, body = letter.strip().partition("\n")
    EmailMessage(subject=subject.strip(), body=body.strip() + "\n", to=[to]).send()
