"""Agencies, their teams and members, and the agreements between them."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from kinkeeper.agencies.rules import MONDAY_TO_FRIDAY
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.models import Record, Referenced, Versioned
from kinkeeper.foundation.privacy import RECORD, STAFF, STRUCTURE, Label


class Agency(Referenced, Versioned):
    """An organisation that works with families. `neutral_name` is shown to those who may not know of custody."""

    kind = models.CharField(max_length=24, choices=[(kind.value, kind.value) for kind in AgencyKind])
    name = models.CharField(max_length=160)
    neutral_name = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    jurisdiction = models.CharField(max_length=40, default="england_and_wales")
    sign_on = models.CharField(max_length=31, blank=True)  # short name of its own sign-on server (KINKEEPER_OIDC)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": STRUCTURE,
        "version": STRUCTURE,
        "kind": STRUCTURE,
        "name": STRUCTURE,
        "neutral_name": STRUCTURE,
        "phone": STRUCTURE,
        "email": STRUCTURE,
        "jurisdiction": STRUCTURE,
        "sign_on": STRUCTURE,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="agency_names_differ")]

    def __str__(self) -> str:
        return self.name


class Team(Referenced):
    """A team inside an agency; work is shared within it, so that leave and weekends have cover."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": STRUCTURE,
        "agency": STRUCTURE,
        "name": STRUCTURE,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="team_names_differ_within_an_agency")]

    def __str__(self) -> str:
        return self.name


class Member(Referenced, Versioned):
    """One person's work at one agency, in one role, from one day to another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(max_length=24, choices=[(role.value, role.value) for role in Role])
    teams: models.ManyToManyField[Team, models.Model] = models.ManyToManyField(Team, blank=True, related_name="members")
    joined_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True, blank=True)
    working_days = models.PositiveSmallIntegerField(default=MONDAY_TO_FRIDAY)  # one bit a weekday: see rules.works_on

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": STRUCTURE,
        "version": STRUCTURE,
        "user": STAFF,
        "agency": STAFF,
        "role": STAFF,
        "teams": STAFF,
        "joined_at": STAFF,
        "left_at": STAFF,
        "working_days": STAFF,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(left_at__isnull=True), name="one_live_membership_for_each_user"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")), name="member_leaves_after_joining"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Leave(Referenced):
    """Days on which a member is away; colleagues of the team cover, `covered_by` first where named."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="leave")
    covered_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="covering")
    first_day = models.DateField()
    last_day = models.DateField()

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": RECORD,
        "member": STAFF,
        "covered_by": STAFF,
        "first_day": STAFF,
        "last_day": STAFF,
    }

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="leave_ends_after_it_begins")]


class Invitation(Referenced):
    """An address asked to join an agency. The link is kept as a hash only, made anew each time the letter is sent."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=24, choices=[(role.value, role.value) for role in Role])
    teams: models.ManyToManyField[Team, models.Model] = models.ManyToManyField(Team, blank=True, related_name="+")
    invited_by = models.CharField(max_length=40)  # the inviting account's reference
    token_hash = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    member = models.OneToOneField(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": STRUCTURE,
        "agency": STAFF,
        "email": STAFF,
        "role": STAFF,
        "teams": STAFF,
        "invited_by": STAFF,
        "token_hash": STAFF,
        "sent_at": STAFF,
        "expires_at": STAFF,
        "accepted_at": STAFF,
        "revoked_at": STAFF,
        "member": STAFF,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "agency",
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_waiting_invitation_for_each_address_and_agency",
            ),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="each_invitation_has_a_link_of_its_own"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_is_accepted_or_revoked_not_both",
            ),
        ]


class DutyTeam(Record, Versioned):
    """Who is rung about a child: the numbers of children's services by day and out of hours, and the areas they serve."""

    agency = models.OneToOneField(Agency, on_delete=models.CASCADE, related_name="+")
    areas = models.JSONField(default=list)  # names of counties or councils, as the register of prisons spells them
    phone = models.CharField(max_length=30)
    out_of_hours_phone = models.CharField(max_length=30, blank=True)
    opens_at = models.TimeField(default=time(9))  # Monday to Friday; a public holiday counts as out of hours
    closes_at = models.TimeField(default=time(17))

    LABELS: ClassVar[dict[str, Label]] = dict.fromkeys(
        ("id", "created_at", "version", "agency", "areas", "phone", "out_of_hours_phone", "opens_at", "closes_at"), STRUCTURE
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="a_duty_team_closes_after_it_opens"),
            models.CheckConstraint(condition=~Q(phone=""), name="a_duty_team_has_a_number"),
        ]


class Agreement(Referenced, Versioned):
    """What agencies have agreed on sharing: the source of the bases public task and legitimate interests."""

    title = models.CharField(max_length=200)
    parties: models.ManyToManyField[Agency, models.Model] = models.ManyToManyField(Agency, related_name="agreements")
    basis = models.CharField(max_length=24)  # a code of sharing.types.BasisKind; sharing stands above this room
    law = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)

    LABELS: ClassVar[dict[str, Label]] = {
        "id": STRUCTURE,
        "reference": STRUCTURE,
        "created_at": STRUCTURE,
        "version": STRUCTURE,
        "title": STRUCTURE,
        "parties": STRUCTURE,
        "basis": STRUCTURE,
        "law": STRUCTURE,
        "starts_on": STRUCTURE,
        "ends_on": STRUCTURE,
        "review_on": STRUCTURE,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.title
