"""Base models: a random reference, a version against lost updates, times from the one clock."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from kinkeeper.foundation.clock import now
from kinkeeper.foundation.privacy import Label
from kinkeeper.foundation.references import LENGTH, new_reference


class ReferenceField(models.CharField[str, str]):
    """A random reference, unique, given once. What URLs and letters carry instead of an id."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LENGTH + 1)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", new_reference)
        super().__init__(*args, **kwargs)


class Record(models.Model):
    """What every table has in common. `LABELS` maps each own field to its privacy label (checked by a test)."""

    LABELS: ClassVar[dict[str, Label]] = {}

    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        abstract = True


class Referenced(Record):
    """A record that has an address of its own."""

    reference = ReferenceField()

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A record that people edit: a stale form is refused (see `foundation.versions`), never silently applied."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
