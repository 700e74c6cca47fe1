"""Every action that takes a version, once, from two tabs."""

from __future__ import annotations

import random

import pytest
from django.apps import apps

from kinkeeper.foundation.models import Versioned
from proofs import two_tabs
from proofs.lives_places import build_places

pytestmark = pytest.mark.django_db


def test_every_action_with_a_version_refuses_the_second_tab() -> None:
    places = build_places()
    found = {name: two_tabs.one_pair(places, edit, random.Random()) for name, edit in two_tabs.EDITS.items()}

    assert {name: problems for name, (_, problems) in found.items() if problems} == {}
    edited = {kind for kind, _ in found.values()} | set(two_tabs.NO_FORM)
    assert edited == {model._meta.label for model in apps.get_models() if issubclass(model, Versioned)}


def test_no_action_with_a_version_is_left_out() -> None:
    assert two_tabs.uncovered() == []


def test_an_action_that_saves_whatever_it_was_shown_is_found() -> None:
    assert two_tabs.planted_is_seen(build_places())
