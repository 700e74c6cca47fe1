"""What people enter of somebody's custody: a move, where they stand before the court, a release, a flag settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kinkeeper.custody.errors import ImpossibleEvent
from kinkeeper.custody.permissions import may_confirm_release, may_enter_event, may_settle_flag
from kinkeeper.custody.queries import period as period_of
from kinkeeper.custody.types import CustodyDetailsView, Flag, PeriodState, ReleaseKind, Stage
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import NotVisible, WrongState
from kinkeeper.foundation.web import actor_of
from kinkeeper.intake import actions
from kinkeeper.intake.forms import FLAGS, MOVES, STAGES, FlagForm, MoveForm, ReleaseForm, StageForm
from kinkeeper.people.types import IdentityView
from kinkeeper.sharing.actions import disclose
from kinkeeper.sharing.types import Purpose

if TYPE_CHECKING:
    from kinkeeper.custody.models import Period

_POSTS = require_http_methods(["GET", "POST"])


def _seen(request: HttpRequest, reference: str) -> tuple[Period, dict[str, Any]]:
    """The period, and what a page may say of it. Raises NotVisible, alike for others' and for what never was."""
    found = period_of(reference)
    by = actor_of(request)
    about = found.person_id if found else 0  # nobody's id: what never was takes the same work as what is hidden
    view = disclose(by=by, purpose=Purpose.OFFER_SUPPORT, about=[about], action="view_custody", asked_for=reference)[about]
    if found is None or not view.may_see(Category.CUSTODY_DETAILS):
        raise NotVisible(reference, Purpose.OFFER_SUPPORT)
    identity = view.part(Category.IDENTITY, IdentityView)
    return found, {
        "period": found,
        "name": identity.name if identity else found.number,
        "details": view.part(Category.CUSTODY_DETAILS, CustodyDetailsView),
        "stage": STAGES[Stage(found.stage)],
        "flag": FLAGS[Flag(found.flag)] if found.flag else "",
        "waits": found.state == PeriodState.ENDED and found.release_confirmed_at is None,
        "may_enter": bool(may_enter_event(by, found)),
        "may_confirm": bool(may_confirm_release(by, found)),
        "may_settle": bool(found.flag and may_settle_flag(by, found)),
    }


@require_GET
@login_required
def show_custody(request: HttpRequest, reference: str) -> HttpResponse:
    """Where somebody is held and was, and what can be entered."""
    return render(request, "intake/custody.jinja", _seen(request, reference)[1])


@_POSTS
@login_required
def enter_move(request: HttpRequest, reference: str) -> HttpResponse:
    """Enter a transfer, a court day, a leave or a release."""
    period, page = _seen(request, reference)
    form = MoveForm(request.POST or None, initial={"prison": period.prison.code})
    if request.method == "POST" and form.is_valid():
        _words, kind, reason = MOVES[form.cleaned_data["happened"]]
        try:
            actions.enter_move(
                by=actor_of(request),
                period=period,
                kind=kind,
                reason=reason,
                prison=form.cleaned_data["prison"],
                occurred_at=form.moment,
            )
        except ImpossibleEvent:
            form.add_error("day", _("This is before they were received. Check the day and the time."))
        else:
            messages.success(request, _("Written down. It counts once, should the feed report it too."))
            return redirect("intake:show-custody", reference)
    return render(request, "intake/custody-form.jinja", {**page, "form": form, "title": _("Something happened")})


@_POSTS
@login_required
def note_stage(request: HttpRequest, reference: str) -> HttpResponse:
    """Write where somebody stands before the court."""
    period, page = _seen(request, reference)
    form = StageForm(request.POST or None, initial={"version": period.version, "stage": period.stage})
    if request.method == "POST" and form.is_valid():
        actions.note_stage(
            by=actor_of(request),
            period=period,
            seen=form.cleaned_data["version"],
            stage=Stage(form.cleaned_data["stage"]),
        )
        messages.success(request, _("Written down."))
        return redirect("intake:show-custody", reference)
    return render(request, "intake/custody-form.jinja", {**page, "form": form, "title": _("Before the court")})


@_POSTS
@login_required
def confirm_release(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm a reported release, and how: it may be a death, so nobody is told before."""
    period, page = _seen(request, reference)
    if not page["waits"]:
        raise WrongState
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.confirm_release(by=actor_of(request), period=period, how=ReleaseKind(form.cleaned_data["how"]))
        messages.success(request, _("Confirmed."))
        return redirect("offers:list-received")
    return render(request, "intake/custody-form.jinja", {**page, "form": form, "title": _("Confirm the release")})


@_POSTS
@login_required
def settle_flag(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what becomes of a period that the program would not decide on."""
    period, page = _seen(request, reference)
    if not page["may_settle"]:
        raise WrongState
    form = FlagForm(request.POST or None, initial={"version": period.version})
    if request.method == "POST" and form.is_valid():
        actions.settle_flag(
            by=actor_of(request),
            period=period,
            seen=form.cleaned_data["version"],
            follow_events=form.cleaned_data["settled"] == "follow",
        )
        messages.success(request, _("Settled."))
        return redirect("intake:show-custody", reference)
    return render(request, "intake/custody-form.jinja", {**page, "form": form, "title": page["flag"]})
