from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "kinkeeper.library"
    label = "library"
