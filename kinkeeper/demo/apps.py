from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "kinkeeper.demo"
    label = "demo"
