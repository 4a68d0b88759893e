from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "sonda.apps.reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sonda.apps.reports import receivers  # noqa: F401
