"""The words of `accounts`."""

from __future__ import annotations

from enum import StrEnum


class SignInChange(StrEnum):
    """What may change in how somebody signs in. The account's owner is told of each by e-mail."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105  (names what happened)
    PASSWORD_RESET = "password_reset"  # noqa: S105  (names what happened)
    APP_ADDED = "totp_activated"
    APP_REMOVED = "totp_deactivated"
    PASSKEY_ADDED = "webauthn_added"
    PASSKEY_REMOVED = "webauthn_removed"
    PRINTED_CODES_MADE = "recovery_codes_generated"
    SECOND_FACTORS_FORGOTTEN = "second_factors_forgotten"
    AGENCY_SIGN_ON_CONNECTED = "agency_sign_on_connected"


GONE = "former.invalid"  # the domain of the address of an account that was emptied
