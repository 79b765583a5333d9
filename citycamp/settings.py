"""All settings, read from the environment once. docs/operators.md lists every variable."""

import secrets
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from js_asset import static_lazy

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
ON_A_LAPTOP = DEBUG or DEMO


def own_secret() -> str:
    """A secret made once and kept beside the data: only for DEBUG and the demo."""
    path = DATA_DIR / "secret"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or (own_secret() if ON_A_LAPTOP else "")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "SECRET_KEY needs 50 random characters or more. "
        'python3 -c "import secrets; print(secrets.token_urlsafe(48))" makes one.'
    )

SITE_URL = env.str("SITE_URL", default="http://localhost:8000" if ON_A_LAPTOP else "").rstrip("/")
if not SITE_URL:
    raise ImproperlyConfigured("SITE_URL is the address people type, such as https://camp.example.org.")
SECURE_SITE = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname])
if ON_A_LAPTOP:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1", "[::1]"]
elif "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts: * would let any Host header through.")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Apps and middleware

INSTALLED_APPS = [
    "citycamp.front",
    "sessions",
    "events.day",
    "events.communities",
    "events",
    "wiki",
    "mailinglists.records",
    "mailinglists",
    "citycamp.people",
    "citycamp.media",
    "citycamp.mail",
    "citycamp.search",
    "citycamp.audit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "taggit",
    "modelcluster",
    "django_tasks",
    "django_prose_editor",
    "js_asset",
    "template_partials",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "citycamp.front.logs.Requests",
    "django.middleware.security.SecurityMiddleware",
    "citycamp.front.guards.Gzip",
    "citycamp.front.guards.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "citycamp.people.middleware.Sessions",
    "citycamp.people.middleware.Gates",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "citycamp.front.guards.AdminPolicy",
]

ROOT_URLCONF = "citycamp.urls"
ASGI_APPLICATION = "citycamp.asgi.application"
WSGI_APPLICATION = "citycamp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "citycamp.front.looks.nonce",
                "wagtail.contrib.settings.context_processors.settings",
                "citycamp.people.context.network",
            ],
        },
    }
]

# Logs: words for people, or JSON lines for machines; what stands in them is decided in citycamp/front/logs.py.

LOG_FORMAT = env.str("LOG_FORMAT", default="words")
if LOG_FORMAT not in ("words", "json"):
    raise ImproperlyConfigured("LOG_FORMAT is words or json.")
if LOG_FORMAT == "json":
    LOGGING = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "citycamp.front.logs.JsonLines"}},
        "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["terminal"], "level": "INFO"},
        "loggers": {"django": {"handlers": ["terminal"], "level": "WARNING", "propagate": False}},
    }

# Data

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'citycamp.sqlite3'}")}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # WAL lets readers and the one writer go on together; IMMEDIATE queues writers instead of failing
    # them; FULL keeps what was acknowledged through a power cut. The web server's threads stay (citycamp.asgi), and
    # so do their connections: opening one, and reading the tables' definitions, costs more than most pages.
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,  # SQLite's wait is no queue: on a busy machine, whoever came first can be let in last
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-20000;"
        ),
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 10}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
# Counts of what somebody may do only so often are small and have to last; drawn pages are large and can be drawn again:
# neither pushes the other out of a process's memory.
IN_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": IN_MEMORY, "LOCATION": "counts", "OPTIONS": {"MAX_ENTRIES": 100_000}},
    "drawn": {"BACKEND": IN_MEMORY, "LOCATION": "drawn", "OPTIONS": {"MAX_ENTRIES": 300}},
}
if REDIS_URL:
    in_redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    CACHES = {"default": in_redis, "drawn": in_redis}

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# Leaflet's files only: django-leaflet itself stops without GDAL, so it is found and not imported.
LEAFLET = find_spec("leaflet")
STATICFILES_DIRS = [Path(LEAFLET.origin).parent / "static"] if LEAFLET and LEAFLET.origin else []
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "citycamp.static_storage.HashedFilesStorage"
    },
}

# How many processes serve pages; rates are counted by each of its own unless REDIS_URL is set.
WEB_PROCESSES = env.int("WEB_PROCESSES", default=1)

# The board's live streams; above this many in one process the next one waits.
BOARD_MAX_STREAMS = env.int("BOARD_MAX_STREAMS", default=2000)
# What proposes an arrangement of a board: any callable with the signature of this one.
CITYCAMP_ARRANGER = env.str("CITYCAMP_ARRANGER", default="sessions.arrange.arrange")

# Language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# People: the mail address is the login, by a mailed code or a passkey; safety.md 1.

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# An erased account has no address, so addresses are unique only where there is one: a constraint.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/me/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "citycamp.people.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "citycamp.people.forms.SignInForm", "add_email": "citycamp.people.forms.AddAddressForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 3
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_LOGIN_TIMEOUT = 20 * 60
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
# A camp is one NAT: per IP only what no queue at a door reaches. Per mailbox: 3 mails a minute, 10 an hour.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "signup": "600/m/ip",
    "request_login_code": "600/m/ip,3/m/key,10/h/key",
    "confirm_email": "3/m/key,10/h/key",
    "login_failed": "600/m/ip,5/300s/key",
    "reauthenticate": "20/m/user",
    "manage_email": "20/m/user",
}
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_KEY = env.str("MFA_KEY", default="")  # Encrypts authenticator secrets; keep it out of the backup.
MFA_ADAPTER = "citycamp.people.adapters.FactorAdapter"
MFA_FORMS = {"add_webauthn": "citycamp.people.forms.AddPasskeyForm"}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Browsers themselves offer passkeys on localhost without TLS, and nowhere else.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE_SITE
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = False  # It would write on every GET; people.middleware notes activity instead.

# Safety: the content security policy of every page; safety.md 4.

MAP_TILE_URL = env.str("MAP_TILE_URL", default="")
MAP_TILE_ATTRIBUTION = env.str("MAP_TILE_ATTRIBUTION", default="")
TILE_HOSTS = ["{0.scheme}://{0.netloc}".format(urlsplit(MAP_TILE_URL)).replace("{s}", "*")] if MAP_TILE_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *TILE_HOSTS],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
# Other hosts learn nothing, not even of pages with a key in their address. "no-referrer" there would make browsers send
# "Origin: null" with the page's own forms, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SITE
SESSION_COOKIE_NAME = "__Host-session" if SECURE_SITE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_SITE else "csrf"
SESSION_ENGINE = "citycamp.people.kept_sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
if SECURE_SITE:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

# Wagtail

WAGTAIL_SITE_NAME = "CityCamp"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "media.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "media.Attachment"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_IMAGE_FORM_BASE = "citycamp.media.forms.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "citycamp.media.forms.AttachmentForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILEMBEDS_FINDERS = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# A draft that is saved by itself beside a press on Publish may arrive after it, and take the page back out of sight.
# The editor asks before unsaved words are left.
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_I18N_ENABLED = False
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# The wiki's editor: its own module beside django-prose-editor. Cleaning is citycamp.richtext's, so these name no tags.
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("wiki/editor.js")],
        "extensions": dict.fromkeys(("WikiLink", "WikiFigure", "WikiPlace", "WikiDesk"), "wiki.forms.no_tags"),
    }
]

# Mail out

EMAIL_CONFIG = env.email("EMAIL_URL", default=f"filemail:///{DATA_DIR / 'mail'}")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", default=300)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"camp@{urlsplit(SITE_URL).hostname}")

# Mailing lists: lists.md 14

LISTS_DOMAIN = env.str("LISTS_DOMAIN", default="")
LISTS_LMTP_HOST = env.str("LISTS_LMTP_HOST", default="127.0.0.1")
LISTS_LMTP_PORT = env.int("LISTS_LMTP_PORT", default=8024)
LISTS_MAX_BYTES = env.int("LISTS_MAX_BYTES", default=50 << 20)
LISTS_AUTHSERV_ID = env.str("LISTS_AUTHSERV_ID", default="")
LISTS_DELIVERY = env.str("LISTS_DELIVERY", default="smtp" if "smtp" in EMAIL_BACKEND else "file")  # noqa: F821
LISTS_LEASE_SECONDS = env.int("LISTS_LEASE_SECONDS", default=300)
