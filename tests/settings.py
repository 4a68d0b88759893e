"""The product's settings, quicker and without anything left behind."""

import atexit
import os
import secrets
import shutil
import tempfile

# Browser tests drive an event loop in the thread that also speaks to the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ.setdefault("SONDA_SECRET_KEY", secrets.token_urlsafe(50))
if "SONDA_HOME" not in os.environ:
    _home = os.environ["SONDA_HOME"] = tempfile.mkdtemp(prefix="sonda-tests-")
    atexit.register(shutil.rmtree, _home, ignore_errors=True)

from sonda.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
MAIL_IS_ON = True  # into pytest-django's mailbox
LOGGING_CONFIG = None  # pytest gathers the log itself
