"""What may be done with accounts."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login, record_authentication
from allauth.account.models import EmailAddress, Login
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from kinkeeper.accounts.models import User
from kinkeeper.accounts.queries import FAMILY, PERSONA
from kinkeeper.accounts.types import GONE, SignInChange
from kinkeeper.foundation.actors import SYSTEM, Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.jobs import enqueue
from kinkeeper.foundation.transactions import require_transaction
from kinkeeper.ledger.actions import record

PASSWORD_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"  # noqa: S105  (a class, not a password)


def open_account(*, email: str, name: str, password: str | None, language: str = "en") -> User:
    """An account for somebody who was invited; without a password they come in through their agency's sign-on.

    Call inside the action that invited or accepted: the ledger entry is that action's.
    """
    require_transaction()
    return User.objects.create_user(email=email.lower(), password=password, name=name.strip(), language=language)


@transaction.atomic
def note_sign_in_change(*, by: Actor, user: User, change: SignInChange) -> None:
    """Write down that how `user` signs in has changed, and tell them by e-mail: a stranger's change must not pass unseen."""
    record(by=by, action="sign_in_changed", detail={"account": user.reference, "change": change.value})
    enqueue("accounts.tell_of_sign_in_change", user_id=user.pk, change=change.value, at=now().isoformat())


@transaction.atomic
def forget_second_factors(*, by: Actor, user: User) -> None:
    """Take away all second factors of `user`, who sets up a new one at the next sign-in, and end their open sessions."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user)
    note_sign_in_change(by=by, user=user, change=SignInChange.SECOND_FACTORS_FORGOTTEN)


def end_sessions(*, user: User) -> None:
    """End every open session of `user` at its next request, on all devices. Call inside the action that decided it."""
    require_transaction()
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)


def sign_in_new_member(*, request: HttpRequest, user: User) -> HttpResponse:
    """Open a session for an account whose password was chosen a moment ago; the second factor comes next.

    The request is what a session is opened on, so this action takes it. Returns where to go.
    """
    if request.user.is_authenticated:
        request.session.flush()
    response: HttpResponse = perform_password_login(request, {"email": user.email}, Login(user=user, email=user.email))
    return response


def sign_in_persona(*, request: HttpRequest, user: User) -> None:
    """Sign `user` in with one click, as if the second factor were done.

    The request is what a session is opened on, so this action takes it. Raises NotVisible unless this is the demo
    and a persona.
    """
    if not (settings.DEMO and user.is_persona and user.is_active):
        raise NotVisible
    request.session.flush()
    login(request, user, backend=PASSWORD_BACKEND)
    record_authentication(request, user, method=PERSONA)


def sign_in_family(*, request: HttpRequest, user: User) -> None:
    """Open a session for a family member who has just used up a code: it stands for both steps.

    The request is what a session is opened on, so this action takes it.
    """
    request.session.flush()
    login(request, user, backend=PASSWORD_BACKEND)
    record_authentication(request, user, method=FAMILY)


@transaction.atomic
def forget_keys(*, user: User) -> None:
    """Delete the passkeys and second factors of an account that is closed. For the days that ran out."""
    Authenticator.objects.filter(user=user).delete()


@transaction.atomic
def forget_account(*, user: User) -> None:
    """Take everything from an account that says whose it was: name, address, password, keys. Its reference stays.

    For the days that ran out after somebody left; the ledger names them by reference, as before.
    """
    forget_keys(user=user)
    EmailAddress.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.name, user.email, user.is_active = "", f"{user.reference.lower()}@{GONE}", False
    user.save(update_fields=["name", "email", "password", "is_active"])
    end_sessions(user=user)
    record(by=SYSTEM, action="forget_account", detail={"account": user.reference})
