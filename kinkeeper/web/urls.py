"""Every address of the site, room by room."""

from __future__ import annotations

from django.urls import include, path

from kinkeeper.web import views
from kinkeeper.web.site.views import reading

web_urls = (
    [
        path("", reading.front_door, name="front-door"),
        path("home/", views.home, name="home"),
    ],
    "web",
)

urlpatterns = [
    path("", include(web_urls)),
    path("account/", include("allauth.urls")),
    path("find/", include("kinkeeper.directory.urls")),
    path("oruk/", include("kinkeeper.directory.urls.oruk", namespace="oruk")),
    path("", include("kinkeeper.web.site.urls")),
    path("gallery/", include("kinkeeper.design.urls")),
]

handler400 = "kinkeeper.web.errors.bad_request"
handler403 = "kinkeeper.web.errors.forbidden"
handler404 = "kinkeeper.web.errors.not_found"
handler500 = "kinkeeper.web.errors.server_error"
