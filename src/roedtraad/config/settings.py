# SPDX-License-Identifier: EUPL-1.2
"""Django's settings, from the environment (see `roedtraad settings`)."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from roedtraad.config.broker import PORTAL_BROKER  # noqa: F401
from roedtraad.config.env import (
    SettingError,
    database_url,
    folder,
    host_names,
    kept_secret,
    mail_address,
    mail_server,
    one_of,
    secret_text,
    setting,
    token_text,
    web_address,
    whole_number,
)  # fmt: skip

PACKAGE = Path(__file__).resolve().parent.parent

MODE = setting(
    "ROEDTRAAD_MODE", one_of("demo", "development", "production"), default="demo",
    meaning="demo (synthetic people, sign-in without password, this machine only), development or production",
)  # fmt: skip
IS_DEMO = MODE == "demo"
IS_PRODUCTION = MODE == "production"
DEBUG = False

VAR = setting("ROEDTRAAD_VAR", folder, default="var", meaning="folder for the database, keys and uploads")


def _secret(name: str, meaning: str, file: str) -> str:
    text = setting(name, secret_text, meaning=meaning, is_secret=True)
    if text:
        return text
    if IS_PRODUCTION:
        raise SettingError(name, "must be set in production, to at least 32 random characters")
    return kept_secret(VAR / file)


SECRET_KEY = _secret("ROEDTRAAD_SECRET_KEY", "signs sessions and links; long and random", "secret.key")
DATA_KEY = _secret("ROEDTRAAD_DATA_KEY", "seals CPR numbers; keep a copy outside the database", "data.key")
ALLOWED_HOSTS = setting(
    "ROEDTRAAD_HOSTS", host_names, default="" if IS_PRODUCTION else "127.0.0.1,localhost,[::1]",
    meaning="host names that the site answers to, separated by commas",
)  # fmt: skip
if IS_PRODUCTION and not ALLOWED_HOSTS:
    raise SettingError("ROEDTRAAD_HOSTS", "must name the site's host in production")
USES_HTTPS = setting(
    "ROEDTRAAD_HTTPS", one_of("yes", "no"), default="yes" if IS_PRODUCTION else "no",
    meaning="whether people reach the site over https",
) == "yes"  # fmt: skip
if IS_PRODUCTION and not USES_HTTPS:
    raise SettingError("ROEDTRAAD_HTTPS", "must be yes in production")
if IS_DEMO and (USES_HTTPS or not set(ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]", "testserver"}):
    raise SettingError("ROEDTRAAD_MODE", "demo is for this machine only: set ROEDTRAAD_MODE=production for a real site")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if USES_HTTPS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "django_cotton",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "roedtraad.kernel",
    "roedtraad.audit",
    "roedtraad.organisation",
    "roedtraad.people",
    "roedtraad.consent",
    "roedtraad.protection",
    "roedtraad.notices",
    "roedtraad.cases",
    "roedtraad.handover",
    "roedtraad.journal",
    "roedtraad.plans",
    "roedtraad.intake",
    "roedtraad.detection",
    "roedtraad.meetings",
    "roedtraad.portal",
    "roedtraad.web",
    "roedtraad.demo",
    "roedtraad.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "roedtraad.web.middleware.RememberingMiddleware",
    "roedtraad.web.middleware.SessionLifetimeMiddleware",
    "roedtraad.web.middleware.ActorMiddleware",
    "roedtraad.portal.middleware.CitizenMiddleware",
    "roedtraad.web.middleware.SecondFactorMiddleware",
    "roedtraad.web.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "roedtraad.config.urls"
WSGI_APPLICATION = "roedtraad.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],  # our pages before those of the sign-in library
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "roedtraad.web.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "roedtraad.web.forms.DesignRenderer"

_database = setting(
    "DATABASE_URL", database_url, default=f"sqlite:///{VAR}/roedtraad.sqlite3",
    meaning="the database: sqlite:///file or postgres://user:password@host/name", is_secret=True,
)  # fmt: skip
DATABASES = {"default": environ.Env.db_url_config(_database)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA journal_size_limit=67108864;PRAGMA mmap_size=268435456;PRAGMA cache_size=-65536"
        ),
    }
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

AUTH_USER_MODEL = "organisation.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:desk"

SESSION_IDLE_MINUTES = setting(
    "ROEDTRAAD_SESSION_IDLE_MINUTES", whole_number(1, 720), default="180",
    meaning="minutes without a click after which one must sign in again",
)  # fmt: skip
SESSION_HOURS = setting(
    "ROEDTRAAD_SESSION_HOURS", whole_number(1, 24), default="12", meaning="hours after which every session ends"
)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_COOKIE_NAME = "__Host-session" if USES_HTTPS else "roedtraad-session"
SESSION_COOKIE_SECURE = USES_HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf" if USES_HTTPS else "roedtraad-csrf"
CSRF_COOKIE_SECURE = USES_HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = USES_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if USES_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if USES_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = USES_HTTPS
SECURE_HSTS_PRELOAD = USES_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}

from roedtraad.config.signin import *  # noqa: E402, F403

LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "roedtraad-language"
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["roedtraad.config.formats"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS: list[str] = []
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if IS_PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_PERMISSIONS = 0o600
MEDIA_ROOT = VAR / "uploads"
ATTACHMENT_MB = setting(
    "ROEDTRAAD_ATTACHMENT_MB", whole_number(1, 100), default="10", meaning="largest attached file, in megabytes"
)

MAIL_FROM = setting(
    "ROEDTRAAD_MAIL_FROM",
    mail_address,
    meaning="sender of mail; empty writes mail as files in the folder outbox instead",
)
_mail = environ.Env.email_url_config(
    setting(
        "ROEDTRAAD_MAIL_URL", mail_server, default="smtp://localhost:25", is_secret=True,
        meaning="mail server: smtp+tls://user:password@host:587",
    )
)  # fmt: skip
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
SMS_URL = setting(
    "ROEDTRAAD_SMS_URL", web_address, meaning="gateway that takes text messages as JSON; empty writes them as files"
)
SMS_TOKEN = setting("ROEDTRAAD_SMS_TOKEN", token_text, meaning="what the gateway knows us by", is_secret=True)

from roedtraad.config.digital_post import *  # noqa: E402, F403

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["security.W003"] if not IS_PRODUCTION else []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
