from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "sonda.apps.organizations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sonda.apps.organizations import places, receivers  # noqa: F401 — they are known from now on
