"""The addresses of moved families. They carry references alone, and no word that tells of custody."""

from __future__ import annotations

from django.urls import path

from kinkeeper.offers.views import moves

move_urls = [
    path("families/moved/", moves.list_moved, name="list-moved"),
    path("families/moved/<str:reference>/", moves.take_on_family, name="take-on-family"),
    path("families/<str:reference>/who-goes-on/", moves.choose_service, name="choose-service"),
    path("asking/service/<str:reference>/", moves.ask_about_service, name="ask-about-service"),
]
