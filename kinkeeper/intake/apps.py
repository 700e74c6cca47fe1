from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "kinkeeper.intake"
    label = "intake"
