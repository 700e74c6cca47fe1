"""Coming in, and going out."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kinkeeper.foundation.clock import now
from kinkeeper.foundation.web import actor_of
from kinkeeper.portal.actions import coming_in as actions
from kinkeeper.portal.errors import CodeWrong, WayTaken
from kinkeeper.portal.forms.coming_in import WRONG, ComeBackForm, LetterCodeForm, OnceForm, WayInForm
from kinkeeper.portal.queries.accounts import account_of, family_actor_for
from kinkeeper.portal.types import WayIn
from kinkeeper.portal.views.pages import family_only, is_young, page, too_many_tries

PENDING = "portal_pending"
FRESH = 15 * 60  # seconds after coming in within which a passkey may be added


@sensitive_post_parameters("code")
def come_in(request: HttpRequest) -> HttpResponse:
    """The first page: type the code from a letter."""
    if actor_of(request).is_family:
        return redirect("portal:home")
    form = LetterCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if too_many_tries(request):
            return page(request, "too-many", status=429)
        try:
            account = actions.come_in_by_letter(request=request, typed=form.cleaned_data["code"])
        except CodeWrong:
            form.add_error("code", WRONG)
        else:
            return redirect("portal:home" if account.way_in else "portal:choose-way-in")
    return page(request, "come-in", form=form)


@sensitive_post_parameters()
def come_back(request: HttpRequest) -> HttpResponse:
    """Somebody who has been here: six numbers go by the route they chose. The answer is the same for everybody."""
    form = ComeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if too_many_tries(request):
            return page(request, "too-many", status=429)
        found = form.cleaned_data
        request.session[PENDING] = actions.ask_for_code(typed=found["route"], word=found["word"])
        return redirect("portal:enter-code")
    return page(request, "come-back", form=form)


@sensitive_post_parameters("code")
def enter_code(request: HttpRequest) -> HttpResponse:
    """Type the six numbers."""
    if PENDING not in request.session:
        return redirect("portal:come-back")
    form = OnceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if too_many_tries(request):
            return page(request, "too-many", status=429)
        try:
            actions.come_in_by_code(request=request, account_id=request.session[PENDING], typed=form.cleaned_data["code"])
        except CodeWrong:
            form.add_error("code", _("Those numbers do not work. Look again, or ask for new ones."))
        else:
            return redirect("portal:home")
    return page(request, "enter-code", form=form)


@family_only
def choose_way_in(request: HttpRequest) -> HttpResponse:
    """How to come in next time: a code by text or e-mail, or a passkey."""
    by = actor_of(request)
    young = is_young(by)
    form = WayInForm(request.POST or None, young=young)
    if request.method == "POST" and form.is_valid():
        if too_many_tries(request):  # else somebody could try words until one told that a route is another's
            return page(request, "too-many", status=429)
        found = form.cleaned_data
        try:
            actions.choose_way_in(by=by, way=WayIn(found["way"]), route=found["route"], word=found["word"])
        except WayTaken:
            form.add_error("word", _("Choose another word of your own"))
        else:
            messages.success(request, _("Done. Next time we send you a code."))
            return redirect("portal:home")
    return page(
        request, "way-in", form=form, young=young, account=account_of(by), passkeys=_passkeys(request), fresh=_is_fresh(request)
    )


def _passkeys(request: HttpRequest) -> int:
    return int(Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).count())


def _is_fresh(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return any(now().timestamp() - record["at"] < FRESH for record in records)


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """The telephone's own lock opens the page next time."""

    template_name = "portal/passkey.jinja"

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        """For family members who came in a moment ago."""
        if not actor_of(request).is_family or not _is_fresh(request):
            return redirect("portal:come-in")
        response: HttpResponseBase = super().dispatch(request, *args, **named)
        response["Cache-Control"] = "no-store"
        return response

    def get_success_url(self) -> str:
        """Home: printed codes are for people at work."""
        Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.RECOVERY_CODES).delete()
        return reverse("portal:home")


add_passkey = AddPasskey.as_view()


class ComeInByPasskey(LoginWebAuthnView):  # type: ignore[misc]
    """The telephone's own lock opens the page: never by way of where people at work sign in."""

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        """Counted as any other try from that place. What is asked for is asked by a script, which says what it takes."""
        if request.method == "POST" and too_many_tries(request):
            return page(request, "too-many", status=429)
        if request.method == "GET" and "application/json" not in request.headers.get("accept", ""):
            return redirect("portal:come-in")
        response: HttpResponseBase = super().dispatch(request, *args, **named)
        response["Cache-Control"] = "no-store"
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """A passkey that is not known here, or was taken away."""
        messages.warning(self.request, _("That did not open the page. Use a code instead, or ring us."))
        return redirect("portal:come-in")

    def form_valid(self, form: Any) -> HttpResponse:
        """Only for somebody with a page of their own: a worker's passkey is answered as one that nobody knows."""
        by = family_actor_for(form.cleaned_data["credential"].user)
        if not by.is_family:
            return self.form_invalid(form)
        super().form_valid(form)
        actions.note_came_in_by_passkey(by=by)
        return redirect("portal:home")


come_in_by_passkey = ComeInByPasskey.as_view()


@require_POST
@family_only
def forget_passkeys(request: HttpRequest) -> HttpResponse:
    """A telephone that is lost, or not mine alone: no lock opens my page any more."""
    actions.forget_passkeys(by=actor_of(request))
    messages.success(request, _("Done. No phone opens your page by itself now."))
    return redirect("portal:choose-way-in")


def stay_safe(request: HttpRequest) -> HttpResponse:
    """How to look at these pages so that nobody sees that one did. Open to all, linked without a word that tells."""
    return page(request, "stay-safe")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the page: nothing of it opens again without coming in."""
    logout(request)
    messages.success(request, _("You have left. Nobody can go back to your page from here."))
    return redirect("portal:come-in")


@family_only
def close_account(request: HttpRequest) -> HttpResponse:
    """Close one's own way in for good."""
    if request.method == "POST":
        actions.close_account(by=actor_of(request))
        logout(request)
        return redirect("portal:come-in")
    return page(request, "close")
