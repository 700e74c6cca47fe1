from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "kinkeeper.offers"
    label = "offers"
