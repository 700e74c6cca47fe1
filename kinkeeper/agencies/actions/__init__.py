"""What may be done with agencies, their members, teams and invitations."""

from kinkeeper.agencies.actions.duty import change_duty_team
from kinkeeper.agencies.actions.founding import connect_sign_on, found_agency
from kinkeeper.agencies.actions.invitations import (
    accept_invitation,
    accept_through_sign_on,
    invite_member,
    make_invitation_link,
    resend_invitation,
    revoke_invitation,
)
from kinkeeper.agencies.actions.members import change_member, end_membership, renew_second_factor
from kinkeeper.agencies.actions.teams import add_team, record_leave, rename_team, take_back_leave

__all__ = [
    "accept_invitation",
    "accept_through_sign_on",
    "add_team",
    "change_duty_team",
    "change_member",
    "connect_sign_on",
    "end_membership",
    "found_agency",
    "invite_member",
    "make_invitation_link",
    "record_leave",
    "rename_team",
    "renew_second_factor",
    "resend_invitation",
    "revoke_invitation",
    "take_back_leave",
]
