from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "kinkeeper.foundation"
    label = "foundation"
