"""The addresses of figures."""

from __future__ import annotations

from django.urls import path

from kinkeeper.offers.views import figures

figure_urls = [
    path("families/figures/", figures.view_figures, name="view-figures"),
    path("families/figures.csv", figures.download_figures, name="download-figures"),
]
