"""Lost updates: save only if nobody saved meanwhile."""

from __future__ import annotations

from typing import Any

from django.db import models

from kinkeeper.foundation.errors import StaleVersion
from kinkeeper.foundation.models import Versioned
from kinkeeper.foundation.sealed import sealed_value


def save_version(record: Versioned, *, seen: int, **changes: Any) -> None:
    """Write `changes` to `record` if its version is still `seen`, and raise the version by one.

    Call inside the action's transaction. Raises StaleVersion carrying the stored record (`theirs`) and `changes` (`yours`).
    """
    model: type[models.Model] = type(record)
    manager = model._base_manager
    stored = {name: sealed_value(record, name, value) for name, value in changes.items()}
    updated = manager.filter(pk=record.pk, version=seen).update(version=seen + 1, **stored)
    if not updated:
        raise StaleVersion(theirs=manager.get(pk=record.pk), yours=changes)
    record.version = seen + 1
    for name, value in changes.items():
        setattr(record, name, value)
