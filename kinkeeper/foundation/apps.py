from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FoundationConfig(AppConfig):
    name = "kinkeeper.foundation"
    label = "foundation"

    def ready(self) -> None:
        import_module("kinkeeper.foundation.search")  # its job and its duty
        autodiscover_modules("jobs")  # so that a worker knows every job and duty by name
