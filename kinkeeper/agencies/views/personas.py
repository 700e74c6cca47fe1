"""One click to be somebody of the demo. Without the demo switch this page does not exist."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kinkeeper.accounts.actions import sign_in_persona
from kinkeeper.agencies.queries import personas
from kinkeeper.foundation.errors import NotVisible


def choose_persona(request: HttpRequest) -> HttpResponse:
    """The people of the demo, by agency; a press signs in as one of them."""
    if not settings.DEMO:
        raise NotVisible
    if request.method == "POST":
        user = get_user_model().objects.filter(reference=request.POST.get("persona", ""), is_persona=True).first()
        if user is None:
            raise NotVisible
        sign_in_persona(request=request, user=user)
        return redirect("web:home")
    by_agency = [(agency, list(people)) for agency, people in groupby(personas(), key=lambda persona: persona.agency)]
    return render(request, "agencies/personas.jinja", {"by_agency": by_agency})
