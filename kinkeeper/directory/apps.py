from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "kinkeeper.directory"
    label = "directory"

    def ready(self) -> None:
        from kinkeeper.directory.queries import documents
        from kinkeeper.foundation.search import register_source

        register_source(documents.SERVICE, documents.all_services, documents.some_services)
        register_source(documents.PRISON, documents.all_prisons, documents.some_prisons)
