"""Every address of the service; each room hangs its own."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from sonda.config import api
from sonda.config.health import health
from sonda.config.metrics import metrics
from sonda.ui.terms.views import glossary

ROOMS = ["organizations", "surveys", "responses", "analytics", "reports", "transfers", "jobs"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    path("help/terms/", glossary, name="terms"),
    path("metrics/", metrics, name="metrics"),
    path("account/", include("allauth.urls")),
    path("api/v1/", api.addresses()),
    *(path("", include(f"sonda.apps.{room}.urls")) for room in ROOMS if find_spec(f"sonda.apps.{room}.urls")),
    # The gallery of components, for people who build pages.
    *([path("styleguide/", include("sonda.ui.urls"))] if settings.DEBUG else []),
]
