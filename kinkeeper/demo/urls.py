"""The addresses of the demonstration."""

from django.urls import path

from kinkeeper.demo import views

app_name = "demo"
urlpatterns = [path("live-feed/", views.live_feed, name="live-feed")]
