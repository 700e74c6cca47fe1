"""Settings, all from the environment (see `docs/settings.md`). Wrong ones stop the start with a plain sentence."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from kinkeeper.foundation import environment as env

PACKAGE = Path(__file__).resolve().parent
HOME = Path(env.text("KINKEEPER_HOME", str(Path.cwd() / "var")))
if not env.text("DATABASE_URL"):
    HOME.mkdir(parents=True, exist_ok=True)  # the database is a file in it

DEBUG = env.switch("KINKEEPER_DEBUG")
DEMO = env.switch("KINKEEPER_DEMO")
SECRET_KEY = env.secret_key("KINKEEPER_SECRET_KEY")
FIELD_KEYS = env.key_ring("KINKEEPER_FIELD_KEYS", otherwise=SECRET_KEY)
ALLOWED_HOSTS = env.listed("KINKEEPER_HOSTS", "127.0.0.1,localhost")
SITE_URL = env.text("KINKEEPER_SITE_URL", "http://127.0.0.1:8000")
SECURE = SITE_URL.startswith("https://")
JURISDICTION = env.text("KINKEEPER_JURISDICTION", "england_and_wales")
ADULT_AGE = env.whole_number("KINKEEPER_ADULT_AGE", 18)
# Where "Exit this page" leads: somewhere that anybody might be reading, and that is not this site.
EXIT_URL = env.text("KINKEEPER_EXIT_URL", "https://www.bbc.co.uk/weather")

ROOMS = [
    "foundation",
    "design",
    "ledger",
    "accounts",
    "agencies",
    "library",
    "directory",
    "people",
    "sharing",
    "custody",
    "offers",
    "intake",
    "portal",
    "web",
    "demo",
]
# The open wing alone: the public rooms, without any room that holds families' data. See docs/settings.md.
WING = env.one_of("KINKEEPER_WING", ("whole", "open"))
OPEN_WING = {"foundation", "design", "ledger", "accounts", "agencies", "directory", "library", "learning", "web"}
if WING == "open":
    ROOMS = [room for room in ROOMS if room in OPEN_WING]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    *[f"kinkeeper.{room}" for room in ROOMS],
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kinkeeper.web.middleware.EndsSessions",
    "kinkeeper.web.middleware.WhoIsAsking",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "kinkeeper.web.urls"
WSGI_APPLICATION = "kinkeeper.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,  # each room's pages are in <room>/jinja2/<room>/
        "OPTIONS": {
            "environment": "kinkeeper.design.environment.environment",
            "context_processors": ["kinkeeper.web.context.page_context"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{HOME / 'kinkeeper.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all processes: limits on sign-in and one-time codes already used hold across workers.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60  # the letter says "within an hour"
LOGIN_URL = "account_login"
FAMILY_PAGES, FAMILY_LOGIN_URL = "/my/", "portal:come-in"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "web:front-door"

LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [PACKAGE / "locale"]
# A language is offered once its catalogue is there: half a page in Welsh would be read aloud as nonsense.
_WRITTEN = {"cy": "Cymraeg"}
LANGUAGES = [
    ("en", "English"),
    *((code, name) for code, name in _WRITTEN.items() if (PACKAGE / "locale" / code / "LC_MESSAGES" / "django.mo").exists()),
]
TIME_ZONE = "Europe/London"
USE_TZ = True

# How many days somebody's record is kept after the last ground for it ended, and a colleague's name after they left.
KEEP_DAYS = env.whole_number("KINKEEPER_KEEP_DAYS", 365)
# After how many days somebody looks again at what is shared by task or by law and for which nobody named a day.
REVIEW_DAYS = env.whole_number("KINKEEPER_REVIEW_DAYS", 365)
KEEP_STAFF_DAYS = env.whole_number("KINKEEPER_KEEP_STAFF_DAYS", 365)

# Whether the library asks, now and then, for the addresses its entries give. Off: nothing leaves this machine.
LIBRARY_LINK_CHECKS = env.switch("KINKEEPER_LIBRARY_LINK_CHECKS")
# The directory: how often an entry's owner is asked "still right?", and when an entry that nobody assured says so and sinks.
DIRECTORY_ASK_AFTER = timedelta(days=env.whole_number("KINKEEPER_DIRECTORY_ASK_DAYS", 90))
DIRECTORY_FRESH_FOR = timedelta(days=env.whole_number("KINKEEPER_DIRECTORY_FRESH_DAYS", 180))

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
CLAMD = env.scanner("KINKEEPER_CLAMD")  # a virus scanner, where there is one
WHITENOISE_USE_FINDERS = True

# Without a mail server letters are files in the outbox; `kinkeeper mail test ADDRESS` says where one went.
EMAIL_HOST = env.text("KINKEEPER_SMTP_HOST", "localhost")
EMAIL_PORT = env.whole_number("KINKEEPER_SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("KINKEEPER_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("KINKEEPER_SMTP_PASSWORD")
EMAIL_USE_TLS = env.switch("KINKEEPER_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = env.text(
    "KINKEEPER_EMAIL_BACKEND",
    f"django.core.mail.backends.{'smtp' if env.text('KINKEEPER_SMTP_HOST') else 'filebased'}.EmailBackend",
)
EMAIL_FILE_PATH = HOME / "outbox"
# Text messages: without a provider each is a file in the same outbox.
TEXT_SENDER = env.text("KINKEEPER_TEXT_SENDER", "kinkeeper.foundation.texting.to_file")
DEFAULT_FROM_EMAIL = env.text("KINKEEPER_FROM_EMAIL", "Kinkeeper <noreply@example.org>")

# No cookie but the session: form tokens and messages live in it.
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "kinkeeper.web.errors.form_expired"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_NAME = "kinkeeper"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE = timedelta(minutes=env.whole_number("KINKEEPER_IDLE_MINUTES", 30))
SESSION_ABSOLUTE = timedelta(hours=env.whole_number("KINKEEPER_SESSION_HOURS", 10))
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("KINKEEPER_LOG_LEVEL", "WARNING")},
}

from kinkeeper.accounts.sign_in_settings import *  # noqa: E402, F403  (allauth and axes, kept beside the room they serve)

# A form that leads to an agency's sign-on is answered with a redirect to it, which browsers count as the form's target.
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += sorted({server.origin for server in SIGN_ON_SERVERS.values()})  # noqa: F405
