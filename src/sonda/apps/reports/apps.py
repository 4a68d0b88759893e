from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "sonda.apps.reports"
    default_auto_field = "django.db.models.BigAutoField"
