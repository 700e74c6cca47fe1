from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "kinkeeper.people"
    label = "people"
