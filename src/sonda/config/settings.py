"""All settings in one place; what differs between machines comes from the environment (docs/reference/settings.md)."""

import os
from pathlib import Path
from urllib.parse import unquote, urlparse

from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("SONDA_HOME", Path.cwd() / "var")).resolve()

SECRET_KEY = os.environ.get("SONDA_SECRET_KEY", "")
DEBUG = os.environ.get("SONDA_DEBUG", "") == "1"
ALLOWED_HOSTS = os.environ.get("SONDA_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")

INSTALLED_APPS = [
    "sonda.apps.transfers",
    "sonda.apps.reports",
    "sonda.apps.analytics",
    "sonda.apps.responses",
    "sonda.apps.surveys",
    "sonda.apps.organizations",
    "sonda.apps.jobs",
    "sonda.ui",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
AUTH_USER_MODEL = "organizations.User"
ROOT_URLCONF = "sonda.config.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def database(url: str) -> dict[str, object]:
    """One database from a URL: sqlite:///path or postgres://user:password@host:port/name."""
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path) or ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", f"sqlite:///{HOME / 'sonda.sqlite3'}"))}

LANGUAGE_CODE = "en"
LANGUAGES = [("pl", _("Polish")), ("uk", _("Ukrainian")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("SONDA_TIME_ZONE", "Europe/Warsaw")

TASKS = {"default": {"BACKEND": "sonda.apps.jobs.backend.DatabaseBackend", "QUEUES": ["default"]}}

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
