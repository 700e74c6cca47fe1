from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kinkeeper.accounts"
    label = "accounts"
