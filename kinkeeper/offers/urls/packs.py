"""The addresses of packs."""

from __future__ import annotations

from django.urls import path

from kinkeeper.offers.views import packs

pack_urls = [
    path("families/packs/", packs.list_packs_due, name="list-packs-due"),
    path("families/<str:reference>/pack/", packs.view_pack, name="view-pack"),
    path("families/<str:reference>/pack/reading/", packs.choose_reading, name="choose-reading"),
    path("families/<str:reference>/pack/help/", packs.choose_help, name="choose-help"),
    path("families/<str:reference>/pack/read/", packs.read_pack, name="read-pack"),
    path("families/<str:reference>/pack/information.pdf", packs.download_pack, name="download-pack"),
]
