"""Pages of signing in: the library's views where they fit, with the house's rules where they do not."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import ngettext

from kinkeeper.accounts.adapters import SecondFactorAdapter
from kinkeeper.accounts.errors import LastWayIn
from kinkeeper.accounts.queries import has_second_factor, printed_codes_left

FEW_CODES = 5


@login_required
def set_up(request: HttpRequest) -> HttpResponse:
    """Where a member without a second factor is led: three ways to set one up."""
    if has_second_factor(request.user):  # type: ignore[arg-type]
        return redirect("mfa_index")
    return render(request, "accounts/set-up.jinja")


class SignIn(LoginView):  # type: ignore[misc]
    """E-mail address and password, or another way."""

    def get_context_data(self, **words: Any) -> dict[str, Any]:
        """What the page shows, with the agencies' own sign-ons."""
        return {**super().get_context_data(**words), "sign_on_servers": list(settings.SIGN_ON_SERVERS.values())}


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """A new password in place of a known one; who comes in through their agency has none to change."""

    success_url = reverse_lazy("mfa_index")

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        """Back to the sign-in page of the account where there is no password."""
        user = request.user
        if user.is_authenticated and not user.has_usable_password():
            return redirect("mfa_index")
        response: HttpResponseBase = super().dispatch(request, *args, **named)
        return response


class SetUp:
    """Marks the session as opened with a second factor, once one was set up and shown to work in it."""

    request: HttpRequest
    kind: str

    def form_valid(self, form: Any) -> HttpResponse:
        """Carry on as the library does, having counted what was just proven as a sign-in."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        mine = Authenticator.objects.filter(user=self.request.user, type=self.kind)
        post_authentication(self.request, mine.latest("created_at"), reauthenticated=True)
        return response


class SetUpApp(SetUp, ActivateTOTPView):  # type: ignore[misc]
    """An authenticator app, shown to work by its first code."""

    kind = Authenticator.Type.TOTP


class SetUpPasskey(SetUp, AddWebAuthnView):  # type: ignore[misc]
    """A passkey: the device itself, or a security key."""

    kind = Authenticator.Type.WEBAUTHN


class PrintCodes(SetUp, GenerateRecoveryCodesView):  # type: ignore[misc]
    """A new sheet of printed codes; the old sheet ends."""

    kind = Authenticator.Type.RECOVERY_CODES


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Take a passkey away, unless it is the last way in."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Raises LastWayIn when no other app or passkey stays."""
        if not SecondFactorAdapter().can_delete_authenticator(self.get_object()):
            raise LastWayIn
        response: HttpResponse = super().form_valid(form)
        return response


class PasskeyAgain(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """The passkey once more, before something that matters."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The same page again, with what went wrong."""
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response


class EnterCode(AuthenticateView):  # type: ignore[misc]
    """The second factor at sign-in."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Carry on; say so when the sheet of printed codes is nearly used up."""
        user = self.stage.login.user
        printed = getattr(getattr(form, "authenticator", None), "type", "") == Authenticator.Type.RECOVERY_CODES
        response: HttpResponse = super().form_valid(form)
        left = printed_codes_left(user) if printed else FEW_CODES + 1
        if left <= FEW_CODES:
            messages.warning(
                self.request,
                ngettext(
                    "You have %(count)d printed code left. Print a new sheet under Your sign-in today.",
                    "You have %(count)d printed codes left. Print a new sheet under Your sign-in soon.",
                    left,
                )
                % {"count": left},
            )
        return response
