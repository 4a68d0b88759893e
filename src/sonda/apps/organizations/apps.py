from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "sonda.apps.organizations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sonda.apps.organizations import receivers  # noqa: F401 — they listen from now on
