"""Settings, read from the environment (and from `.env`, which `make run` writes).

Nothing insecure is a default: without DEBUG the site refuses to start until SECRET_KEY and
ALLOWED_HOSTS are set. `docs/settings.md` lists every name.
"""

from collections.abc import Collection
from logging import getLevelNamesMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from medisoft.logs import JsonLine, Readable, without_traces_of_refusals

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # what a running site writes: the SQLite file, mails, static files

env = environ.Env()
env.read_env(env.str("MEDISOFT_ENV_FILE", default=str(BASE_DIR / ".env")))


def number(name: str, *, default: int, least: int = 0, most: int | None = None) -> int:
    """A whole number from the environment. Raises ImproperlyConfigured when it is none, less than
    `least` or more than `most`."""
    try:
        value = int(env.str(name, default=str(default)))
    except ValueError:
        value = least - 1
    if value < least:
        raise ImproperlyConfigured(f"{name} must be a whole number, {least} or more.")
    if most is not None and value > most:
        raise ImproperlyConfigured(f"{name} must be {most} or less.")
    return value


def one_of(name: str, *, default: str, known: Collection[str], example: str) -> str:
    """A known word from the environment. Raises ImproperlyConfigured for any other."""
    value: str = env.str(name, default=default)
    if value not in known:
        raise ImproperlyConfigured(
            f"{name} is “{value}”, which is not known. Write one like {example}."
        )
    return value


# --- The site ---------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if DEBUG else [])
for name, value in {"SECRET_KEY": SECRET_KEY, "ALLOWED_HOSTS": ALLOWED_HOSTS}.items():
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it in the environment or in .env; docs/settings.md says how."
        )
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
CSRF_TRUSTED_ORIGINS = [SITE_URL]

ROOT_URLCONF = "medisoft.urls"
WSGI_APPLICATION = "medisoft.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "medisoft",
    "accounts",
    "centres",
    "referrals",
    "appointments",
    "records",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "lucide",
    "medisoft.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "medisoft.request_log.RequestLogMiddleware",  # around all, so that every line names the request
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # within those whose headers its files carry too
    "medisoft.middleware.PersonalPagesMiddleware",
    "medisoft.replicas.OwnChangesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "medisoft.middleware.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "medisoft.middleware.TwoStepLoginMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "medisoft.middleware.IncompleteAccountMiddleware",
    "medisoft.middleware.OwnMissingPageMiddleware",
    "medisoft.middleware.MethodsMiddleware",
    "medisoft.middleware.AdminQueryMiddleware",
]

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
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "medisoft.jinja.environment"},
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data -------------------------------------------------------------------------------------

_database_url = env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/medisoft.sqlite3")
if urlsplit(_database_url).scheme not in {"sqlite", "postgres", "postgresql"}:
    raise ImproperlyConfigured(
        "DATABASE_URL must begin with sqlite:/// or postgresql://; docs/settings.md says how."
    )
_database = env.db_url_config(_database_url)
DATABASES = {"default": _database}
if _database["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(exist_ok=True)
    # IMMEDIATE takes the write lock when a transaction starts: two bookings wait for each other
    # and neither fails with "database is locked". WAL lets readers go on meanwhile.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,  # seconds: its waiters sleep and are served in no order
        # Each thread's connection remembers 8 MB of the file. With SQLite's own 2 MB it asks the
        # system for the same pages again and again while it goes through one long list.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA cache_size=-8000;",
    }
    # A live server's threads share one file; an in-memory database locks its whole cache.
    _database["TEST"] = {"NAME": f"{_database['NAME']}.test"}
# A streaming replica, from which search and profiles read.
_replica_url = env.str("DATABASE_REPLICA_URL", default="")
if _replica_url:
    if {urlsplit(url).scheme for url in (_database_url, _replica_url)} - {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_REPLICA_URL and DATABASE_URL must both begin with postgresql://."
        )
    # A test that asks for both is given one database.
    DATABASES["replica"] = {**env.db_url_config(_replica_url), "TEST": {"MIRROR": "default"}}
    DATABASES["replica"]["OPTIONS"] = {
        # Milliseconds: a replica that says nothing is one that is away.
        "options": "-c statement_timeout=2000",
        "tcp_user_timeout": 2000,
        **DATABASES["replica"].get("OPTIONS", {}),
    }
    DATABASE_ROUTERS = ["medisoft.replicas.Router"]
for _database in DATABASES.values():
    if _database["ENGINE"] == "django.db.backends.postgresql":
        _database["CONN_MAX_AGE"] = 60
        _database["CONN_HEALTH_CHECKS"] = True
        _database["OPTIONS"] = {
            # Seconds: a database that is away is a 503 page soon, and no request that hangs.
            "connect_timeout": 2,
            # A statement that comes for the fifth time on a connection is prepared: planning took
            # two thirds of what PostgreSQL did for a page.
            "server_side_binding": True,
            "prepare_threshold": 5,
            **_database.get("OPTIONS", {}),
        }

CACHES = {
    # Limits on guessing live in the cache, so all workers must share it.
    "default": env.cache_url("CACHE_URL", default="dbcache://cache"),
    # Parts of templates that are the same for everybody of a role: each process draws them once.
    "fragments": {
        "BACKEND": f"django.core.cache.backends.{'dummy.Dummy' if DEBUG else 'locmem.LocMem'}Cache",
        "LOCATION": "fragments",
        "TIMEOUT": None,
    },
}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache":
    CACHES["default"]["BACKEND"] = "medisoft.cache.DatabaseCache"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "en-au"
TIME_ZONE = one_of(
    "TIME_ZONE",
    default="Australia/Sydney",
    known=available_timezones(),
    example="Australia/Perth",
)
USE_I18N = False
USE_TZ = True

# --- Accounts ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["accounts.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "accounts.passwords.LongestPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24  # seconds: a reset link works for one day

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before the email changes (OWASP ASVS 5.0, 7.5.1)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds
ACCOUNT_SESSION_REMEMBER = False
LOGIN_LOCK_MINUTES = 5
# A limit asks the cache four times; one on failures eight, since a log-in that succeeds takes its
# own back. So the failures from one place are not counted beside all tries from there. The library
# counts wrong codes of a second step as failures, too: of each account alone, and whoever tries one
# has given the password of the account, which counts as a try from where they are.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": f"5/{LOGIN_LOCK_MINUTES}m/key",
    "reset_password": f"20/m/ip,5/{LOGIN_LOCK_MINUTES}m/key",
    "change_password": f"5/{LOGIN_LOCK_MINUTES}m/user",
}
ACCOUNT_FORMS = {
    "add_email": "accounts.login_forms.AddEmailForm",
    "change_password": "accounts.login_forms.ChangePasswordForm",
    "login": "accounts.login_forms.LoginForm",
    "reauthenticate": "accounts.login_forms.ReauthenticateForm",
    "reset_password": "accounts.login_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.login_forms.ResetPasswordKeyForm",
    "set_password": "accounts.login_forms.SetPasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = number("MEDISOFT_PROXY_COUNT", default=0)
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
# The library fears people who sign up with another's address; here nobody signs up.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "MediSoft"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_FORMS = {
    "activate_totp": "accounts.login_forms.ActivateTOTPForm",
    "add_webauthn": "accounts.login_forms.AddPasskeyForm",
    "authenticate": "accounts.login_forms.AuthenticateForm",
    "authenticate_webauthn": "accounts.login_forms.AuthenticateByPasskeyForm",
    "edit_webauthn": "accounts.login_forms.RenamePasskeyForm",
    "login_webauthn": "accounts.login_forms.LoginByPasskeyForm",
    "reauthenticate": "accounts.login_forms.ReauthenticateByCodeForm",
    "reauthenticate_webauthn": "accounts.login_forms.ReauthenticateByPasskeyForm",
}
MEDISOFT_MFA_REQUIRED_ROLES = env.list("MEDISOFT_MFA_REQUIRED_ROLES", default=[])

# --- Sessions, cookies, headers ---------------------------------------------------------------

SESSION_ENGINE = "medisoft.sessions"
SESSION_COOKIE_AGE = 30 * 60  # seconds without a request (OWASP ASVS 5.0, 7.3.1)
MEDISOFT_SESSION_MAX_AGE = number(  # seconds since the log-in
    "MEDISOFT_SESSION_MAX_AGE", default=12 * 60 * 60, least=60
)
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
# Not in a cookie of their own, which would outlive the session.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# A large centre that closes on the holidays of a year decides about thousands of appointments in
# one form; the size of a form is limited all the same.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
CSRF_COOKIE_HTTPONLY = True
if not DEBUG:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("MEDISOFT_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # probes ask inside the network, without TLS
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's icons and the one-time code's picture
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Static files -----------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "medisoft.static.StaticFiles"
    },
}
WHITENOISE_MAX_AGE = 60 * 60 * 24

# One page takes files: the import's. They never reach a disk.
FILE_UPLOAD_HANDLERS = ["centres.importing.uploads.ImportUpload"]

# --- Mail -------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{VAR_DIR}/mail"))
EMAIL_TIMEOUT = 15  # seconds a step: a mail server that hangs must not stop the queue
DEFAULT_FROM_EMAIL = env.str("MEDISOFT_FROM_EMAIL", default=f"MediSoft <no-reply@{SITE_HOST}>")

# --- The rules' own limits --------------------------------------------------------------------

MEDISOFT_BOOKING_HORIZON_DAYS = number("MEDISOFT_BOOKING_HORIZON_DAYS", default=365, least=1)
MEDISOFT_MAX_SLOTS = number(  # of 30 minutes, a booking; a day's at most
    "MEDISOFT_MAX_SLOTS", default=4, least=1, most=48
)
MEDISOFT_MAX_UPCOMING = number("MEDISOFT_MAX_UPCOMING", default=10, least=1)  # of one patient
# The key of the history's digests: a copy of the database cannot make them anew.
MEDISOFT_HISTORY_KEY = env.str("MEDISOFT_HISTORY_KEY", default=SECRET_KEY)
MEDISOFT_NOTICE_MINUTES = number("MEDISOFT_NOTICE_MINUTES", default=0)  # to cancel or move
MEDISOFT_IMPORT_MAX_MB = number("MEDISOFT_IMPORT_MAX_MB", default=20, least=1)  # in the admin

# --- Logs: ids only, never what somebody wrote ------------------------------------------------

levels = getLevelNamesMapping()
LOG_LEVEL = one_of("MEDISOFT_LOG_LEVEL", default="WARNING", known=levels, example="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": JsonLine},
        "readable": {"()": Readable, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "filters": {
        "refusals": {
            "()": "django.utils.log.CallbackFilter",
            "callback": without_traces_of_refusals,
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "readable" if DEBUG else "json",
            "filters": ["refusals"],
        }
    },
    "loggers": {
        # What Django says reaches the root's handler, but never its SQL, which it tells of at DEBUG
        # with all that somebody wrote.
        "django": {"handlers": [], "level": max("INFO", LOG_LEVEL, key=levels.__getitem__)},
        "django_tasks_db": {"level": "WARNING"},  # says each second that nothing is due
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
