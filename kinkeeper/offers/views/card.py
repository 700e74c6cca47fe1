"""The first-night card, worries about a child, and the call to the duty team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kinkeeper.agencies.queries import agencies_with_references
from kinkeeper.design.stale import handing_back
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.randomness import random_bytes
from kinkeeper.foundation.web import actor_of
from kinkeeper.offers import actions
from kinkeeper.offers.actions.asking_pages import page_of_worries
from kinkeeper.offers.forms.card import CardForm, ChildToldFormSet, DutyCallForm
from kinkeeper.offers.permissions import may_ask, may_record_duty_call
from kinkeeper.offers.queries import asking as queries
from kinkeeper.offers.queries import asking_words as words
from kinkeeper.offers.queries.safety import calls_about, worries_for, worry_about, worry_for
from kinkeeper.offers.rules.safety import carer_may_be_private
from kinkeeper.offers.types import CarerNow

if TYPE_CHECKING:
    from kinkeeper.offers.models import SafetyCheck


@login_required
def record_card(request: HttpRequest, reference: str) -> HttpResponse:
    """Three questions on a first night. A child who may not be safe leads straight to the duty team's number."""
    by = actor_of(request)
    asking = queries.asking_for(by, reference)
    may_ask(by, asking).require()
    areas = queries.areas_of(asking.prison)
    form = CardForm(request.POST or None, areas=areas, initial={"token": random_bytes(12).hex()})
    if request.method == "POST" and form.is_valid():
        card = actions.record_first_night_card(by=by, asking=asking, answers=form.answers(), token=form.cleaned_data["token"])
        worry = worry_about(by, asking.pk)
        if worry is not None and worry.answered_at is None:
            return redirect("offers:answer-worry", worry.reference)
        messages.success(request, _("The card is noted. Next comes the interview, within the time shown."))
        if card.carer and carer_may_be_private(CarerNow(card.carer)):
            return redirect("offers:view-carer-rule", reference)
        return redirect("offers:show-asking", reference)
    return render(request, "offers/card-record.jinja", {"form": form, "asking": asking})


@login_required
def view_carer_rule(request: HttpRequest, reference: str) -> HttpResponse:
    """What to say when a child stays with somebody who is not a near relative."""
    asking = queries.asking_for(actor_of(request), reference)
    place = queries.place_of(asking.prison.agency)
    card = queries.newest_card(asking)
    teams = queries.duty_teams(asking.prison, area=card.area if card else "")
    return render(
        request,
        "offers/card-carer-rule.jinja",
        {"asking": asking, "rule": place.private_fostering, "teams": [team for team in teams if team.serves] or teams},
    )


@login_required
def list_worries(request: HttpRequest) -> HttpResponse:
    """Worries that nobody at a duty team has answered yet."""
    by = actor_of(request)
    checks = list(worries_for(by)[:100])
    return render(
        request,
        "offers/safety-list.jinja",
        {"worries": page_of_worries(by=by, checks=checks), "words": words, "now": now()},
    )


def last_call(check: SafetyCheck) -> str:
    """What was last noted of a worry: whom they reached, and when."""
    for call in reversed(calls_about(check)):
        reached = call.answered_by if call.answered else _("nobody answered")
        return f"{call.agency.name}, {reached}, {date_format(call.rang_at, 'DATETIME_FORMAT')}"
    return _("nobody was rung yet")


@login_required
def answer_worry(request: HttpRequest, reference: str) -> HttpResponse:
    """The duty team's number, and who answered there."""
    by = actor_of(request)
    check = worry_for(by, reference)
    may_record_duty_call(by, check).require()
    teams = queries.duty_teams(check.prison, area=check.area)
    form = DutyCallForm(request.POST or None, teams=teams, initial={"version": check.version})
    rows = ChildToldFormSet(request.POST or None, prefix="child")
    if request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
        said = form.cleaned_data
        with handing_back(form, check, last_call):
            actions.record_duty_call(
                by=by,
                check=check,
                seen=said["version"],
                agency=agencies_with_references([said["agency"]])[said["agency"]],
                rang_at=said["moment"],
                answered=said["answered"],
                answered_by=said["answered_by"],
                words=said["words"],
                children=[child for row in rows if (child := row.child())],
            )
            messages.success(
                request,
                _("Noted. The alert has ended.") if said["answered"] else _("Noted. The alert goes on until somebody answers."),
            )
            return redirect("offers:answer-worry", reference)
    place = queries.place_of(check.prison.agency)
    [worry] = page_of_worries(by=by, checks=[check], action="view_worry")
    return render(
        request,
        "offers/safety-answer.jinja",
        {
            "form": form,
            "formset": rows,
            "worry": worry,
            "check": check,
            "calls": calls_about(check),
            "near": [team for team in teams if team.serves] or teams,
            "further": [team for team in teams if not team.serves] if any(team.serves for team in teams) else [],
            "teams": teams,
            "place": place,
            "private": carer_may_be_private(CarerNow(check.carer)),
            "may_ask": may_ask(by, check.asking),
            "words": words,
        },
    )
