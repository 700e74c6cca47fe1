"""Ends long sessions, asks for the second factor, puts the Actor on each request, turns domain errors into pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import logout
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg.errors import SerializationFailure, UniqueViolation

from kinkeeper.accounts.queries import second_factor_done
from kinkeeper.agencies.queries import actor_for
from kinkeeper.foundation.actors import NOBODY, Actor
from kinkeeper.foundation.clock import now
from kinkeeper.foundation.errors import DomainError, NotVisible
from kinkeeper.foundation.rowsecurity import acting_for
from kinkeeper.foundation.transactions import reference_was_taken
from kinkeeper.foundation.uploads import files_fall_with_rows
from kinkeeper.foundation.web import actor_of, sign_in_again
from kinkeeper.ledger.actions import record_hidden
from kinkeeper.web.errors import problem_page, typed_words

if TYPE_CHECKING:
    from kinkeeper.accounts.models import User

if settings.WING == "whole":  # the open wing has no families' side
    from kinkeeper.portal.queries import family_actor_for

GetResponse = Callable[[HttpRequest], HttpResponse]

BEGAN, SEEN = "session_began_at", "session_seen_at"
TRIES = 3  # of a page that met another, or drew a reference that was taken
SEEN_EVERY = 60  # seconds: a session's row is written at most once a minute, for SQLite allows one writer

# What somebody may open who has given a password and no second factor yet.
SET_UP_PAGES = frozenset(
    {
        "accounts:set-up-second-factor",
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
    }
)
# What somebody may open whose account works at no agency (any more, or yet).
PAGES_WITHOUT_AGENCY = frozenset({"account_logout", "agencies:accept-invitation"})


class EndsSessions:
    """Ends a session that was idle for SESSION_IDLE or is older than SESSION_ABSOLUTE, and says so at the sign-in page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            because = self._why_ended(request)
            if because:
                logout(request)
                return sign_in_again(request, because=because)
        response = self.get_response(request)
        if request.user.is_authenticated:
            self._mark(request)
            if "Cache-Control" not in response:
                response["Cache-Control"] = "no-store, private"  # shared computers keep nothing of a family
        return response

    def _why_ended(self, request: HttpRequest) -> str:
        moment = now()
        began, seen = _moment(request, BEGAN), _moment(request, SEEN)
        if began and moment - began >= settings.SESSION_ABSOLUTE:
            return self._words(request, _("You had been signed in for a whole working day, so we signed you out."))
        if seen and moment - seen >= settings.SESSION_IDLE:
            minutes = int(settings.SESSION_IDLE.total_seconds() // 60)
            return self._words(
                request,
                ngettext(
                    "You were away for %(count)d minute, so we signed you out to keep families’ details safe.",
                    "You were away for more than %(count)d minutes, so we signed you out to keep families’ details safe.",
                    minutes,
                )
                % {"count": minutes},
            )
        return ""

    def _words(self, request: HttpRequest, ended: str) -> str:
        if request.method in {"GET", "HEAD"}:
            return ended + " " + _("Sign in to go on where you were.")
        return ended + " " + _("The form that you sent just now was not saved. Sign in to go back to it.")

    def _mark(self, request: HttpRequest) -> None:
        moment = now()
        if BEGAN not in request.session:
            request.session[BEGAN] = moment.isoformat()
        seen = _moment(request, SEEN)
        if seen is None or abs((moment - seen).total_seconds()) >= SEEN_EVERY:
            request.session[SEEN] = moment.isoformat()


def _actor(user: User) -> Actor:
    """Somebody at work, or else a family member."""
    actor = actor_for(user)
    return family_actor_for(user) if actor is NOBODY and settings.WING == "whole" else actor


def _met_another(error: Exception) -> bool:
    """Whether what a page would write was written by another since the page's one moment."""
    return isinstance(error.__cause__, SerializationFailure | UniqueViolation)


def _moment(request: HttpRequest, key: str) -> datetime | None:
    stored = request.session.get(key)
    return datetime.fromisoformat(stored) if stored else None


class WhoIsAsking:
    """`request.actor` for every view: nobody, until the second factor is given; and domain errors as pages.

    On PostgreSQL the rest of the request is one transaction in which the database knows the actor too. An error in a view is
    a page by the time it comes back here, so what an action wrote before it, such as a wrong code counted, is kept.

    There a page that is only asked for is read as of one moment: what is decided and what is shown cannot fall apart. Of the
    few that write more than the ledger (that a notice was seen, a draft begun), one that meets another is asked for again.
    A form that was sent is done again in one case alone: it drew a reference that was taken, and so was not done.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        complete = user.is_authenticated and second_factor_done(request, user)
        request.actor = _actor(user) if user.is_authenticated and complete else NOBODY  # type: ignore[attr-defined]
        request.lacks_second_factor = user.is_authenticated and not complete  # type: ignore[attr-defined]
        is_one = connection.vendor == "postgresql" and not connection.in_atomic_block  # transaction
        one_moment = is_one and request.method in {"GET", "HEAD"}
        for tries_left in reversed(range(TRIES)):
            undone = _met_another if one_moment else reference_was_taken
            request.may_try_again, request.met_another = undone if tries_left else None, False  # type: ignore[attr-defined]
            with files_fall_with_rows(), acting_for(request.actor, one_moment=one_moment):  # type: ignore[attr-defined]
                response = self.get_response(request)
                if is_one and request.met_another:  # type: ignore[attr-defined]
                    transaction.set_rollback(True)
            if not request.met_another:  # type: ignore[attr-defined]
                break
            for _name, files in request.FILES.lists():
                for file in files:
                    file.seek(0)
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _named: Any) -> HttpResponseBase | None:
        """Lead to the set-up pages who lacks a second factor; sign out whose work at an agency has ended."""
        page = request.resolver_match.view_name if request.resolver_match else ""
        if request.lacks_second_factor:  # type: ignore[attr-defined]
            return None if page in SET_UP_PAGES else redirect("accounts:set-up-second-factor")
        if request.user.is_authenticated and request.actor is NOBODY and page not in PAGES_WITHOUT_AGENCY:  # type: ignore[attr-defined]
            logout(request)
            return render(request, "accounts/no-access.jinja", status=403)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a domain error; None lets any other error take its way."""
        if (undone := getattr(request, "may_try_again", None)) and undone(error):
            request.met_another = True  # type: ignore[attr-defined]
            return HttpResponse(status=503)  # seen by nobody: the page is asked for again
        if isinstance(error, NotVisible):
            if error.asked_for:
                with transaction.atomic():  # the action's own transaction has gone by now
                    record_hidden(
                        by=actor_of(request), action="asked_in_vain", asked_for=error.asked_for, purpose=error.purpose
                    )
            return problem_page(request, "404", status=404)
        if isinstance(error, DomainError):
            return problem_page(request, "403", status=403, reason=error.reason, typed=typed_words(request))
        return None
