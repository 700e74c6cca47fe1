"""Every field is labelled for privacy and retention, no personal table can be joined backwards, migrations are complete."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from kinkeeper.foundation.privacy import Label

pytestmark = pytest.mark.architecture

OURS = [model for model in apps.get_models() if model.__module__.startswith("kinkeeper.")]


def unlabelled(model: type[models.Model]) -> set[str]:
    """The fields of a model without a label, and labels without a field."""
    fields = {field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}
    fields |= {field.name for field in model._meta.concrete_fields}
    labels: dict[str, Label] = getattr(model, "LABELS", {})
    return fields ^ set(labels)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_is_labelled(model: type[models.Model]) -> None:
    if model._meta.auto_created:
        return

    assert unlabelled(model) == set()


def test_an_unlabelled_field_is_found() -> None:
    class Stray(models.Model):
        secret = models.CharField(max_length=9)
        LABELS: dict[str, Label] = {}

        class Meta:
            app_label = "people"
            managed = False

    try:
        assert unlabelled(Stray) == {"id", "secret"}
    finally:
        del apps.all_models["people"]["stray"]
        apps.clear_cache()


PROTECTED = {"people", "sharing", "custody", "offers", "portal"}


def backward_names(model: type[models.Model]) -> list[str]:
    """Ways to reach a protected table backwards through a join, which would go round `sharing`."""
    return [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.OneToOneField)
        and field.related_model._meta.app_label == "people"
        and not field.remote_field.hidden
    ]


@pytest.mark.parametrize(
    "model", [model for model in OURS if model._meta.app_label in PROTECTED], ids=lambda model: model._meta.label
)
def test_no_name_can_be_joined_from_above(model: type[models.Model]) -> None:
    assert backward_names(model) == []


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    words = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=words)
    except SystemExit:
        pytest.fail(words.getvalue())
