from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "sonda.apps.responses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sonda.apps.responses import receivers  # noqa: F401 — they listen from now on
