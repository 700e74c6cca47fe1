"""Members, teams and invitations."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from kinkeeper.agencies.models import Agency, Invitation, Member, Team
from kinkeeper.agencies.queries.names import role_name, what_they_do
from kinkeeper.agencies.rules import invitation_state
from kinkeeper.agencies.types import AgencyKind, InvitationState, Persona
from kinkeeper.foundation.actors import NOBODY, Actor, ActorKind
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.prepared import Slot, any_of, numbered, prepared

if TYPE_CHECKING:
    from kinkeeper.accounts.models import User


def actor_for(user: User) -> Actor:
    """The Actor of a member of staff; NOBODY for an account that works nowhere now. One query, for every page asks it."""
    rows = _works_at(user=user.pk)
    if not rows:
        return NOBODY
    pk, role, agency_id, agency_reference, _ = rows[0]
    return Actor(
        kind=ActorKind.STAFF,
        reference=user.reference,
        role=role,
        agency_id=agency_id,
        agency_reference=agency_reference,
        team_ids=frozenset(team for member, *_, team in rows if member == pk and team is not None),
        member_id=pk,
    )


@prepared
def _works_at(*, user: Slot) -> QuerySet[Member, Any]:
    members = Member.objects.filter(user=user, left_at__isnull=True, user__is_active=True).order_by("pk")
    return members.values_list("pk", "role", "agency_id", "agency__reference", "teams")


def agency_of(by: Actor) -> Agency:
    """Where the actor works. Raises NotVisible for whoever works nowhere."""
    if by.agency_id is None:
        raise NotVisible
    return Agency.objects.get(pk=by.agency_id)


def agency_named(name: str) -> Agency | None:
    """The agency of this name or reference, whatever its capitals."""
    return Agency.objects.filter(Q(name__iexact=name.strip()) | Q(reference=name.strip().upper())).first()


def only_feed_owner() -> Agency | None:
    """The agency that exists to own feeds of custody events, where there is just one."""
    owners = list(Agency.objects.filter(kind=AgencyKind.FEED_OWNER)[:2])
    return owners[0] if len(owners) == 1 else None


def members_of(agency_id: int | None, *, search: str = "") -> QuerySet[Member]:
    """Who works at the agency now, by name; with `search`, those whose name or address holds each of its words."""
    members = Member.objects.filter(agency__pk=agency_id or 0, left_at__isnull=True)
    for word in search.split():
        members = members.filter(Q(user__name__icontains=word) | Q(user__email__icontains=word))
    return members.select_related("user", "agency").prefetch_related("teams").order_by("user__name", "pk")


def members_with_references(references: Collection[str]) -> QuerySet[Member]:
    """Who works somewhere now, by the references of their accounts: what a ledger line or a heard word carries."""
    return Member.objects.filter(user__reference__in=set(references), left_at__isnull=True).select_related("user", "agency")


def names_of_staff(references: Collection[str]) -> dict[str, str]:
    """Names of those who work or worked here or elsewhere, by their account's reference: who typed in what stands on a page."""
    rows = Member.objects.filter(user__reference__in=set(references)).values_list("user__reference", "user__name")
    return dict(rows)


def team_mates_of(by: Actor) -> QuerySet[Member]:
    """Who shares a team with the actor, themselves included; an administrator sees the whole agency."""
    if by.member_id is None:
        return Member.objects.none()
    return members_of(by.agency_id).filter(Q(teams__in=by.team_ids) | Q(pk=by.member_id)).distinct()


def names_of_team_mates(by: Actor) -> list[tuple[str, str]]:
    """Reference and name of whoever shares a team with the actor, themselves included, by name."""
    if by.member_id is None:
        return []
    return [row[:2] for row in _mates(member=by.member_id, agency=by.agency_id, **numbered(by.team_ids, "team"))]


@prepared
def _mates(*, member: Slot, agency: Slot, **teams: Slot) -> QuerySet[Member, Any]:
    together = any_of("teams", teams.values()) if teams else Q()
    mates = Member.objects.filter(Q(pk=member) | together, agency=agency, left_at__isnull=True)
    return mates.distinct().order_by("user__name", "pk").values_list("reference", "user__name", "pk")


def teams_of(agency_id: int | None) -> QuerySet[Team]:
    """The agency's teams, by name."""
    return Team.objects.filter(agency__pk=agency_id or 0).order_by("name")


def invitations_of(agency_id: int | None) -> QuerySet[Invitation]:
    """The agency's invitations that nobody has answered yet, newest first."""
    return Invitation.objects.filter(agency__pk=agency_id or 0, accepted_at__isnull=True, revoked_at__isnull=True).order_by(
        "-created_at", "-pk"
    )


def token_hash(token: str) -> str:
    """What is kept of an invitation's link."""
    return hashlib.sha256(token.encode()).hexdigest()


def state_of(invitation: Invitation) -> InvitationState:
    """What has become of the invitation by now."""
    return invitation_state(
        sent_at=invitation.sent_at,
        expires_at=invitation.expires_at,
        accepted_at=invitation.accepted_at,
        revoked_at=invitation.revoked_at,
        now=now(),
    )


def invitation_with_token(token: str) -> Invitation | None:
    """The open invitation whose link this is; None for any other link."""
    invitation = Invitation.objects.select_related("agency").filter(token_hash=token_hash(token)).first()
    return invitation if invitation and state_of(invitation) is InvitationState.OPEN else None


def personas() -> list[Persona]:
    """The people of the demo, by agency and name."""
    members = (
        Member.objects.filter(user__is_persona=True, user__is_active=True, left_at__isnull=True)
        .select_related("user", "agency")
        .order_by("agency__name", "user__name", "pk")
    )
    return [
        Persona(
            reference=member.user.reference,
            name=member.user.name,
            agency=member.agency.name,
            role=role_name(member.role),
            what_they_do=what_they_do(member.role),
        )
        for member in members
    ]
