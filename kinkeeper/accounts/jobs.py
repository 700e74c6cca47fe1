"""Letters about signing in, sent later, and the tidying away of what signing in leaves behind."""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from kinkeeper.accounts.adapters import SECOND_FACTOR
from kinkeeper.accounts.models import User
from kinkeeper.accounts.types import SignInChange
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.encryption import CannotOpen, decrypt_text, encrypt_text, key_of, writing_key
from kinkeeper.foundation.jobs import job
from kinkeeper.foundation.keys import Done, Place, keeps_encrypted
from kinkeeper.foundation.mail import send_letter
from kinkeeper.foundation.recurring import duty
from kinkeeper.foundation.retention import Rule, retains

KEEP_FAILED_ATTEMPTS = timedelta(days=30)
AT_MOST = 1_000  # rows a minute: a tidy-up must not hold the one writer's lock


@job("accounts.send_password_link")
def send_password_link(user_id: int | None) -> None:
    """Send the link to a new password. None stands for an address without an account: it takes its turn, and sends nothing.

    The link is made here, so that the queue never holds it.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    if user is None:
        return
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    send_letter(
        to=user.email, template="accounts/letters/new-password.jinja", language=user.language, link=settings.SITE_URL + path
    )


@job("accounts.tell_of_sign_in_change")
def tell_of_sign_in_change(user_id: int, change: str, at: str) -> None:
    """Tell an account's owner that how they sign in has changed."""
    user = User.objects.filter(pk=user_id, is_persona=False).first()
    if user is None or user.email.endswith(".invalid"):  # a family member: their account has no address of its own
        return
    send_letter(
        to=user.email,
        template="accounts/letters/sign-in-changed.jinja",
        language=user.language,
        change=SignInChange(change).value,
        at=datetime.fromisoformat(at),
    )


def _ended_sessions() -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=now())


def _old_attempts() -> QuerySet[AccessAttempt]:
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(attempt_time__lt=now() - KEEP_FAILED_ATTEMPTS)
    return found


@duty("accounts.clear_ended_sessions")
def clear_ended_sessions() -> int:
    """Delete sessions past their time, and wrong sign-ins older than thirty days."""
    ended = list(_ended_sessions().values_list("pk", flat=True)[:AT_MOST])
    old = list(_old_attempts().values_list("pk", flat=True)[:AT_MOST])
    if ended:
        Session.objects.filter(pk__in=ended).delete()
    if old:
        AccessAttempt.objects.filter(pk__in=old).delete()
    return len(ended) + len(old)


retains(
    Rule(
        name="accounts.sessions",
        what="Sessions that ended, and wrong sign-ins",
        why="A session is not kept past its hours; a wrong sign-in is kept thirty days, to see somebody trying.",
        keeps=None,
        due=lambda: _ended_sessions().count() + _old_attempts().count(),
        clear=clear_ended_sessions,
    )
)


_SECRETS = ("secret", "seed")  # what allauth keeps encrypted in an authenticator's data


def _second_factors() -> Iterator[tuple[Authenticator, str]]:
    for authenticator in Authenticator.objects.order_by("pk"):
        yield from ((authenticator, name) for name in _SECRETS if name in authenticator.data)


def _key(stored: str) -> str:
    return key_of(b64decode(stored))


def _count_by_key() -> Counter[str]:
    return Counter(_key(authenticator.data[name]) for authenticator, name in _second_factors())


def _move_to_newest(_after: object) -> Done:
    done = Done()
    for found, name in _second_factors():
        if _key(found.data[name]) == writing_key():
            continue
        with transaction.atomic():  # somebody may be using up a printed code at this moment
            authenticator = Authenticator.objects.select_for_update().filter(pk=found.pk).first()
            if authenticator is None:
                continue
            try:
                plain = decrypt_text(authenticator.data[name], use=SECOND_FACTOR)
            except CannotOpen:
                done.failed += 1
                continue
            authenticator.data[name] = encrypt_text(plain, use=SECOND_FACTOR)
            authenticator.save(update_fields=["data"])
            done.moved += 1
    return done


keeps_encrypted(Place("second factors", _count_by_key, _move_to_newest))
