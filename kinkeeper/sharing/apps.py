from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "kinkeeper.sharing"
    label = "sharing"

    def ready(self) -> None:
        from kinkeeper.foundation.categories import Category
        from kinkeeper.people import queries as people
        from kinkeeper.sharing.queries import provide

        provide(Category.IDENTITY, people.identities)
        provide(Category.WHEREABOUTS, people.whereabouts)
        provide(Category.KIN, people.ties)
        provide(Category.CUSTODY_FACT, people.told)
        provide(Category.DEMOGRAPHICS, people.demographics)
        provide(Category.HEALTH, people.health)
