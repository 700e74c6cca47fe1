from importlib import import_module

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules

from kinkeeper.foundation.moments import read_moments_quickly


class FoundationConfig(AppConfig):
    name = "kinkeeper.foundation"
    label = "foundation"

    def ready(self) -> None:
        import_module("kinkeeper.foundation.search")  # its job and its duty
        connection_created.connect(read_moments_quickly, dispatch_uid="kinkeeper.read_moments_quickly")
        autodiscover_modules("jobs")  # so that a worker knows every job and duty by name
