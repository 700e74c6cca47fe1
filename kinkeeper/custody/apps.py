from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "kinkeeper.custody"
    label = "custody"

    def ready(self) -> None:
        from kinkeeper.custody.queries import custody_views
        from kinkeeper.foundation.categories import Category
        from kinkeeper.sharing.queries import provide_together

        provide_together((Category.CUSTODY_FACT, Category.CUSTODY_DETAILS), custody_views)
