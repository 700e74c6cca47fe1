from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "kinkeeper.custody"
    label = "custody"
