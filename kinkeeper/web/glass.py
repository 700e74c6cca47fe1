"""Breaking the glass, as pages: open one record for one hour, read it, and have it reviewed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.agencies.queries import agency_of
from kinkeeper.agencies.types import Role
from kinkeeper.foundation.categories import Category
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.web import actor_of
from kinkeeper.people.types import IdentityView, Known, ToldView, WhereaboutsView
from kinkeeper.sharing.actions import break_the_glass, close_glass, disclose, find_for_glass, review_glass
from kinkeeper.sharing.errors import NobodyFound
from kinkeeper.sharing.permissions import may_break_glass, may_review_glass
from kinkeeper.sharing.queries import adult_among
from kinkeeper.sharing.queries.glass import glass_for, is_open, opened_together, openings_of, what_was_opened
from kinkeeper.sharing.types import GlassOutcome, Purpose, View
from kinkeeper.web.glass_forms import OUTCOMES, PART_NAMES, OpenForm, ReviewForm


def _page(request: HttpRequest, template: str, **shown: object) -> HttpResponse:
    made = render(request, f"web/{template}.jinja", {"now": now(), "outcomes": dict(OUTCOMES), **shown})
    made["Cache-Control"] = "no-store"
    return made


@login_required
def openings(request: HttpRequest) -> HttpResponse:
    """One's own openings, or for a privacy lead all of the agency; and the way to a new one."""
    by = actor_of(request)
    may_open = by.is_staff and bool(may_break_glass(by, agency_of(by).kind))
    if not may_open and by.role != Role.PRIVACY_LEAD:
        raise NotVisible
    return _page(request, "glass-list", rows=openings_of(by)[:100], may_open=may_open)


@login_required
def open_record(request: HttpRequest) -> HttpResponse:
    """Whom, and why. Nothing is looked for before a reason stands there."""
    by = actor_of(request)
    if not (by.is_staff and may_break_glass(by, agency_of(by).kind)):
        raise NotVisible
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        person = find_for_glass(
            reference=said["reference"],
            given_name=said["given_name"],
            family_name=said["family_name"],
            birth_date=said["birth_date"],
        )
        try:
            glass = break_the_glass(
                by=by,
                asked_for=form.asked_for(),
                person=person,
                reason=said["reason"],
                whole_home=said["whole_home"],
            )
        except NobodyFound:
            form.add_error(None, _("Nobody is known here by exactly that. That you asked is written down."))
        else:
            return redirect("glass:view-opening", reference=glass.reference)
    return _page(request, "glass-open", form=form)


@login_required
def view_opening(request: HttpRequest, reference: str) -> HttpResponse:
    """The record, within its hour, for who opened it; what was done with it, for who reviews it."""
    by = actor_of(request)
    glass = glass_for(by, reference)
    if glass.member_id != by.member_id:
        return _review(request, reference)
    if not is_open(glass):
        return _page(request, "glass-over", glass=glass)
    together = opened_together(glass)
    views = disclose(
        by=by,
        purpose=Purpose.SAFEGUARD,
        about=[one.person_id for one in together],
        action="view_opened_record",
        asked_for=reference,
    )
    grown = adult_among([one.person_id for one in together])
    records = [_record(views[one.person_id], is_adult=one.person_id in grown) for one in together if one.person_id in views]
    return _page(request, "glass-record", glass=glass, records=records, parts=PART_NAMES)


def _record(view: View, *, is_adult: bool) -> dict[str, object]:
    """One person's record as the page shows it: what is held, on which basis, and what is kept back."""
    told = view.part(Category.CUSTODY_FACT, ToldView)
    return {
        "person": view.reference,
        "identity": view.part(Category.IDENTITY, IdentityView),
        "places": view.part(Category.WHEREABOUTS, WhereaboutsView),
        "knows": is_adult or (told is not None and told.known is Known.PRISON),
        "shown": [part for part in view.permits if part is not Category.EXISTENCE],
        "withheld": list(view.withheld),
    }


def _review(request: HttpRequest, reference: str) -> HttpResponse:
    by = actor_of(request)
    glass = glass_for(by, reference)
    if not may_review_glass(by, glass):
        raise NotVisible(reference)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = GlassOutcome(form.cleaned_data["outcome"])
        review_glass(by=by, glass=glass, outcome=outcome, words=form.cleaned_data["words"])
        messages.success(request, _("Reviewed."))
        return redirect("glass:openings")
    seen = what_was_opened(glass)
    shown = [PART_NAMES[part] for part in Category if part in seen]
    return _page(request, "glass-review", glass=glass, form=form, seen=shown, how_many=len(opened_together(glass)))


@require_POST
@login_required
def close_record(request: HttpRequest, reference: str) -> HttpResponse:
    """Close it before its hour is over."""
    by = actor_of(request)
    glass = glass_for(by, reference)
    if glass.member_id != by.member_id:
        raise NotVisible(reference)
    close_glass(by=by, glass=glass)
    messages.success(request, _("Closed."))
    return redirect("glass:openings")
