"""The card and the interview on paper: made of the very forms that they are typed into, so both ask the same in one order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.web import actor_of
from kinkeeper.offers.forms.card import CardForm
from kinkeeper.offers.forms.interview import (
    AdultForm,
    ChildForm,
    ChildHomeForm,
    ConfirmForm,
    DecidesForm,
    HealthForm,
    HomePermissionForm,
    LanguageForm,
    MayWeAskForm,
    RefusalForm,
    YouForm,
)
from kinkeeper.offers.permissions import may_ask_anybody
from kinkeeper.offers.queries import asking as queries

if TYPE_CHECKING:
    from kinkeeper.custody.models import Prison

GROWN_UPS, CHILDREN = 2, 3


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a sheet: its heading, what is said first, and the form whose questions it asks."""

    heading: str
    form: forms.Form
    lead: str = ""


@login_required
def print_kit(request: HttpRequest) -> HttpResponse:
    """The card, the question of permission on a sheet of its own, and the interview, to be typed in later."""
    by = actor_of(request)
    may_ask_anybody(by).require()
    return render(request, "offers/asking-kit.jinja", kit_for(by))


def kit_for(by: Actor) -> dict[str, Any]:
    """The sheets for the first prison at which this actor asks."""
    prison = next(iter(queries.prisons_asked_at(by)), None)
    place = queries.place_of(prison.agency if prison else None)
    return {
        "card": CardForm(areas=queries.areas_of(prison) if prison else []),
        "may_we": MayWeAskForm(),
        "refusal": RefusalForm(),
        "parts": _parts(prison),
        "confirm": ConfirmForm(),
        "duty": [team for team in queries.duty_teams(prison) if team.serves] if prison else [],
        "rule": place.private_fostering,
        "prison": prison,
    }


def _parts(prison: Prison | None) -> list[Part]:
    law = queries.place_of(prison.agency if prison else None).responsibility
    letters = list(zip(ascii_uppercase, law.sources, strict=False))
    lettered = replace(law, sources=tuple(replace(source, says=letter) for letter, source in letters))  # written out once
    key = _("It comes from: %(sources)s.") % {"sources": "; ".join(f"{letter} {source.says}" for letter, source in letters)}
    somebody = _named(_("Somebody named here:"), 1)
    grown_ups = [
        Part(_("Somebody outside (%(number)s)") % {"number": n + 1}, AdultForm(others=somebody)) for n in range(GROWN_UPS)
    ]
    children = []
    for number in range(1, CHILDREN + 1):
        name = {"number": number}
        children += [
            Part(_("A child (%(number)s)") % name, ChildForm()),
            Part(_("Where child %(number)s lives, and what they know") % name, ChildHomeForm(carers=somebody)),
            Part(
                _("Who has %(responsibility)s for child %(number)s?") % {"responsibility": law.name, **name},
                DecidesForm(people=[("me", _("You")), *_named(_("Grown-up:"), GROWN_UPS)], law=lettered),
                f"{law.explained} {key}" if number == 1 else _("The letters are those of child 1."),
            ),
        ]
    homes = HomePermissionForm(
        adults=_named(_("Grown-up:"), GROWN_UPS),
        children=_named(_("Child:"), CHILDREN),
        teams=queries.teams_to_pass_to(prison) if prison else [],
    )
    return [
        Part(_("About you"), YouForm()),
        Part(_("Language and reading"), LanguageForm()),
        Part(_("A baby"), HealthForm()),
        *grown_ups,
        *children,
        Part(_("For each home: what may be passed on"), homes, _("Ask this for every home, on a sheet of its own.")),
    ]


def _named(words: str, count: int) -> Sequence[tuple[str, str]]:
    """Choices that are filled in with a name."""
    return [(str(number), f"{words} ____________________") for number in range(1, count + 1)]
