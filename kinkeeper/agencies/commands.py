"""Subcommands of `agencies`: add an agency, and invite its first administrator."""

from __future__ import annotations

import argparse

from kinkeeper.agencies.actions import connect_sign_on, found_agency, invite_member, make_invitation_link
from kinkeeper.agencies.errors import AlreadyInvited, AlreadyMember, NameTaken
from kinkeeper.agencies.queries import agency_named, invitations_of
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.actors import SYSTEM
from kinkeeper.foundation.commandline import Subcommands, add_command, complain, say, say_json
from kinkeeper.foundation.errors import NotVisible


def add_commands(subcommands: Subcommands) -> None:
    """Add `kinkeeper agency add`, `kinkeeper agency sign-on` and `kinkeeper member add`."""
    agency = subcommands.add_parser("agency", help="agencies", description="agencies").add_subparsers(
        title="commands", metavar="COMMAND", required=True
    )
    add = add_command(agency, "add", add_agency, "add an agency")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--kind", required=True, choices=[kind.value for kind in AgencyKind])
    add.add_argument("--neutral-name", default="", help="what people are shown who may not know of custody")
    add.add_argument("--jurisdiction", default="", help="instead of the site's own")
    sign_on = add_command(agency, "sign-on", set_sign_on, "let an agency's members come in through its own sign-on")
    sign_on.add_argument("name", metavar="NAME")
    sign_on.add_argument("server", metavar="SERVER", help="a short name from KINKEEPER_OIDC, or none")
    member = subcommands.add_parser("member", help="members of agencies", description="members of agencies").add_subparsers(
        title="commands", metavar="COMMAND", required=True
    )
    invite = add_command(member, "add", add_member, "invite somebody to an agency, and print the link for them")
    invite.add_argument("email", metavar="EMAIL")
    invite.add_argument("--agency", required=True, metavar="NAME", help="the agency's name or reference")
    invite.add_argument("--role", default=Role.ADMINISTRATOR.value, choices=[role.value for role in Role])


def add_agency(arguments: argparse.Namespace) -> int:
    """Add an agency, and say its reference; 1 when one of that name is there."""
    try:
        agency = found_agency(
            by=SYSTEM,
            name=arguments.name,
            kind=AgencyKind(arguments.kind),
            neutral_name=arguments.neutral_name,
            jurisdiction=arguments.jurisdiction,
        )
    except NameTaken:
        return _no(f"There is an agency called {arguments.name} already.")
    say_json({"agency": agency.reference, "name": agency.name, "kind": agency.kind})
    return 0


def set_sign_on(arguments: argparse.Namespace) -> int:
    """Connect an agency with its sign-on server, or with none; 1 when either is unknown."""
    agency = agency_named(arguments.name)
    if agency is None:
        return _no_agency(arguments.name)
    server = "" if arguments.server == "none" else arguments.server
    try:
        connect_sign_on(by=SYSTEM, agency=agency, server=server)
    except NotVisible:
        return _no(f"There is no sign-on server called {server}. Add it to KINKEEPER_OIDC first.")
    say_json({"agency": agency.reference, "sign_on": agency.sign_on})
    return 0


def add_member(arguments: argparse.Namespace) -> int:
    """Invite somebody, or make a new link when they wait already, and print the link: it is shown here only."""
    agency = agency_named(arguments.agency)
    if agency is None:
        return _no_agency(arguments.agency)
    try:
        invitation = invite_member(by=SYSTEM, email=arguments.email, agency=agency, role=Role(arguments.role), send=False)
    except AlreadyInvited:
        invitation = invitations_of(agency.pk).get(email__iexact=arguments.email.strip())
    except AlreadyMember:
        return _no(f"{arguments.email} works at {agency.name} already.")
    link = make_invitation_link(invitation=invitation)
    say(f"Open this link within 7 days, as {invitation.email}:")
    say_json({"invitation": invitation.reference, "email": invitation.email, "role": invitation.role, "link": link})
    return 0


def _no_agency(name: str) -> int:
    return _no(f"There is no agency called {name}. `kinkeeper agency add` adds one.")


def _no(words: str) -> int:
    complain(words)
    return 1
