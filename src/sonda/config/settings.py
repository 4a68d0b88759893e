"""All settings in one place; what differs between machines comes from the environment (docs/reference/settings.md)."""

from urllib.parse import quote, urlsplit

import django
from django.utils.translation import gettext_lazy as _

from sonda.config import environment as env
from sonda.config.logs import LEVELS, logging_settings

HOME = env.folder("SONDA_HOME", env.data_folder())
SONDA_URL = env.origin("SONDA_URL", "http://127.0.0.1:8000")
HTTPS = SONDA_URL.startswith("https://")

# sonda.config.guard refuses to serve with a missing, short or known key, and with DEBUG.
SECRET_KEY = env.secret("SONDA_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SONDA_SECRET_KEY_BEFORE")  # still understood while the key is being changed
DEBUG = env.flag("SONDA_DEBUG")
ALLOWED_HOSTS = env.hosts("SONDA_HOSTS") or ["localhost", "127.0.0.1", "[::1]", str(urlsplit(SONDA_URL).hostname)]

INSTALLED_APPS = [
    # A room's templates come before those of the libraries it dresses (allauth).
    "sonda.apps.transfers",
    "sonda.apps.reports",
    "sonda.apps.analytics",
    "sonda.apps.responses",
    "sonda.apps.surveys",
    "sonda.apps.organizations",
    "sonda.apps.jobs",
    "sonda.ui",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "lucide",
    "csp",
    "django.contrib.humanize",  # for allauth's pages
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
AUTH_USER_MODEL = "organizations.User"
ROOT_URLCONF = "sonda.config.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "sonda.config.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sonda.config.middleware.PrivateByDefaultMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page asks for a sign-in unless its view says @login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sonda.apps.organizations.middleware.MemberMiddleware",
    "sonda.ui.middleware.SondaErrorMiddleware",
]

# Template partials are part of Django from version 6; before it a package carries the same tags.
_loaders: list[object] = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
_loaders = [("django.template.loaders.cached.Loader", _loaders)]
_builtins = ["django_cotton.templatetags.cotton"]
if django.VERSION < (6,):
    INSTALLED_APPS.insert(INSTALLED_APPS.index("lucide"), "template_partials.apps.SimpleAppConfig")
    _loaders = [("template_partials.loader.Loader", _loaders)]
    _builtins.append("template_partials.templatetags.partials")

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": _loaders,
            "builtins": _builtins,
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sonda.ui.context.page_kit",
                "sonda.apps.organizations.context.person_and_installation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Data
DATABASES = {"default": env.database(env.secret("DATABASE_URL", f"sqlite:///{quote(str(HOME / 'sonda.sqlite3'))}"))}
CACHES = {
    # In the database: attempts to sign in are counted together by all processes.
    "default": {"BACKEND": "sonda.config.cache.KeptUntilExpired", "LOCATION": "sonda_cache"}
}
TASKS = {"default": {"BACKEND": "sonda.apps.jobs.backend.DatabaseBackend", "QUEUES": ["default"]}}
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "sonda.config.static.HashedFiles"},
}

# Language and time
LANGUAGES = [("pl", _("Polish")), ("uk", _("Ukrainian")), ("en", _("English"))]
LANGUAGE_CODE = env.choice("SONDA_LANGUAGE", "en", [code for code, _name in LANGUAGES])
LOCALE_PATHS = [env.PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.time_zone("SONDA_TIME_ZONE", "Europe/Warsaw")

# Browsers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = env.flag("SONDA_HTTPS_REDIRECT", default=True) and HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked from inside, by plain http
SECURE_HSTS_SECONDS = env.number("SONDA_HSTS_SECONDS", 365 * 24 * 3600 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
if HTTPS:  # browsers take these names from this host only, over https, for all its paths
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
CSRF_TRUSTED_ORIGINS = [SONDA_URL]
PROXIES = env.number("SONDA_PROXIES", 0, high=10)
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
MESSAGE_STORAGE = "sonda.ui.notices.NoticeStorage"
# Sizes of what comes in (R7.1); files are streamed by their own views, with their own limits, and refused elsewhere.
FILE_UPLOAD_HANDLERS = ["sonda.config.uploads.NoFiles"]
UPLOAD_MAX_BYTES = env.number("SONDA_UPLOAD_MAX_MB", 1_024, low=1, high=100_000) * 2**20  # sonda.config.intake
IMPORT_MAX_ROWS = env.number("SONDA_IMPORT_MAX_ROWS", 50_000_000, low=1_000, high=10_000_000_000)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# Accounts
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
SESSION_ENGINE = "sonda.config.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
ACCOUNT_ADAPTER = "sonda.apps.organizations.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "sonda.apps.organizations.forms.LoginForm",
    "add_email": "sonda.apps.organizations.forms.AddEmailForm",
    "change_password": "sonda.apps.organizations.forms.ChangePasswordForm",
    "set_password": "sonda.apps.organizations.forms.SetPasswordForm",
    "reset_password": "sonda.apps.organizations.forms.ResetPasswordForm",
    "reset_password_from_key": "sonda.apps.organizations.forms.ResetPasswordKeyForm",
    "reauthenticate": "sonda.apps.organizations.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody signs up by themselves: an owner invites
ACCOUNT_CHANGE_EMAIL = True  # one address a person; the new one counts when it is confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Sonda: "
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session goes on; Django ends all others
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_ADAPTER = "sonda.apps.organizations.adapter.MFAAdapter"
MFA_FORMS = {"activate_totp": "sonda.apps.organizations.forms.ActivateTOTPForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Sonda"

# Mail
MAIL_IS_ON = bool(env.secret("SONDA_MAIL"))
globals().update(env.mail(env.secret("SONDA_MAIL")))
DEFAULT_FROM_EMAIL = env.sender("SONDA_MAIL_FROM", f"sonda@{urlsplit(SONDA_URL).hostname}")

# Watching the machine
METRICS_TOKEN = env.token("SONDA_METRICS_TOKEN")

LOGGING = logging_settings(level=env.choice("SONDA_LOG_LEVEL", "INFO", LEVELS))
