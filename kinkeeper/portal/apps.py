from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kinkeeper.portal"
    label = "portal"
