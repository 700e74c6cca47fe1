"""The web's own work by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.jobs import job
from kinkeeper.foundation.retention import Rule, older_than, retains
from kinkeeper.web.site.actions import load_pages as load


@job("site.load_pages")
def load_pages() -> None:
    """Load the public site's seed set."""
    load(by=SYSTEM)


AFTER_DAYS = 30


def _done_jobs() -> QuerySet[Any]:
    return DBTaskResult.objects.filter(finished_at__lt=older_than(AFTER_DAYS))


def _old_letters() -> list[Path]:
    """Letters and texts that were written to files, where no server sends them."""
    before = older_than(AFTER_DAYS).timestamp()
    return [file for file in Path(settings.EMAIL_FILE_PATH).glob("*") if file.is_file() and file.stat().st_mtime < before]


def _clear_messages() -> int:
    done = list(_done_jobs().values_list("pk", flat=True)[:1_000])
    DBTaskResult.objects.filter(pk__in=done).delete()
    letters = _old_letters()
    for letter in letters:
        letter.unlink(missing_ok=True)
    return len(done) + len(letters)


retains(
    Rule(
        name="web.messages",
        what="Jobs that were done, and letters in the outbox",
        why="A job holds ids and codes; a letter in the outbox was meant to be sent or read long ago. Thirty days.",
        keeps=None,
        due=lambda: _done_jobs().count() + len(_old_letters()),
        clear=_clear_messages,
    )
)
