"""The forms of signing in: the library's own checks, our words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kinkeeper.foundation.jobs import enqueue

PASSWORD_HINT = _("At least 12 characters. Three words that have nothing to do with each other are easy to remember.")


def _word(field: forms.Field, label: Any, hint: Any = "", **attributes: str) -> None:
    """Put our label and hint on a field; a placeholder vanishes as soon as one types, so there is none."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


class SignInForm(account_forms.LoginForm):  # type: ignore[misc]
    """E-mail address and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _word(self.fields["login"], _("Email address"), autocomplete="username webauthn", spellcheck="false")
        _word(self.fields["password"], _("Password"))
        self.fields["login"].error_messages["required"] = _("Enter your email address")
        self.fields["password"].error_messages["required"] = _("Enter your password")


class AskNewPasswordForm(account_forms.ResetPasswordForm):  # type: ignore[misc]
    """Where to send a link to a new password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _word(self.fields["email"], _("Email address"), _("The address you sign in with."))
        self.fields["email"].error_messages["required"] = _("Enter your email address")

    def save(self, request: HttpRequest, **_options: Any) -> str:
        """Enqueue the letter: the same work and the same page whether the address is known or not."""
        enqueue("accounts.send_password_link", user_id=self.users[0].pk if self.users else None)
        return str(self.cleaned_data["email"])


class NewPasswordForm(account_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, after the link in the letter."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _word(self.fields["password1"], _("New password"), PASSWORD_HINT)
        _word(self.fields["password2"], _("New password again"))


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]
    """A new password in place of a known one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _word(self.fields["oldpassword"], _("Your password now"))
        _word(self.fields["password1"], _("New password"), PASSWORD_HINT)
        _word(self.fields["password2"], _("New password again"))


class PasswordAgainForm(account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _word(self.fields["password"], _("Password"))


def _word_code(field: forms.Field) -> None:
    _word(
        field,
        _("Code"),
        _("The 6 numbers in your authenticator app, or one of your printed codes."),
        autocomplete="one-time-code",
        inputmode="numeric",
        spellcheck="false",
    )
    field.error_messages["required"] = _("Enter the code")


class CodeForm(factor_forms.AuthenticateForm):  # type: ignore[misc]
    """A one-time code: from an app, or printed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _word_code(self.fields["code"])


class CodeAgainForm(factor_forms.ReauthenticateForm):  # type: ignore[misc]
    """A one-time code once more, before something that matters."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _word_code(self.fields["code"])


class AppCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app: shows that it was set up."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _word(
            self.fields["code"],
            _("Code"),
            _("The 6 numbers that the app shows now."),
            inputmode="numeric",
            autocomplete="one-time-code",
        )
        self.fields["code"].error_messages["required"] = _("Enter the code that the app shows")


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey, with a name by which its owner knows it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["name"] = ""
        _word(self.fields["name"], _("Name of this passkey"), _("For example: work laptop. Only you see it."))
        self.fields["passwordless"] = forms.BooleanField(
            required=False,
            initial=True,
            label=_("Use it instead of my password too"),
            help_text=_("Your device will ask for its PIN, your fingerprint or your face."),
        )


class PrintedCodesForm(GenerateRecoveryCodesForm):  # type: ignore[misc]
    """A new sheet of printed codes; it may be somebody's only second factor, where phones are barred."""

    def clean(self) -> dict[str, Any]:
        """Nothing to check: the view asks for the password again first."""
        return forms.Form.clean(self) or {}
