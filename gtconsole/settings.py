"""Every setting of gtconsole, each variable read once, and loud when a value is wrong."""

from __future__ import annotations

import ipaddress
import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from groundtruth import prices
from groundtruth.regions import REGIONS
from gtconsole import caching

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent


def _one_of(variable: str, choices: tuple[str, ...], default: str) -> str:
    value: str = env.str(variable, default=default)
    if value not in choices:
        raise ImproperlyConfigured(
            f"{variable} is “{value}”, which gtconsole does not know. "
            f"Set it to one of: {', '.join(choices)}."
        )
    return value


def _port(variable: str, default: int) -> int:
    value = env.str(variable, default=str(default))
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise ImproperlyConfigured(
            f"{variable} is “{value}”, which is no port. Set it to a number from 1 to 65535."
        )
    return int(value)


def _flag(variable: str, default: str = "false") -> bool:
    return _one_of(variable, ("true", "false"), default) == "true"


def _loopback(variable: str, default: str) -> str:
    """Nobody signs in to this console yet, so nobody but this machine may reach it."""
    value: str = env.str(variable, default=default)
    try:
        loopback = value == "localhost" or ipaddress.ip_address(value).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ImproperlyConfigured(
            f"{variable} is “{value}”, an address that other machines can reach. gtconsole has no "
            "sign-in yet and would hand your AWS account to all of them, so it only starts on "
            "127.0.0.1, ::1 or localhost. To use it from elsewhere, forward the port over SSH."
        )
    return value


def _secret_key(state_dir: Path) -> str:
    """The key from GTCONSOLE_SECRET_KEY, or one made once and kept beside the database."""
    if key := env.str("GTCONSOLE_SECRET_KEY", default=""):
        return str(key)
    kept = state_dir / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text()


def _cache(state_dir: Path) -> dict[str, Any]:
    """A folder beside the database, or what CACHE_URL names."""
    if not env.str("CACHE_URL", default=""):
        return caching.in_folder(state_dir / "cache")
    return caching.safe(env.cache("CACHE_URL"))


def _prices(variable: str) -> prices.Prices:
    text = env.str(variable, default="")
    try:
        return prices.read(text) if text else prices.KNOWN
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{variable} is “{text}”, which tells no prices. {error}"
        ) from None


# ------------------------------------------------------------- what a person may set

STATE_DIR = Path(env.str("GTCONSOLE_STATE_DIR", default=str(BASE_DIR / "var"))).resolve()
STATE_DIR.mkdir(parents=True, exist_ok=True)

HOST = _loopback("GTCONSOLE_HOST", "127.0.0.1")
PORT = _port("GTCONSOLE_PORT", 8000)
ENDPOINT = _one_of("GTCONSOLE_ENDPOINT", ("local", "aws"), "local")
ENDPOINT_PORT = _port("GTCONSOLE_ENDPOINT_PORT", 8001)
DEFAULT_REGION = _one_of("GTCONSOLE_REGION", tuple(REGIONS), "us-east-1")
SIMULATION_SPEED = _one_of("GTCONSOLE_SIMULATION_SPEED", ("real", "fast", "instant"), "fast")
PRICES = _prices("GTCONSOLE_PRICES")
CHECK_BEFORE_CREATING = _flag("GTCONSOLE_CHECK_BEFORE_CREATING", "true")
DEBUG = _flag("GTCONSOLE_DEBUG")
SECRET_KEY = _secret_key(STATE_DIR)
ALLOWED_HOSTS: list[str] = env.list(
    "GTCONSOLE_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"]
)
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{STATE_DIR / 'console.sqlite3'}")
}
CACHES = {"default": _cache(STATE_DIR)}

# None means: wherever boto3's own configuration leads.
LOCAL_ENDPOINT_URL = f"http://127.0.0.1:{ENDPOINT_PORT}" if ENDPOINT == "local" else None

# ------------------------------------------------------------------------- how it is built

ROOT_URLCONF = "gtconsole.urls"
WSGI_APPLICATION = "gtconsole.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "jobs",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jobs.middleware.in_chosen_time_zone",
    "jobs.middleware.account_data_stays_private",
    "jobs.middleware.AWSErrors",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "libraries": {"static_files": "gtconsole.static_files"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "jobs.context.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "jobs.form_rendering.FormRenderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Lines of a manifest come in a form's field; whole files go to the disk as they come.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "gtconsole.static_files.UsedFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "gtconsole.static_files.HashedStaticFiles"},
}
WHITENOISE_MAX_AGE = 60
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# A flash message is one sentence; without sign-in there is no session to keep it in.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_FAILURE_VIEW = "jobs.views.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "font-src": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "UTC"
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"jobs": {"level": "INFO"}, "gtconsole": {"level": "INFO"}},
}
