from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "kinkeeper.sharing"
    label = "sharing"
