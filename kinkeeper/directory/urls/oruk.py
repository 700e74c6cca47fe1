"""The open feed's addresses, with the header that lets pages of any other site read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt

from kinkeeper.directory.api import api


def _open_to_all(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let pages of any other site read the answer: the feed is public (Open Referral UK asks for it)."""

    @wraps(view)
    def answer(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *arguments, **named)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return csrf_exempt(answer)  # read only


urlpatterns, app_name, _ = api.urls
for _pattern in urlpatterns:
    if isinstance(_pattern, URLPattern):
        _pattern.callback = _open_to_all(_pattern.callback)
