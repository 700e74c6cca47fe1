"""Every address of the site, room by room."""

from __future__ import annotations

from django.urls import include, path

from kinkeeper.web import glass, views

web_urls = (
    [
        path("", views.front_door, name="front-door"),
        path("home/", views.home, name="home"),
        path("glass/", glass.openings, name="openings"),
        path("glass/open/", glass.open_record, name="open-record"),
        path("glass/<str:reference>/", glass.view_opening, name="view-opening"),
        path("glass/<str:reference>/close/", glass.close_record, name="close-record"),
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
    path("", include("kinkeeper.offers.urls")),
    path("", include("kinkeeper.portal.urls")),
    path("gallery/", include("kinkeeper.design.urls")),
    path("", include("kinkeeper.intake.urls")),
    path("demo/", include("kinkeeper.demo.urls")),
]

handler400 = "kinkeeper.web.errors.bad_request"
handler403 = "kinkeeper.web.errors.forbidden"
handler404 = "kinkeeper.web.errors.not_found"
handler500 = "kinkeeper.web.errors.server_error"
