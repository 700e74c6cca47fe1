"""Inviting somebody to an agency, and what they answer."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from kinkeeper.accounts.actions import open_account
from kinkeeper.accounts.queries import user_with_email
from kinkeeper.agencies.errors import AlreadyInvited, AlreadyMember, InvitationEnded
from kinkeeper.agencies.models import Agency, Invitation, Member, Team
from kinkeeper.agencies.permissions import may_manage_members
from kinkeeper.agencies.queries.members import invitation_with_token, invitations_of, state_of, token_hash
from kinkeeper.agencies.rules import INVITATION_LASTS
from kinkeeper.agencies.types import InvitationState, Role
from kinkeeper.foundation.actors import Actor, ActorKind
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.jobs import enqueue
from kinkeeper.foundation.randomness import random_bytes
from kinkeeper.foundation.transactions import require_transaction
from kinkeeper.ledger.actions import record

if TYPE_CHECKING:
    from kinkeeper.accounts.models import User


@transaction.atomic
def invite_member(
    *, by: Actor, email: str, agency: Agency, role: Role, teams: Sequence[Team] = (), send: bool = True
) -> Invitation:
    """Invite an address to work at `agency`; a letter with a link follows, unless `send` is off.

    Raises NotPermitted, NotVisible for a team of another agency, AlreadyMember when they work at this agency,
    AlreadyInvited while an earlier invitation waits. Whether an address is known elsewhere is never told.
    """
    may_manage_members(by, agency.pk).require()
    _require_own(teams, agency)
    email = email.strip().lower()
    if Member.objects.filter(user__email__iexact=email, agency=agency, left_at__isnull=True).exists():
        raise AlreadyMember
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(agency=agency, email=email, role=role.value, invited_by=by.reference)
    except IntegrityError:
        raise AlreadyInvited from None
    invitation.teams.set(teams)
    record(by=by, action="invite_member", detail={"invitation": invitation.reference, "role": role.value})
    if send:
        enqueue("agencies.send_invitation", invitation_id=invitation.pk)
    return invitation


@transaction.atomic
def make_invitation_link(*, invitation: Invitation) -> str:
    """A new link for the invitation, good for seven days; any earlier link ends. Raises InvitationEnded when it was answered.

    Called at the moment of sending, so that neither the database nor the queue ever holds a link.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if state_of(invitation) in {InvitationState.ACCEPTED, InvitationState.REVOKED}:
        raise InvitationEnded
    token = base64.urlsafe_b64encode(random_bytes(32)).decode().rstrip("=")
    invitation.token_hash = token_hash(token)
    invitation.sent_at = now()
    invitation.expires_at = now() + INVITATION_LASTS
    invitation.save(update_fields=["token_hash", "sent_at", "expires_at"])
    return str(settings.SITE_URL) + reverse("agencies:accept-invitation", kwargs={"token": token})


@transaction.atomic
def resend_invitation(*, by: Actor, invitation: Invitation) -> Invitation:
    """Send the letter again, with a new link. Raises InvitationEnded when it was answered or revoked meanwhile."""
    may_manage_members(by, invitation.agency_id).require()
    if not invitations_of(invitation.agency_id).filter(pk=invitation.pk).exists():
        raise InvitationEnded
    record(by=by, action="resend_invitation", detail={"invitation": invitation.reference})
    enqueue("agencies.send_invitation", invitation_id=invitation.pk)
    return invitation


@transaction.atomic
def revoke_invitation(*, by: Actor, invitation: Invitation) -> Invitation:
    """End the invitation: its link opens nothing from now. Raises InvitationEnded when it was answered meanwhile."""
    may_manage_members(by, invitation.agency_id).require()
    if not invitations_of(invitation.agency_id).filter(pk=invitation.pk).update(revoked_at=now(), token_hash=""):
        raise InvitationEnded
    record(by=by, action="revoke_invitation", detail={"invitation": invitation.reference})
    invitation.refresh_from_db()
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, name: str = "", password: str = "", user: User | None = None) -> Member:
    """Join the agency by the link: with a new account (`name` and `password`), or with the account of `user`, signed in.

    The link is the permission, so there is no `by`. Raises InvitationEnded when it no longer works or belongs to another
    address, AlreadyMember when the account works at an agency already.
    """
    invitation = invitation_with_token(token)
    if invitation is None:
        raise InvitationEnded
    existing = user_with_email(invitation.email)
    if existing is not None and existing != user:
        raise InvitationEnded  # the account's owner signs in first: a link alone never sets a new password
    if user is not None and existing is None:
        raise InvitationEnded
    account = existing or open_account(email=invitation.email, name=name, password=password)
    return _join(invitation, account)


def accept_through_sign_on(*, email: str, name: str, server: str) -> User | None:
    """The account that an agency's own sign-on may open for this address, proven by it; None for anybody not invited there.

    That is a member of an agency connected to `server`, or somebody whom such an agency has invited, who joins by this.
    """
    require_transaction()
    user = user_with_email(email)
    connected = {"agency__sign_on": server, "agency__sign_on__gt": ""}
    if user is not None and Member.objects.filter(user=user, left_at__isnull=True, **connected).exists():
        return user
    waiting = Invitation.objects.filter(
        email__iexact=email.strip(), accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now(), **connected
    ).first()
    if waiting is None:
        return None
    account = user or open_account(email=waiting.email, name=name or waiting.email, password=None)
    _join(waiting, account)
    return account


def _join(invitation: Invitation, account: User) -> Member:
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True)
    if not waiting.update(accepted_at=now(), token_hash=""):  # of two presses at once, one wins
        raise InvitationEnded
    if Member.objects.filter(user=account, left_at__isnull=True).exists():
        raise AlreadyMember
    member = Member.objects.create(user=account, agency_id=invitation.agency_id, role=invitation.role)
    member.teams.set(invitation.teams.all())
    Invitation.objects.filter(pk=invitation.pk).update(member=member)
    record(
        by=Actor(
            kind=ActorKind.STAFF,
            reference=account.reference,
            role=member.role,
            agency_id=member.agency_id,
            agency_reference=invitation.agency.reference,
            member_id=member.pk,
        ),
        action="accept_invitation",
        detail={"invitation": invitation.reference, "member": member.reference},
    )
    return member


def _require_own(teams: Sequence[Team], agency: Agency) -> None:
    if any(team.agency_id != agency.pk for team in teams):
        raise NotVisible
