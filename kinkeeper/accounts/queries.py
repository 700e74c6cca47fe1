"""What other rooms may ask of accounts."""

from __future__ import annotations

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from kinkeeper.accounts.models import User

PERSONA = "persona"
FAMILY = "family"  # a family member's code from a letter, or sent by the route they chose


def user_with_email(email: str) -> User | None:
    """The account of an address, whatever its capitals."""
    return User.objects.filter(email__iexact=email.strip()).first()


def second_factor_done(request: HttpRequest, user: User) -> bool:
    """Whether this very session was opened with a second factor, and not only by a password.

    A one-time code, a passkey or a printed code counts; so does an agency's sign-on that is known to ask for one itself,
    and, while the demo switch is on, the one click of a persona.
    """
    return any(_counts(record, user) for record in get_authentication_records(request, user))


def _counts(record: dict[str, object], user: User) -> bool:
    method = record.get("method")
    if method == PERSONA:
        return bool(settings.DEMO and user.is_persona)
    if method == "socialaccount":
        return trusts_second_factor_of(str(record.get("provider")))
    return method in {"mfa", FAMILY}


def trusts_second_factor_of(server: str) -> bool:
    """Whether the agency's sign-on server of this short name asks for a second factor itself."""
    known = settings.SIGN_ON_SERVERS.get(server)
    return bool(known and known.asks_second_factor)


def has_second_factor(user: User) -> bool:
    """Whether a second factor of any kind is set up."""
    return bool(Authenticator.objects.filter(user=user).exists())


def printed_codes_left(user: User) -> int:
    """How many printed codes are still unused."""
    sheet = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(sheet.wrap().get_unused_codes()) if sheet else 0


def users_with_keys() -> QuerySet[Authenticator, int]:
    """The ids of accounts that hold a passkey or another second factor; use it as `id__in`."""
    found: QuerySet[Authenticator, int] = Authenticator.objects.values_list("user_id", flat=True)
    return found
