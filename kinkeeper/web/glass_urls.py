"""Addresses of records opened in an emergency."""

from __future__ import annotations

from django.urls import path

from kinkeeper.web import glass

app_name = "glass"
urlpatterns = [
    path("glass/", glass.openings, name="openings"),
    path("glass/open/", glass.open_record, name="open-record"),
    path("glass/<str:reference>/", glass.view_opening, name="view-opening"),
    path("glass/<str:reference>/close/", glass.close_record, name="close-record"),
]
