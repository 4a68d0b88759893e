from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "sonda.apps.analytics"
    default_auto_field = "django.db.models.BigAutoField"
