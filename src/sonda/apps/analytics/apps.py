from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "sonda.apps.analytics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sonda.apps.analytics import palette, receivers, titles  # noqa: F401
