"""The gallery of components."""

from __future__ import annotations

from django.urls import path

from kinkeeper.design import views

app_name = "design"

urlpatterns = [
    path("", views.gallery, name="show-gallery"),
    path("family/", views.family_page, name="show-family-page"),
]
