from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "kinkeeper.directory"
    label = "directory"
