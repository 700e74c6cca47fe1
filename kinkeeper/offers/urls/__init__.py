"""The addresses of offers: asking, offering, and the pack."""

from __future__ import annotations

from kinkeeper.offers.urls.offers import offer_urls

app_name = "offers"
urlpatterns = [*offer_urls]
