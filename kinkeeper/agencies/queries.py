"""What other rooms may ask of agencies."""

from __future__ import annotations

from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Member
from kinkeeper.foundation.actors import NOBODY, Actor, ActorKind


def actor_for(user: User) -> Actor:
    """The Actor of a member of staff; NOBODY for an account that works nowhere now."""
    member = (
        Member.objects.filter(user=user, left_at__isnull=True, user__is_active=True)
        .select_related("agency")
        .prefetch_related("teams")
        .first()
    )
    if member is None:
        return NOBODY
    return Actor(
        kind=ActorKind.STAFF,
        reference=user.reference,
        role=member.role,
        agency_id=member.agency_id,
        agency_reference=member.agency.reference,
        team_ids=frozenset(team.pk for team in member.teams.all()),
        member_id=member.pk,
    )
