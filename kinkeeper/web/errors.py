"""Pages for what went wrong, in our own words. Each says what to do next; none tells what its reader may not know.

Arguments that a page leaves unused are those with which Django calls it.
"""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kinkeeper.foundation.web import sign_in_again

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent could not be read, or was too large."""
    if isinstance(exception, TOO_LARGE):
        return render(request, "413.jinja", status=413)
    return render(request, "400.jinja", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The reader may know of this, but may not do it."""
    return render(request, "403.jinja", {"reason": ""}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing is here: word for word the page for what the reader may not see."""
    return render(request, "404.jinja", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke. Made without the request, whose context may be what broke."""
    return HttpResponseServerError(render_to_string("500.jinja"))


def too_many(request: HttpRequest, *details: object, **more: object) -> HttpResponse:
    """Too many tries in a short time; sign-in guards call this with details of their own."""
    return render(request, "429.jinja", status=429)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: mostly a session that ended meanwhile; its writer signs in and comes back."""
    if not request.user.is_authenticated:
        because = _("You were signed out before that form arrived, so it was not saved. Sign in to go back to it.")
        return sign_in_again(request, because=because)
    return render(request, "form-expired.jinja", status=403)
