"""Pages for what went wrong, in our own words. Each says what to do next; none tells what its reader may not know.

Arguments that a page leaves unused are those with which Django calls it.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kinkeeper.foundation.web import actor_of, sign_in_again

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def family_page(request: HttpRequest) -> bool:
    """Whether what went wrong is shown on a family's own side: by the address, or by who asks."""
    return request.path.startswith(settings.FAMILY_PAGES) or actor_of(request).is_family


def problem_page(request: HttpRequest, kind: str, *, status: int, **shown: object) -> HttpResponse:
    """The page for one kind of problem: a family's with the way out, everybody else's in words for work."""
    if not family_page(request):
        template = "form-expired.jinja" if kind == "expired" else f"{kind}.jinja"
        return render(request, template, shown, status=status)
    page = render(request, "web/family-error.jinja", {"kind": kind, "typed": shown.get("typed", [])}, status=status)
    page["Cache-Control"] = "no-store"
    return page


def typed_words(request: HttpRequest) -> list[str]:
    """The words in a form that was not taken, to be copied: nothing that somebody wrote is lost. Codes are left out."""
    if request.method != "POST":
        return []
    lists = [values for name, values in request.POST.lists() if not name.startswith(("password", "code"))]
    return [value for values in lists for value in values if " " in value.strip()]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent could not be read, or was too large."""
    if isinstance(exception, TOO_LARGE):
        return problem_page(request, "413", status=413)
    return problem_page(request, "400", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The reader may know of this, but may not do it."""
    return problem_page(request, "403", status=403, reason="")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing is here: word for word the page for what the reader may not see."""
    return problem_page(request, "404", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke. Made without the request, whose context may be what broke."""
    if request.path.startswith(settings.FAMILY_PAGES):
        page = HttpResponseServerError(render_to_string("web/family-error.jinja", {"kind": "500"}))
        page["Cache-Control"] = "no-store"
        return page
    return HttpResponseServerError(render_to_string("500.jinja"))


def too_many(request: HttpRequest, *details: object, **more: object) -> HttpResponse:
    """Too many tries in a short time; sign-in guards call this with details of their own."""
    return problem_page(request, "429", status=429)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: mostly a session that ended meanwhile; its writer signs in and comes back."""
    if not request.user.is_authenticated:
        because = _("You were signed out before that form arrived, so it was not saved. Sign in to go back to it.")
        return sign_in_again(request, because=because)
    return problem_page(request, "expired", status=403)
