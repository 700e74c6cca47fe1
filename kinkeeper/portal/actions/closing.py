"""Closing somebody's own page for good."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from kinkeeper.accounts.actions import end_sessions
from kinkeeper.foundation.clock import now
from kinkeeper.portal.models import FamilyAccount, OneTimeCode


def forget_account(account: FamilyAccount) -> None:
    """Close an account for good: no route, no passkey, no code, no open page. Inside the action's transaction."""
    FamilyAccount.objects.filter(pk=account.pk, closed_at__isnull=True).update(closed_at=now())
    FamilyAccount.objects.filter(pk=account.pk).update(way_in="", route="", route_key="")
    OneTimeCode.objects.filter(account=account).delete()
    Authenticator.objects.filter(user=account.user).delete()
    account.user.is_active = False
    account.user.save(update_fields=["is_active"])
    end_sessions(user=account.user)
