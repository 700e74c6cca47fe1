from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "kinkeeper.ledger"
    label = "ledger"
