from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    name = "sonda.apps.responses"
    default_auto_field = "django.db.models.BigAutoField"
