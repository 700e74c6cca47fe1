"""Addresses of the one search."""

from __future__ import annotations

from django.urls import path

from kinkeeper.web import search_views

app_name = "search"
urlpatterns = [
    path("", search_views.show_search, name="show-search"),
    path("suggest/", search_views.suggest_as_typed, name="suggest"),
]
