from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kinkeeper.web"
    label = "web"

    def ready(self) -> None:
        from kinkeeper.foundation.search import register_source
        from kinkeeper.web.site import queries

        register_source("page", queries.all_documents, queries.some_documents)
