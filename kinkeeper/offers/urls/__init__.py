"""The addresses of offers: asking, offering, and the pack."""

from __future__ import annotations

from kinkeeper.offers.urls.asking import asking_urls
from kinkeeper.offers.urls.figures import figure_urls
from kinkeeper.offers.urls.moves import move_urls
from kinkeeper.offers.urls.offers import offer_urls
from kinkeeper.offers.urls.packs import pack_urls

app_name = "offers"
urlpatterns = [
    *move_urls,
    *asking_urls,
    *figure_urls,
    *pack_urls,
    *offer_urls,
]  # words before references: an address is read from the top
