"""Puts the Actor on each request, ends idle and over-long sessions, and turns domain errors into pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kinkeeper.agencies.queries import actor_for
from kinkeeper.foundation.actors import NOBODY
from kinkeeper.foundation.errors import DomainError, NotVisible

GetResponse = Callable[[HttpRequest], HttpResponse]


class WhoIsAsking:
    """`request.actor` for every view, and one place where domain errors become pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.actor = actor_for(user) if user.is_authenticated else NOBODY  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a domain error; None lets any other error take its way."""
        if isinstance(error, NotVisible):
            return render(request, "404.jinja", status=404)
        if isinstance(error, DomainError):
            return render(request, "403.jinja", {"reason": error.reason}, status=403)
        return None
