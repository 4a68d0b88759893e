from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "sonda.apps.surveys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sonda.apps.surveys import titles  # noqa: F401 — they are known from now on
