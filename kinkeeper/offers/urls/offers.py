"""The addresses of offering. They carry references alone, and no word that tells of custody."""

from __future__ import annotations

from django.urls import path

from kinkeeper.offers.views import offer_cover, offers

offer_urls = [
    path("families/", offers.list_families_to_reach, name="list-families-to-reach"),
    path("families/team/", offers.list_families_to_reach, {"whose": "team"}, name="list-families-of-team"),
    path("families/to-cover/", offers.list_families_to_reach, {"whose": "to_cover"}, name="list-families-to-cover"),
    path("families/ask-again/", offers.list_families_to_ask_again, name="list-families-to-ask-again"),
    path("families/settings/", offer_cover.edit_service_settings, name="edit-service-settings"),
    path("families/<str:reference>/", offers.view_call_sheet, name="view-call-sheet"),
    path("families/<str:reference>/attempt/", offers.note_attempt, name="note-attempt"),
    path("families/<str:reference>/attempt/<str:attempt>/strike/", offers.strike_out_attempt, name="strike-out-attempt"),
    path("families/<str:reference>/not-reachable/", offers.call_not_reachable, name="call-not-reachable"),
    path("families/<str:reference>/ask-again/", offers.reopen_offer, name="reopen-offer"),
    path("families/<str:reference>/take/", offer_cover.take_offer, name="take-offer"),
    path("families/<str:reference>/hand-over/", offer_cover.hand_over_offer, name="hand-over-offer"),
]
