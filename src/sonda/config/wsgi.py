"""The door for a web server (granian, or any other that speaks WSGI)."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "sonda.config.settings"

from django.core.wsgi import get_wsgi_application

from sonda.config.guard import refuse_unsafe_settings

refuse_unsafe_settings()
application = get_wsgi_application()
