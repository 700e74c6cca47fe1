"""Addresses of intake: the feed's interface, and the pages of its owner."""

from __future__ import annotations

from django.urls import path

from kinkeeper.intake import views
from kinkeeper.intake.api import api

app_name = "intake"

urlpatterns = [
    path("api/v1/", api.urls),
    path("feeds/refused/", views.list_refused, name="list-refused"),
    path("feeds/refused/retry/", views.retry_refused, name="retry-refused"),
    path("feeds/refused/<str:reference>/", views.show_refused, name="show-refused"),
]
