"""Inviting colleagues, and answering an invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kinkeeper.accounts.actions import sign_in_new_member
from kinkeeper.accounts.queries import user_with_email
from kinkeeper.agencies.actions import accept_invitation, invite_member, resend_invitation, revoke_invitation
from kinkeeper.agencies.errors import AlreadyInvited, AlreadyMember, InvitationEnded
from kinkeeper.agencies.forms import AcceptForm, InviteForm
from kinkeeper.agencies.queries import agency_of, invitation_with_token, invitations_of, role_name, teams_of
from kinkeeper.agencies.types import Role
from kinkeeper.agencies.views.members import for_administrators
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.web import actor_of, sign_in_again

if TYPE_CHECKING:
    from kinkeeper.agencies.models import Invitation


@for_administrators
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a colleague by e-mail."""
    actor = actor_of(request)
    form = InviteForm(request.POST or None, teams=teams_of(actor.agency_id), initial={"role": Role.LINK_WORKER.value})
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            invite_member(
                by=actor,
                email=email,
                agency=agency_of(actor),
                role=Role(form.cleaned_data["role"]),
                teams=form.chosen_teams(),
            )
        except AlreadyInvited:
            form.add_error("email", _("This address is invited already. You can send that letter again from the list."))
        except AlreadyMember:
            form.add_error("email", _("Somebody with this address works here already."))
        else:
            messages.success(request, _("A letter to %(email)s is on its way. Its link works for 7 days.") % {"email": email})
            return redirect("agencies:list-members")
    return render(request, "agencies/invite.jinja", {"form": form})


def _own_invitation(request: HttpRequest, reference: str) -> Invitation:
    invitation = invitations_of(actor_of(request).agency_id).filter(reference=reference).first()
    if invitation is None:
        raise NotVisible
    return invitation


@require_POST
@for_administrators
def resend(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the letter again, with a new link."""
    invitation = resend_invitation(by=actor_of(request), invitation=_own_invitation(request, reference))
    messages.success(request, _("A new letter to %(email)s is on its way. The old link ends.") % {"email": invitation.email})
    return redirect("agencies:list-members")


@require_POST
@for_administrators
def revoke(request: HttpRequest, reference: str) -> HttpResponse:
    """End an invitation that nobody has answered."""
    invitation = revoke_invitation(by=actor_of(request), invitation=_own_invitation(request, reference))
    messages.success(request, _("The invitation of %(email)s has ended.") % {"email": invitation.email})
    return redirect("agencies:list-members")


@never_cache
@sensitive_post_parameters("password")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the letter: a new account sets a name and password, a known one signs in and joins."""
    invitation = invitation_with_token(token)
    if invitation is None:
        return render(request, "agencies/invitation-ended.jinja", status=404)
    if user_with_email(invitation.email) is not None:
        return _join_with_account(request, token, invitation)
    form = AcceptForm(request.POST or None, account=get_user_model()(email=invitation.email))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            member = accept_invitation(token=token, name=given["name"], password=given["password"])
        except InvitationEnded:
            return render(request, "agencies/invitation-ended.jinja", status=404)
        return sign_in_new_member(request=request, user=member.user)
    return render(
        request, "agencies/accept.jinja", {"form": form, "invitation": invitation, "role": role_name(invitation.role)}
    )


def _join_with_account(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    user = request.user
    if not user.is_authenticated:
        return sign_in_again(request, because=_("You have an account already. Sign in with it to join."))
    if user.email.lower() != invitation.email.lower():
        return render(request, "agencies/invitation-ended.jinja", status=404)
    if request.method == "POST":
        try:
            accept_invitation(token=token, user=user)
        except AlreadyMember:
            return render(request, "agencies/already-member.jinja", {"invitation": invitation}, status=409)
        return redirect("web:home")
    return render(request, "agencies/join.jinja", {"invitation": invitation, "role": role_name(invitation.role)})
