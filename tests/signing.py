"""People who sign in, and the steps they take, with the real sign-in library."""

from __future__ import annotations

import re
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django_tasks_db.models import DBTaskResult

from kinkeeper.accounts.models import User
from kinkeeper.agencies.models import Agency, Member, Team
from kinkeeper.agencies.types import AgencyKind, Role
from kinkeeper.foundation.jobs import run_job

PASSWORD = "otter lamp bridge 7"
SIGN_IN = "/account/sign-in/"


def agency(name: str = "Ties North", kind: AgencyKind = AgencyKind.FAMILY_SERVICE) -> Agency:
    return Agency.objects.create(name=name, kind=kind.value)


def team(at: Agency, name: str = "Front") -> Team:
    return Team.objects.create(agency=at, name=name)


def works(name: str, at: Agency, role: Role = Role.LINK_WORKER, *teams: Team, app: bool = True) -> Member:
    """A member with a password, and (unless told otherwise) an authenticator app."""
    user = User.objects.create_user(f"{name.lower()}@example.org", PASSWORD, name=name)
    member = Member.objects.create(user=user, agency=at, role=role.value)
    member.teams.set(teams)
    if app:
        totp.TOTP.activate(user, totp.generate_totp_secret())
    return member


def secret_of(user: User) -> str:
    """The key in a user's authenticator app."""
    return str(totp.decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"]))


def code_for(secret: str, *, step: int = 0) -> str:
    """The code an app shows now; -1 and 1 are the neighbouring half minutes."""
    now = list(totp.yield_hotp_counters_from_time())[1]
    return totp.format_hotp_value(totp.hotp_value(secret, now + step))


def printed_codes(user: User) -> list[str]:
    """A sheet of printed codes."""
    return list(RecoveryCodes.activate(user).get_unused_codes())


def give_password(client: Client, user: User, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(SIGN_IN, {"login": user.email, "password": password, **extra})


def sign_in(client: Client, user: User) -> Any:
    """Password and code. Answers the last response."""
    give_password(client, user)
    secret = secret_of(user)
    for step in (0, 1, -1):  # a code works once: somebody who signs in twice within half a minute gives the next
        response = client.post("/account/code/", {"code": code_for(secret, step=step)})
        if response.status_code == 302:
            break
    return response


def signed_in(member: Member) -> Client:
    """A browser in which the member is signed in."""
    client = Client()
    assert sign_in(client, member.user).status_code == 302
    return client


def run_jobs() -> int:
    """Carry out what waits in the queue, as a worker would."""
    waiting = list(DBTaskResult.objects.filter(status="READY").order_by("enqueued_at"))
    for task in waiting:
        run_job.func(**task.args_kwargs["kwargs"])
        task.delete()
    return len(waiting)


def link_in_letter(to: str) -> str:
    """The path of the link in the newest letter to this address."""
    letter = [letter for letter in mail.outbox if letter.to == [to]][-1]
    found = re.search(r"https?://[^/\s]+(/\S+)", letter.body)
    assert found, letter.body
    return found[1]
