from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "kinkeeper.design"
    label = "design"
