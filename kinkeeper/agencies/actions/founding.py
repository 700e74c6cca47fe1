"""Agencies themselves: added, and connected to their own sign-on, by whoever runs the site."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from kinkeeper.agencies.errors import NameTaken
from kinkeeper.agencies.models import Agency
from kinkeeper.agencies.permissions import may_found_agency
from kinkeeper.agencies.types import AgencyKind
from kinkeeper.foundation.actors import Actor
from kinkeeper.foundation.errors import NotVisible
from kinkeeper.foundation.versions import save_version
from kinkeeper.ledger.actions import record


@transaction.atomic
def found_agency(*, by: Actor, name: str, kind: AgencyKind, neutral_name: str = "", jurisdiction: str = "") -> Agency:
    """Add an agency. Raises NameTaken when one of that name is there, whatever its capitals."""
    may_found_agency(by).require()
    if Agency.objects.filter(name__iexact=name.strip()).exists():
        raise NameTaken
    agency = Agency.objects.create(
        name=name.strip(),
        kind=kind.value,
        neutral_name=neutral_name.strip(),
        jurisdiction=jurisdiction or settings.JURISDICTION,
    )
    record(by=by, action="found_agency", detail={"agency": agency.reference, "kind": kind.value})
    return agency


@transaction.atomic
def connect_sign_on(*, by: Actor, agency: Agency, server: str) -> Agency:
    """Let the agency's members come in through its own sign-on; an empty `server` ends that.

    Raises NotVisible when KINKEEPER_OIDC names no such server.
    """
    may_found_agency(by).require()
    if server and server not in settings.SIGN_ON_SERVERS:
        raise NotVisible("unknown_sign_on")
    save_version(agency, seen=agency.version, sign_on=server)
    record(by=by, action="connect_sign_on", detail={"agency": agency.reference, "server": server})
    return agency
