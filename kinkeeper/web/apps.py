from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kinkeeper.web"
    label = "web"
