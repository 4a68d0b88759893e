from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "sonda.apps.transfers"
    default_auto_field = "django.db.models.BigAutoField"
