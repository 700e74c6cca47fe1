"""The interview, a short page at a time. Every page is kept as a draft at once, and can be gone back to and changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.clock import today
from kinkeeper.foundation.errors import NotVisible, StaleVersion, WrongState
from kinkeeper.foundation.web import actor_of
from kinkeeper.offers import actions
from kinkeeper.offers.forms.interview import YES, ConfirmForm, MayWeAskForm, StepForm, initial_of
from kinkeeper.offers.permissions import may_ask
from kinkeeper.offers.queries import asking as queries
from kinkeeper.offers.queries import asking_words as words
from kinkeeper.offers.queries.interview import draft_body, draft_of
from kinkeeper.offers.rules import interview_draft as drafts
from kinkeeper.offers.rules.interview import age_on
from kinkeeper.offers.rules.interview_draft import Body
from kinkeeper.offers.rules.safety import fostering_may_arise
from kinkeeper.offers.rules.states import may_ask_step
from kinkeeper.offers.types import AskingState
from kinkeeper.offers.views import interview_steps as steps

if TYPE_CHECKING:
    from kinkeeper.foundation.jurisdiction import PrivateFostering, Responsibility
    from kinkeeper.offers.models import Asking, Draft


@dataclass(frozen=True, slots=True)
class Sitting:
    """One interview under way: who asks whom, and what has been answered so far."""

    by: Actor
    asking: Asking
    draft: Draft | None
    body: Body


def _sitting(request: HttpRequest, reference: str) -> Sitting:
    """The interview of this user with this person. Raises NotVisible or NotPermitted."""
    by = actor_of(request)
    asking = queries.asking_for(by, reference)
    may_ask(by, asking).require()
    draft = draft_of(by, asking.period_id)
    return Sitting(by, asking, draft, draft_body(draft))


def _over(sitting: Sitting) -> bool:
    return not may_ask_step(AskingState(sitting.asking.state), AskingState.PERMITTED)


@login_required
def ask_permission(request: HttpRequest, reference: str) -> HttpResponse:
    """The first page: may we ask? It holds one field, and a no leads away from every page that could hold a name."""
    sitting = _sitting(request, reference)
    if _over(sitting):
        messages.info(request, _("This was answered already."))
        return redirect("offers:show-asking", reference)
    form = MayWeAskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        if answer != YES:
            return redirect(reverse("offers:record-refusal", args=[reference]) + f"?answer={answer}")
        if sitting.draft is None:
            with suppress(StaleVersion):  # begun in another window at the same moment: that one stands
                actions.save_draft(by=sitting.by, asking=sitting.asking, body=steps.begun(sitting.asking))
        return redirect("offers:take-step", reference, *steps.first_open(sitting.body).split("/"))
    return render(
        request, "offers/interview-permission.jinja", {"form": form, "asking": sitting.asking, "begun": bool(sitting.body)}
    )


@login_required
def take_step(request: HttpRequest, reference: str, step: str, key: str = "") -> HttpResponse:
    """One page of the interview."""
    sitting = _sitting(request, reference)
    if sitting.draft is None or _over(sitting):
        return redirect("offers:ask-permission", reference)
    if step == "review":
        return _review(request, sitting)
    found = _step(sitting, step, key, sitting.body)
    if found is None:
        raise NotVisible(reference, queries.PURPOSE)
    if request.method == "POST":
        form = found.form(request.POST)
        if form.is_valid():
            body = found.keep(sitting.body, form.kept())
            after = _after(request, found, body, form)
            if _kept(sitting, body, form):
                return after
            return _changed_meanwhile(request, sitting, found, form)
    else:
        form = found.form(None, initial={**initial_of(found.kept), "version": sitting.draft.version})
    return _show(request, sitting, found, form)


def _step(sitting: Sitting, name: str, key: str, body: Body) -> steps.Step | None:
    prison = sitting.asking.prison
    law = queries.place_of(prison.agency).responsibility
    return steps.step_for(name, key, body, queries.teams_to_pass_to(prison), law)


def _kept(sitting: Sitting, body: Body, form: StepForm) -> bool:
    try:
        actions.save_draft(by=sitting.by, asking=sitting.asking, body=body, seen=form.cleaned_data.get("version") or 0)
    except StaleVersion:
        return False
    return True


def _after(request: HttpRequest, found: steps.Step, body: Body, form: StepForm) -> HttpResponse:
    """The next page; or back to the summary, when the page was opened from there and nothing else follows from it."""
    reference = request.resolver_match.kwargs["reference"] if request.resolver_match else ""
    following = found.following(body, form.cleaned_data)
    if request.GET.get("back") == "review" and steps.finished(body):
        following = ("review",)
    address = reverse("offers:take-step", args=[reference, *following])
    if request.GET.get("back") == "review" and following != ("review",):
        address += "?back=review"
    return redirect(address)


def _show(
    request: HttpRequest, sitting: Sitting, found: steps.Step, form: StepForm, *, theirs: Body | None = None
) -> HttpResponse:
    back = found.before
    return render(
        request,
        f"offers/interview-{found.page}.jinja",
        {
            "form": form,
            "asking": sitting.asking,
            "step": found,
            "body": sitting.body,
            "back": reverse("offers:take-step", args=[sitting.asking.reference, *back])
            if back
            else reverse("offers:ask-permission", args=[sitting.asking.reference]),
            "theirs": theirs,
            "words": words,
        },
    )


def _changed_meanwhile(request: HttpRequest, sitting: Sitting, found: steps.Step, form: StepForm) -> HttpResponse:
    """The same page was saved in another window: both are shown, and saving again keeps what stands in the boxes."""
    fresh = draft_of(sitting.by, sitting.asking.period_id)
    body = draft_body(fresh)
    now_kept = _step(sitting, found.name, found.key, body)
    data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    data["version"] = str(fresh.version if fresh else 0)
    again = found.form(data)
    return _show(
        request, Sitting(sitting.by, sitting.asking, fresh, body), found, again, theirs=now_kept.kept if now_kept else {}
    )


@login_required
@require_POST
def remove_person(request: HttpRequest, reference: str, part: str, key: str) -> HttpResponse:
    """Take out an adult or a child who was named by mistake, or of whom the person would rather not speak."""
    sitting = _sitting(request, reference)
    if part not in {"adults", "children"} or key not in sitting.body.get(part, {}) or sitting.draft is None:
        raise NotVisible(reference, queries.PURPOSE)
    body = drafts.without(sitting.body, part, key)
    actions.save_draft(by=sitting.by, asking=sitting.asking, body=body, seen=sitting.draft.version)
    messages.success(request, _("Taken out. Nothing of them is kept."))
    return redirect("offers:take-step", reference, part)


@login_required
def drop_draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Stop the interview and keep nothing of it."""
    sitting = _sitting(request, reference)
    if request.method == "POST":
        actions.drop_draft(by=sitting.by, asking=sitting.asking)
        messages.success(request, _("Stopped. Nothing that was said is kept."))
        return redirect("offers:show-asking", reference)
    return render(request, "offers/interview-drop.jinja", {"asking": sitting.asking})


def _review(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """In plain words, who would see what: read out before the person agrees."""
    open_step = steps.first_open(sitting.body)
    if open_step != "review":
        return redirect("offers:take-step", sitting.asking.reference, *open_step.split("/"))
    form = ConfirmForm(request.POST or None, initial={"asking_version": sitting.asking.version})
    if request.method == "POST" and form.is_valid():
        confirmed = replace(drafts.answers_from(sitting.body), **form.confirmed())
        return _conclude(
            request,
            sitting,
            lambda: actions.conclude_interview(
                by=sitting.by, asking=sitting.asking, seen=form.cleaned_data["asking_version"], answers=confirmed
            ),
        )
    place = queries.place_of(sitting.asking.prison.agency)
    teams = {team.reference: team for team in queries.teams_to_pass_to(sitting.asking.prison)}
    return render(
        request,
        "offers/interview-review.jinja",
        {
            "form": form,
            "asking": sitting.asking,
            "body": sitting.body,
            "homes": drafts.homes(sitting.body),
            "until": {key: initial_of(kept).get("until") for key, kept in sitting.body.get("homes", {}).items()},
            "teams": teams,
            "words": words,
            "rule": place.private_fostering,
            "fostered": _fostered(sitting.body, place.private_fostering),
            "law": place.responsibility,
            "decides": _decides(sitting.body, place.responsibility),
            "prison": sitting.asking.prison,
            "hours": place.hours_to_offer,
        },
    )


def _conclude(request: HttpRequest, sitting: Sitting, conclude: Callable[[], list[Any]]) -> HttpResponse:
    try:
        offers = conclude()
    except (StaleVersion, WrongState) as problem:
        if isinstance(problem, WrongState) and problem.reason == "no_agreement":
            messages.warning(request, _("Your prison has no agreement with that service any more. Please choose again."))
            return redirect("offers:take-step", sitting.asking.reference, "review")
        messages.info(request, _("This interview was already saved. Nothing was written twice."))
        return redirect("offers:show-asking", sitting.asking.reference)
    if offers:
        messages.success(request, _("Saved. Next comes your prison’s check; only then is anything passed on."))
        return redirect("offers:show-asking", sitting.asking.reference)
    messages.success(request, _("Saved: nothing may be passed on, so nothing of what was said is kept."))
    return redirect("offers:show-asking", sitting.asking.reference)


def _decides(body: Body, law: Responsibility) -> dict[str, list[str]]:
    """For each child, by their key: who is known to have parental responsibility, as it is read out."""
    adults = body.get("adults", {})
    known = [source.code for source in law.sources]
    return {
        key: [
            _("you") if who == drafts.ME else adults[who]["given_name"]
            for who, said in child.get("decides", {}).items()
            if said in known and (who == drafts.ME or who in adults)
        ]
        for key, child in body.get("children", {}).items()
    }


def _fostered(body: Body, rule: PrivateFostering | None) -> list[str]:
    """The first names of children of the ages the rule is for, or of no known age, who live with nobody near of kin."""
    under = rule.under if rule else None
    day = today(settings.TIME_ZONE)
    return [
        child.given_name
        for child in drafts.answers_from(body).children
        if fostering_may_arise(child.carer_tie, age=age_on(child.birth_date, child.age, day), under=under)
    ]
