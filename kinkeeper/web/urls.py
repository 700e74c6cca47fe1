"""Every address of the site, room by room."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from kinkeeper.web.site.views import reading
from kinkeeper.web.site.views.editing import open_home

if settings.WING == "whole":
    from kinkeeper.web.views import home
else:
    home = open_home

web_urls = (
    [
        path("", reading.front_door, name="front-door"),
        path("home/", home, name="home"),
    ],
    "web",
)

urlpatterns = [
    path("", include(web_urls)),
    path("account/", include("kinkeeper.accounts.urls")),
    path("account/", include("kinkeeper.accounts.urls.sign_in")),
    path("agency/", include("kinkeeper.agencies.urls")),
    path("library/", include("kinkeeper.library.urls")),
    path("search/", include("kinkeeper.web.search_urls")),
    path("find/", include("kinkeeper.directory.urls")),
    path("oruk/", include("kinkeeper.directory.urls.oruk", namespace="oruk")),
    path("", include("kinkeeper.web.site.urls")),
    path("gallery/", include("kinkeeper.design.urls")),
]
if settings.WING == "whole":
    urlpatterns += [
        path("", include("kinkeeper.offers.urls")),
        path("", include("kinkeeper.portal.urls")),
        path("", include("kinkeeper.web.glass_urls")),
        path("", include("kinkeeper.intake.urls")),
        path("demo/", include("kinkeeper.demo.urls")),
    ]

handler400 = "kinkeeper.web.errors.bad_request"
handler403 = "kinkeeper.web.errors.forbidden"
handler404 = "kinkeeper.web.errors.not_found"
handler500 = "kinkeeper.web.errors.server_error"
