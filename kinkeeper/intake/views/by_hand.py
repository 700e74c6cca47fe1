"""What people enter of somebody's custody: a move, where they stand before the court, a release, a flag settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kinkeeper.custody.errors import ImpossibleEvent
from kinkeeper.custody.permissions import may_confirm_release, may_enter_event, may_look_over, may_settle_flag
from kinkeeper.custody.queries import period as period_of
from kinkeeper.custody.queries import to_look_at, whose_period
from kinkeeper.custody.types import CustodyDetailsView, Flag, PeriodState, ReleaseKind, Stage
from kinkeeper.design.stale import handing_back
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.errors import NotVisible, WrongState
from kinkeeper.foundation.web import actor_of
from kinkeeper.intake import actions
from kinkeeper.intake.forms import FLAGS, MOVES, STAGES, FlagForm, MoveForm, PlanForm, ReleaseForm, StageForm
from kinkeeper.people.types import IdentityView
from kinkeeper.sharing.actions import disclose, disclose_many
from kinkeeper.sharing.types import Purpose, View

if TYPE_CHECKING:
    from kinkeeper.custody.models import Period

ON_A_PAGE = 20
_POSTS = require_http_methods(["GET", "POST"])


def _seen(request: HttpRequest, reference: str) -> tuple[Period, dict[str, Any]]:
    """The period, and what a page may say of it. Raises NotVisible, alike for others' and for what never was."""
    by, about = actor_of(request), whose_period(reference)
    view = disclose(by=by, purpose=Purpose.OFFER_SUPPORT, about=[about], action="view_custody", asked_for=reference)[about]
    found = period_of(reference)
    if found is None or not view.may_see(Category.CUSTODY_DETAILS):
        raise NotVisible(reference, Purpose.OFFER_SUPPORT)
    identity = view.part(Category.IDENTITY, IdentityView)
    may_confirm = bool(may_confirm_release(by, found))
    return found, {
        "period": found,
        "name": identity.name if identity else found.number,
        "details": view.part(Category.CUSTODY_DETAILS, CustodyDetailsView),
        "stage": STAGES[Stage(found.stage)],
        "flag": FLAGS[Flag(found.flag)] if found.flag else "",
        # Until somebody has confirmed it, a release is told to nobody but those who may.
        "waits": may_confirm and found.state == PeriodState.ENDED and found.release_confirmed_at is None,
        "may_enter": bool(may_enter_event(by, found)),
        "may_plan": found.state == PeriodState.OPEN and bool(may_enter_event(by, found)),
        "may_confirm": may_confirm,
        "may_settle": bool(found.flag and may_settle_flag(by, found)),
    }


@require_GET
@login_required
def list_to_look_at(request: HttpRequest) -> HttpResponse:
    """Releases that wait for a person's word, and whatever else the program would not decide."""
    by = actor_of(request)
    may_look_over(by).require()
    page = Paginator(to_look_at(by), ON_A_PAGE).get_page(request.GET.get("page"))
    views = disclose_many(
        by=by,
        purpose=Purpose.OFFER_SUPPORT,
        about=[period.person_id for period in page],
        action="list_custody_to_look_at",
        only=(Category.EXISTENCE, Category.IDENTITY, Category.CUSTODY_DETAILS),
    )
    rows = [_row(period, views[period.person_id]) for period in page if period.person_id in views]
    answer = render(request, "intake/to-look-at.jinja", {"page": page, "rows": rows})
    answer["Cache-Control"] = "no-store"
    return answer


def _row(period: Period, view: View) -> dict[str, Any]:
    identity = view.part(Category.IDENTITY, IdentityView)
    return {
        "period": period,
        "name": identity.name if identity else "",
        "waits": period.state == PeriodState.ENDED and period.release_confirmed_at is None,
        "flag": FLAGS[Flag(period.flag)] if period.flag else "",
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
        with handing_back(form, period, lambda now_is: str(STAGES[Stage(now_is.stage)])):
            actions.note_stage(
                by=actor_of(request),
                period=period,
                seen=form.cleaned_data["version"],
                stage=Stage(form.cleaned_data["stage"]),
            )
            messages.success(request, _("Written down."))
            return redirect("intake:show-custody", reference)
    return render(request, "intake/custody-form.jinja", {**page, "form": form, "title": _("Before the court")})


def _planned(period: Period) -> str:
    return date_format(period.release_planned_on) if period.release_planned_on else _("no day")


def _flagged(period: Period) -> str:
    return str(FLAGS[Flag(period.flag)]) if period.flag else _("settled")


@_POSTS
@login_required
def plan_release(request: HttpRequest, reference: str) -> HttpResponse:
    """Write when a release is planned, so that families may gently be asked again before it."""
    period, page = _seen(request, reference)
    if not page["may_plan"]:
        raise WrongState
    form = PlanForm(request.POST or None, initial={"version": period.version, "on": period.release_planned_on})
    if request.method == "POST" and form.is_valid():
        seen, on = form.cleaned_data["version"], form.cleaned_data["on"]
        with handing_back(form, period, _planned):
            actions.plan_release(by=actor_of(request), period=period, seen=seen, on=on)
            messages.success(request, _("Written down."))
            return redirect("intake:show-custody", reference)
    return render(request, "intake/custody-form.jinja", {**page, "form": form, "title": _("Planned release")})


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
        return redirect("intake:list-to-look-at")
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
        with handing_back(form, period, _flagged):
            actions.settle_flag(
                by=actor_of(request),
                period=period,
                seen=form.cleaned_data["version"],
                follow_events=form.cleaned_data["settled"] == "follow",
            )
            messages.success(request, _("Settled."))
            return redirect("intake:show-custody", reference)
    return render(request, "intake/custody-form.jinja", {**page, "form": form, "title": page["flag"]})
