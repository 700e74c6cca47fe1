from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "kinkeeper.custody"
    label = "custody"

    def ready(self) -> None:
        from kinkeeper.custody.queries import custody_details, custody_facts
        from kinkeeper.foundation.categories import Category
        from kinkeeper.sharing.queries import provide

        provide(Category.CUSTODY_FACT, custody_facts)
        provide(Category.CUSTODY_DETAILS, custody_details)
