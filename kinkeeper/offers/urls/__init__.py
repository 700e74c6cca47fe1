"""The addresses of offers: asking, offering, and the pack."""

from __future__ import annotations

from kinkeeper.offers.urls.asking import asking_urls
from kinkeeper.offers.urls.offers import offer_urls

app_name = "offers"
urlpatterns = [*asking_urls, *offer_urls]
