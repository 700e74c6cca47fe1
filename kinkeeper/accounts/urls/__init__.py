"""Addresses of `accounts` that are our own; the library's are in `sign_in`."""

from __future__ import annotations

from django.urls import path

from kinkeeper.accounts import views

app_name = "accounts"
urlpatterns = [
    path("set-up/", views.set_up, name="set-up-second-factor"),
]
