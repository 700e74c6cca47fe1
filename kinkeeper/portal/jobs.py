"""One-time codes on their way, and the clearing away of what has run out."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from kinkeeper.accounts.actions import forget_keys
from kinkeeper.accounts.queries import users_with_keys
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.jobs import job
from kinkeeper.foundation.recurring import duty
from kinkeeper.foundation.retention import Rule, older_than, retains
from kinkeeper.foundation.texting import send_text
from kinkeeper.portal.actions.coming_in import make_one_time_code
from kinkeeper.portal.models import AccessCode, FamilyAccount, FamilyRequest, OneTimeCode
from kinkeeper.portal.types import WayIn


@job("portal.send_one_time_code")
def send_one_time_code(account_id: int | None) -> None:
    """Send six numbers, in words that say nothing. None stands for a route that leads to nobody: it takes its turn."""
    account = FamilyAccount.objects.select_related("user").filter(pk=account_id or 0, closed_at__isnull=True).first()
    if account is None or not account.way_in:
        return
    numbers, route = make_one_time_code(account=account)
    with translation.override(account.user.language):
        words = _("Your code is %(code)s. It works for 10 minutes. If you did not ask for it, leave it be.") % {"code": numbers}
        subject = _("Your code")
    if account.way_in == WayIn.TEXT:
        send_text(to=route, words=words)
    else:
        EmailMessage(subject=subject, body=words + "\n", from_email=settings.DEFAULT_FROM_EMAIL, to=[route]).send()


def _old_codes() -> QuerySet[OneTimeCode]:
    return OneTimeCode.objects.filter(expires_at__lt=now() - timedelta(days=1))


def _old_letters() -> QuerySet[AccessCode]:
    return AccessCode.objects.filter(expires_at__lt=now() - timedelta(days=30))


def _old_copies() -> QuerySet[FamilyRequest]:
    return FamilyRequest.objects.filter(bundle_until__lt=now()).exclude(bundle=b"")


@duty("portal.clear_away")
def clear_away() -> int:
    """Delete one-time codes a day after they ended, letters' codes after a month, copies of records after their thirty days."""
    cleared = _old_copies().update(bundle=b"")
    for rows in (_old_codes(), _old_letters()):
        old = list(rows.values_list("pk", flat=True)[:1000])
        cleared += len(old)
        rows.filter(pk__in=old).delete()
    return cleared


retains(
    Rule(
        name="portal.codes_and_copies",
        what="Codes that ran out, and copies of a record that somebody asked for",
        why="A one-time code is kept a day after it ended, a letter's code a month, a copy for the thirty days it may be read.",
        keeps=None,
        due=lambda: _old_codes().count() + _old_letters().count() + _old_copies().count(),
        clear=clear_away,
    )
)


def _ended_accounts() -> QuerySet[FamilyAccount]:
    """Closed a month ago, and the phone or passkey they came in by is still known."""
    closed = FamilyAccount.objects.filter(closed_at__lt=now() - timedelta(days=30))
    return closed.filter(user_id__in=users_with_keys())


def _forget_keys() -> int:
    ended = list(_ended_accounts().select_related("user")[:500])
    for account in ended:
        forget_keys(user=account.user)
    return len(ended)


retains(
    Rule(
        name="portal.ended_accounts",
        what="Passkeys and second factors of family accounts that were closed",
        why="Nobody comes in by them any more; they go a month after the account was closed.",
        keeps=None,
        due=lambda: _ended_accounts().count(),
        clear=_forget_keys,
    )
)


def _old_words() -> QuerySet[FamilyRequest]:
    answered = FamilyRequest.objects.filter(decided_at__lt=older_than(settings.KEEP_DAYS))
    return answered.exclude(words=b"", answer=b"")


retains(
    Rule(
        name="portal.requests",
        what="What families asked or told us, and the answers",
        why="The words are kept for the site's days after the answer (KINKEEPER_KEEP_DAYS); that they asked stays.",
        keeps=None,
        due=lambda: _old_words().count(),
        clear=lambda: _old_words().update(words=b"", answer=b""),
    )
)
