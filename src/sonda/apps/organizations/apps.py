from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "sonda.apps.organizations"
    default_auto_field = "django.db.models.BigAutoField"
