"""The live feed's page."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kinkeeper.demo.live import HAPPENINGS, last_number, send


@require_http_methods(["GET", "POST"])
def live_feed(request: HttpRequest) -> HttpResponse:
    """Send the next custody event and see what became of it. Only in a demonstration."""
    if not settings.DEMO:
        raise Http404
    sent, look = None, ""
    if request.method == "POST":
        name = request.POST.get("happening", "")
        try:
            sent = send(name)
        except KeyError:
            raise Http404 from None
        look = HAPPENINGS[name].look
    somebody = last_number()
    return render(
        request,
        "demo/live-feed.jinja",
        {
            "happenings": [(key, one.words) for key, one in HAPPENINGS.items() if somebody or not one.needs_somebody],
            "somebody": somebody,
            "sent": sent,
            "look": look,
        },
    )
