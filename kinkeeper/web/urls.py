"""Every address of the site, room by room."""

from __future__ import annotations

from django.urls import include, path

from kinkeeper.web import views

web_urls = (
    [
        path("", views.front_door, name="front-door"),
        path("home/", views.home, name="home"),
    ],
    "web",
)

urlpatterns = [
    path("", include(web_urls)),
    path("account/", include("allauth.urls")),
]
