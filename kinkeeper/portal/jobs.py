"""One-time codes on their way, and the clearing away of what has run out."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from kinkeeper.foundation.clock import now
from kinkeeper.foundation.jobs import job
from kinkeeper.foundation.recurring import duty
from kinkeeper.foundation.texting import send_text
from kinkeeper.portal.actions.coming_in import make_one_time_code
from kinkeeper.portal.models import FamilyAccount, FamilyRequest, OneTimeCode
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


@duty("portal.clear_away")
def clear_away() -> int:
    """Delete one-time codes a day after they ended, and copies of records once their thirty days are over."""
    old = list(OneTimeCode.objects.filter(expires_at__lt=now() - timedelta(days=1)).values_list("pk", flat=True)[:1000])
    if old:
        OneTimeCode.objects.filter(pk__in=old).delete()
    return len(old) + FamilyRequest.objects.filter(bundle_until__lt=now()).exclude(bundle=b"").update(bundle=b"")
