from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "sonda.apps.jobs"
    default_auto_field = "django.db.models.BigAutoField"
