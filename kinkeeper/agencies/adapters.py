"""Signing in through an agency's own sign-on (OpenID Connect). Settings name this class."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render

from kinkeeper.agencies.actions import accept_through_sign_on
from kinkeeper.agencies.errors import AlreadyMember, InvitationEnded


class AgencySignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Opens accounts of invited members only. An account is found by the server's `sub`; the address counts once, at first."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: an account begins with an invitation."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect a first sign-on with the member or the invited person whose proven address it is; refuse anybody else."""
        if sociallogin.is_existing:
            return
        proven = next((address.email for address in sociallogin.email_addresses if address.verified is True), "")
        name = str(sociallogin.account.get_provider_account().get_user_data().get("name") or "")
        user = None
        if proven:
            try:
                with transaction.atomic():
                    user = accept_through_sign_on(email=proven, name=name[:120], server=sociallogin.account.provider)
                    if user is not None:
                        sociallogin.connect(request, user)
            except (AlreadyMember, InvitationEnded):
                user = None
        if user is None:
            raise ImmediateHttpResponse(render(request, "account/signup_closed.jinja", status=403))
