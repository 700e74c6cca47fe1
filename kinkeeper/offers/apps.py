from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "kinkeeper.offers"
    label = "offers"

    def ready(self) -> None:
        from kinkeeper.foundation.categories import Category
        from kinkeeper.offers.queries.safety import safety_views
        from kinkeeper.sharing.queries import provide

        provide(Category.RISK, safety_views)
