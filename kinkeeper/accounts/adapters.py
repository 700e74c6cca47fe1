"""How the sign-in library behaves here. Its settings name these classes."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from kinkeeper.accounts.actions import note_sign_in_change
from kinkeeper.accounts.models import User
from kinkeeper.accounts.queries import has_second_factor, trusts_second_factor_of
from kinkeeper.accounts.types import SignInChange
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.encryption import decrypt_text, encrypt_text
from kinkeeper.foundation.web import actor_of

WORDS = {
    "account/messages/logged_out.txt": _("You have signed out."),
    "account/messages/password_changed.txt": _("Your password has been changed."),
    "mfa/messages/totp_activated.txt": _("Your authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator app no longer opens this account."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is set up."),
    "mfa/messages/webauthn_removed.txt": _("That passkey no longer opens this account."),
}
AGAIN_WITHIN = 15 * 60  # seconds after the password within which a first second factor is set up without asking again

SECOND_FACTOR = "second factor"  # the use under which their secrets are encrypted


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves; errors do not say what exists; letters are ours."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("The email address or password is not right. Check both and try again."),
        "email_password_mismatch": _("The email address or password is not right. Check both and try again."),
        "too_many_login_attempts": _("Too many tries. Wait 15 minutes, then try again."),
        "incorrect_password": _("That is not your password. Try again."),
        "enter_current_password": _("That is not your password now. Try again."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account begins with an invitation."""
        return False

    def get_login_stages(self) -> list[str]:
        """Our second-factor stage in place of the library's."""
        return ["kinkeeper.accounts.adapters.SecondFactorStage"]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many tries on one account, from wherever: the same page and status as the lockout."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ImmediateHttpResponse(render(request, "accounts/locked-out.jinja", status=429)) from None

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The user whose password this is; a closed account answers exactly as a wrong password does."""
        user = super().authenticate(request, **credentials)
        return user if user is None or user.is_active else None

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether this is the user's own password."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Whether to ask for the password once more: not for the first second factor, right after the password."""
        request = context.request
        records = get_authentication_records(request, request.user)
        fresh = any(now().timestamp() - record["at"] < AGAIN_WITHIN for record in records)
        if fresh and not has_second_factor(request.user):
            return False
        return bool(super().is_reauthentication_required(app=app, **options))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Write the change down and tell its owner, in our own letter."""
        change = template_prefix.rpartition("/")[2]
        if change == "account_connected":
            change = SignInChange.AGENCY_SIGN_ON_CONNECTED
        note_sign_in_change(by=actor_of(self.request), user=user, change=SignInChange(change))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The library writes to nobody."""
        raise NotImplementedError(f"{template_prefix}: letters about signing in are sent by accounts.jobs")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say only what helps, in our words."""
        words = message or WORDS.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words), extra_tags=extra_tags)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are stored encrypted; printed codes alone are a second factor; the last way in stays."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That code is not right. Wait for the next one, or try another printed code."),
        "cannot_delete_authenticator": _("This is your only second step. Set up another one first."),
    }

    def encrypt(self, text: str) -> str:
        """A secret as it is stored."""
        return encrypt_text(text, use=SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return decrypt_text(encrypted_text, use=SECOND_FACTOR)

    def is_mfa_enabled(self, user: User, types: list[str] | None = None) -> bool:
        """Whether a second factor is set up. Asked about sign-in itself, a sheet of printed codes suffices."""
        if types is not None and {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN} <= set(types):
            types = [*types, Authenticator.Type.RECOVERY_CODES]
        return bool(super().is_mfa_enabled(user, types))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Only while another app or passkey stays: the library takes printed codes away with the last of these."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """What a device shows beside a passkey."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.name}

    def _get_site_name(self) -> str:
        return "Kinkeeper"


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks for the second factor, unless the agency's own sign-on has asked for one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        for sign_in in get_authentication_records(request, user):
            if sign_in["method"] == "socialaccount" and trusts_second_factor_of(str(sign_in.get("provider"))):
                return False
        return bool(super()._should_handle(request))
