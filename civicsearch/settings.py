"""The one settings file. Every value that differs between places comes from the environment through `env`."""

from __future__ import annotations

import secrets
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from civicsearch import env

VERSION = "0.1.0"
BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.boolean("DEBUG")
DEMO = env.boolean("DEMO")
_CHECK_ONLY = "mypy" in Path(sys.argv[0]).name or sys.argv[1:2] in (["collectstatic"], ["makemigrations"])
_SECRETS_REQUIRED = not (DEBUG or DEMO or _CHECK_ONLY)

SECRET_KEY = env.secret("SECRET_KEY", required=_SECRETS_REQUIRED) or secrets.token_urlsafe(48)
# Without secrets, what one process has encrypted is lost to the next: good enough for development and a trial.
FILE_KEY = env.secret("FILE_KEY", required=_SECRETS_REQUIRED) or sha256(f"files:{SECRET_KEY}".encode()).hexdigest()
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = env.listing("CSRF_TRUSTED_ORIGINS")
BEHIND_TLS = env.boolean("BEHIND_TLS", not (DEBUG or DEMO))
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")

INSTITUTION_NAME = env.text("INSTITUTION_NAME", "구청")
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var")))
INBOX_DIR = Path(env.text("INBOX_DIR", str(DATA_DIR / "inbox")))
DEMO_PASSWORD = env.text("DEMO_PASSWORD", "")
DEMO_ROWS = env.integer("DEMO_ROWS", 7000, minimum=300)
IMPORT_MAX_BYTES = env.integer("IMPORT_MAX_MEGABYTES", 100, minimum=1) * 1024 * 1024
IMPORT_MAX_UNPACKED_BYTES = env.integer("IMPORT_MAX_UNPACKED_MEGABYTES", 1024, minimum=1) * 1024 * 1024
IMPORT_MAX_RATIO = env.integer("IMPORT_MAX_RATIO", 200, minimum=2)
IMPORT_MAX_MEMBERS = env.integer("IMPORT_MAX_MEMBERS", 5_000, minimum=10)
IMPORT_MAX_ROWS = env.integer("IMPORT_MAX_ROWS", 1_048_576, minimum=1)
IMPORT_MAX_COLUMNS = env.integer("IMPORT_MAX_COLUMNS", 500, minimum=1)
IMPORT_MAX_CELL_CHARACTERS = env.integer("IMPORT_MAX_CELL_CHARACTERS", 1_000_000, minimum=1000)
IMPORT_MAX_MEMORY_BYTES = env.integer("IMPORT_MAX_MEMORY_MEGABYTES", 400, minimum=200) * 1024 * 1024
IMPORT_MAX_CPU_SECONDS = env.integer("IMPORT_MAX_CPU_SECONDS", 180, minimum=1)
SENTENCE_VECTORS = env.boolean("SENTENCE_VECTORS", True)
SOURCE_QUERY_SECONDS = env.integer("SOURCE_QUERY_SECONDS", 600, minimum=1)
IMPORT_STALE_SECONDS = env.integer("IMPORT_STALE_SECONDS", 30, minimum=2)
REPEAT_CLOSE_FROM = env.integer("REPEAT_CLOSE_FROM", 3, minimum=3, maximum=10)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "complaints",
    "complaints.privacy",
    "complaints.synonyms",
    "complaints.saved",
    "complaints.exports",
    "complaints.similarity",
    "complaints.callers",
    "complaints.groups",
    "ingest",
    "analytics",
    "civicsearch",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "complaints.privacy.middleware.SessionLimits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "complaints.privacy.middleware.PrivatePages",
    "complaints.privacy.middleware.WholeLoginPage",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "civicsearch.urls"
WSGI_APPLICATION = "civicsearch.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "civicsearch.frame.frame",
            ],
        },
    },
]


_OWNER = env.database("DATABASE_OWNER_URL") if sys.argv[1:2] == ["migrate"] else {}
MIGRATES_AS_OWNER = bool(_OWNER)


def _database() -> dict[str, Any]:
    """The application's role; migrations use the owner of the tables."""
    found = _OWNER or env.database("DATABASE_URL")
    if not found and not _CHECK_ONLY:
        raise ImproperlyConfigured(
            "데이터베이스 주소가 없습니다. make run 으로 시작하거나 환경변수 DATABASE_URL 을 정하십시오.",
        )
    # A check of types or a collection of static files connects to nothing.
    return {"CONN_MAX_AGE": 60, **(found or {"ENGINE": "django.db.backends.postgresql", "NAME": "none"})}


DATABASES = {"default": _database()}
REDIS_URL = env.url("REDIS_URL", "redis://127.0.0.1:6379/0", schemes=("redis", "rediss", "unix", "redis+socket"))

AUTH_USER_MODEL = "privacy.Account"
AUTHENTICATION_BACKENDS = env.listing(
    "AUTHENTICATION_BACKENDS",
    ("axes.backends.AxesStandaloneBackend", "complaints.privacy.backends.AccountBackend"),
)
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("employee_number", "name")},
    },
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

SESSION_COOKIE_AGE = env.integer("SESSION_MINUTES", 15, minimum=1) * 60
SESSION_ABSOLUTE_HOURS = env.integer("SESSION_ABSOLUTE_HOURS", 8, minimum=1)
# The middleware SessionLimits saves it, but not for a page that asks for news by itself.
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_NAME = "__Host-session" if BEHIND_TLS else "civicsearch_session"
CSRF_COOKIE_NAME = "__Host-csrf" if BEHIND_TLS else "civicsearch_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "complaints.privacy.views.csrf_failed"
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

# An account is locked wherever the guesses come from; behind the office's proxy all addresses are one.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "complaints.privacy.failures.counted_number"
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "password", "q"]

LANGUAGE_CODE = "ko"
TIME_ZONE = env.text("TIME_ZONE", "Asia/Seoul")
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "requeue-stale-batches": {
        "task": "ingest.tasks.requeue_stale_batches",
        "schedule": min(20.0, IMPORT_STALE_SECONDS),
        "options": {"expires": 20},
    },
    "tend-exports": {"task": "complaints.exports.tasks.tend_exports", "schedule": 20.0},
    # The nightly times of the sources themselves are in the database, edited in the browser.
    "tend-sources": {"task": "ingest.tasks.tend_sources", "schedule": 60.0, "options": {"expires": 50}},
    "tend-originals-nightly": {"task": "ingest.tasks.tend_originals", "schedule": crontab(hour=3, minute=30)},
    "rebuild-stale-search": {"task": "complaints.tasks.rebuild_stale", "schedule": 60.0, "options": {"expires": 50}},
    "follow-up": {"task": "complaints.tasks.follow_up", "schedule": 60.0, "options": {"expires": 50}},
    "tend-following-nightly": {"task": "complaints.tasks.tend_following", "schedule": crontab(hour=2, minute=10)},
    "refresh-keywords": {"task": "analytics.tasks.refresh", "schedule": 60.0, "options": {"expires": 50}},
    "tend-keywords-nightly": {"task": "analytics.tasks.tend_nightly", "schedule": crontab(hour=2, minute=30)},
    "raise-alerts": {"task": "analytics.alert_tasks.raise_alerts", "schedule": crontab(minute=7)},
    "send-mails": {"task": "analytics.alert_tasks.send_mails", "schedule": 60.0, "options": {"expires": 50}},
    # On the 1st; on the days after it where that could not be, or had no data yet.
    "make-monthly-report": {
        "task": "analytics.report_tasks.make_monthly_report",
        "schedule": crontab(hour=6, minute=0, day_of_month="1-7"),
    },
}

# Django's own names of settings; without EMAIL_URL nothing is sent.
_MAIL = env.mail("EMAIL_URL")
globals().update(_MAIL)
SENDS_MAIL = bool(_MAIL)
ALERT_EMAIL = env.listing("ALERT_EMAIL") if SENDS_MAIL else []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        # Both write request lines with query strings, in which somebody may have typed a name.
        "django.request": {"level": "CRITICAL"},
        "django.server": {"level": "CRITICAL"},
        "axes": {"level": "CRITICAL"},
    },
}
