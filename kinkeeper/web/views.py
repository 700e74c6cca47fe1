"""The front door and the home page of whoever is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kinkeeper.foundation.web import actor_of


def front_door(request: HttpRequest) -> HttpResponse:
    """The open page that anyone meets first."""
    return render(request, "web/front-door.jinja")


def home(request: HttpRequest) -> HttpResponse:
    """Where each person's work begins."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if actor_of(request).is_family:
        return redirect("portal:home")
    return render(request, "web/home.jinja", {"actor": actor_of(request)})
