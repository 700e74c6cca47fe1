from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "kinkeeper.offers"
    label = "offers"

    def ready(self) -> None:
        from kinkeeper.foundation.categories import Category
        from kinkeeper.offers.queries.offer_family import words_for
        from kinkeeper.offers.queries.safety import safety_views
        from kinkeeper.sharing.queries import provide, provide_words

        provide(Category.RISK, safety_views)
        provide_words(words_for)
