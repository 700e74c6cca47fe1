from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "kinkeeper.agencies"
    label = "agencies"
