from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "kinkeeper.library"
    label = "library"

    def ready(self) -> None:
        from kinkeeper.foundation.search import register_source
        from kinkeeper.library import queries

        register_source("resource", queries.all_resources, queries.some_resources)
        register_source("collection", queries.all_collections, queries.some_collections)
