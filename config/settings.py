"""All settings of the archive. What differs between machines is read from environment variables (see the README)."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config import data_folder, databases, environment, storage
from config.logs import formats

BASE_DIR = Path(__file__).resolve().parent.parent
# Whatever it cannot take, it refuses in a sentence.
env = environment.Environment()

DATA_DIR = Path(env.str("ARCHIVE_DATA_DIR", default="") or BASE_DIR / "var").expanduser().absolute()
data_folder.prepare(DATA_DIR)

DEBUG = env.bool("DEBUG", default=False)
# Only for a site that nobody reaches over a network: the quick start on a loopback address, and tests.
PLAIN_HTTP = env.bool("PLAIN_HTTP", default=False)
_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY = environment.secret_key(_KEY) if _KEY else data_folder.secret_key(DATA_DIR / "secret_key")
# The keys before that one: what was signed or sealed with them is still read, and signed or sealed with the new one.
SECRET_KEY_FALLBACKS = [environment.secret_key(key, "A key in SECRET_KEY_FALLBACKS")
                        for key in env.list("SECRET_KEY_FALLBACKS")]  # fmt: skip
ALLOWED_HOSTS = environment.hosts(env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"]))

# Whom harvesters and readers of the feeds may write to.
CONTACT_EMAIL = environment.email(env.str("CONTACT_EMAIL", default="webmaster@localhost"))
# Where weaknesses are told of (security.txt): an address that begins with https:, mailto: or tel:.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default=f"mailto:{CONTACT_EMAIL}")

# What the archive is made of

INSTALLED_APPS = [
    # Before the archive, which takes the queue's own pages out of the admin, and those of second factors.
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "archive",
    "archive.door",
    "config.admin_site.ArchiveAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "import_export",
]

MIDDLEWARE = [
    # Before all others: what it keeps is what they made of an answer.
    "config.keeping.KeepingMiddleware",
    "config.middleware.heads.HeadMiddleware",
    # Before all that answers, so that redirects, static files and refusals carry the policy too.
    "csp.middleware.CSPMiddleware",
    "config.middleware.headers.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.sessions.SessionMiddleware",
    "config.middleware.refusals.HeadBounds",
    "config.middleware.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # After the check for forgeries, which reads the form first.
    "config.middleware.refusals.SentNul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before all that asks who is signed in.
    "archive.door.middleware.DoorMiddleware",
    # Before any other middleware or page looks into what was sent.
    "config.middleware.refusals.BodyBounds",
    "config.logs.asking.WhoMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.middleware.work.WorkMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    # Readers' pages; it leaves the admin's, in the same folder, to the other.
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "archive.public.templating.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

# Storage

DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASES = {"default": databases.primary(env, DATABASE_URL, DATA_DIR)}
# Streaming replicas of that PostgreSQL, which readers read from while they are no later than so many seconds.
REPLICA_URLS = env.list("REPLICA_URLS", default=[])
REPLICA_LATE_SECONDS = env.int("REPLICA_LATE_SECONDS", default=10, least=1)
REPLICAS = [f"replica{number}" for number, _url in enumerate(REPLICA_URLS, 1)]
DATABASES |= {
    alias: databases.replica(env, url, DATABASE_URL) for alias, url in zip(REPLICAS, REPLICA_URLS, strict=True)
}
if REPLICAS:
    DATABASE_ROUTERS = ["config.replicas.router.ReplicaRouter"]
    # Around all that reads from the database, what keeps pages included: one request reads from one database.
    MIDDLEWARE.insert(0, "config.replicas.middleware.ReplicaMiddleware")

# Work that takes longer than an answer may is queued here and done by `manage.py worker`, which `start` runs too.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

CACHE_URL = environment.cache(env.str("CACHE_URL", default=""))
CACHES = {"default": env.cache_url_config(CACHE_URL or "locmemcache://")}
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    # Nobody waits longer for a cache than for the page itself.
    CACHES["default"].setdefault("OPTIONS", {}).update(socket_connect_timeout=0.25, socket_timeout=0.25)

# Where it is counted what each address makes the archive do: in the cache for all processes, else each for itself.
READER_WORK_CACHE = "default" if CACHE_URL else "work"
CACHES["work"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "work",
    "OPTIONS": {"MAX_ENTRIES": 20_000},
}

# Readers' pages as they were sent, in the memory of each web process and, where there is one, in a cache for all.
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_MB", default=16, most=100_000) * 1024 * 1024
PAGE_CACHE_ALIAS = "default" if CACHE_URL else ""
# Other people's caches (proxies, delivery networks) may give out a reader's page for so long without asking.
PAGE_CACHE_SHARED_SECONDS = env.int("PAGE_CACHE_SHARED_SECONDS", default=60)

MEDIA_ROOT = DATA_DIR / "uploads"
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "config.uploads.NamelessFileHandler",
]
# A scan of a long document fits; a film does not. Nor does a picture that nobody's program can draw.
SOURCE_FILE_MOST_BYTES = env.int("SOURCE_FILE_MOST_MB", default=50, least=1, most=100_000) * 1024 * 1024
SOURCE_PICTURE_MOST_MEGAPIXELS = env.int("SOURCE_PICTURE_MOST_MEGAPIXELS", default=150, least=1, most=10_000)
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STORAGES = {
    "default": storage.configured(env.str("STORAGE_URL", default="")),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Languages and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("az", _("Azerbaijani")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "archive" / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# What comes in

# A record with two hundred citations, names and participations is one form; Django's limit of 1,000 fields loses it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# All that one form may send: several files of a source. Readers send corrections and questions of harvesters.
BODY_MOST_BYTES = env.int("UPLOAD_MOST_MB", default=200, least=1, most=100_000) * 1024 * 1024
READERS_BODY_MOST_BYTES = 128 * 1024
# Of an address with its query; and of all that a browser says about itself, its cookies included.
ADDRESS_MOST_LETTERS, ADDRESS_MOST_PARAMETERS, HEAD_MOST_LETTERS = 4000, 100, 32 * 1024
# One address may have so many seconds of a processor's work in so many seconds for its searches and downloads.
READER_WORK_SECONDS = env.int("READER_WORK_SECONDS", default=120)
READER_WORK_WINDOW = 5 * 60
# So many long downloads are sent at once by each web process, which has four threads.
DOWNLOADS_AT_ONCE = env.int("DOWNLOADS_AT_ONCE", default=2, least=1)
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"
IMPORT_EXPORT_USE_TRANSACTIONS = True
# An import of no more than this is done while its editor waits for the page; a larger one by the worker.
SHEET_AT_ONCE = {"bytes": 200 * 1024, "rows": 1_000}
# Uploads that were never applied are deleted after so many days.
SHEET_UPLOADS_KEPT_DAYS = env.int("SHEET_UPLOADS_KEPT_DAYS", default=30, least=1, most=36_500)
# So many corrections are taken in from readers in an hour and in a day: from one address, and from all together.
CORRECTIONS_MOST = {"address": (5, 20), "all": (env.int("CORRECTIONS_AN_HOUR", default=60), 300)}
# The e-mail address of a reader is deleted so many days after the decision, or, without one, after it was sent.
CORRECTION_CONTACTS_KEPT_DAYS = {"decided": 30, "undecided": 365}
# How many proxies stand before the archive, each of which adds to X-Forwarded-For from where a request came.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0, most=10)

# What goes out: nothing, unless an operator says so; then the worker asks for the addresses of sources now and then.
CHECK_LINKS = env.bool("CHECK_LINKS", default=False)
CHECK_LINKS_EVERY_DAYS = env.int("CHECK_LINKS_EVERY_DAYS", default=30, least=1, most=36_500)
# Addresses inside the operator's own network are not asked for: an editor could feel their way through it.
CHECK_LINKS_PRIVATE = env.bool("CHECK_LINKS_PRIVATE", default=False)

# The desk and /healthz complain where the last backup is older than so many hours; 0: a week, once there is one.
BACKUP_EVERY_HOURS = env.int("BACKUP_EVERY_HOURS", default=0)
# Who comes in

AUTHENTICATION_BACKENDS = ["archive.review.rights.RoleBackend"]
LOGIN_URL = "admin:login"
# Only the quick start (`manage.py start`) lets a password alone in.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
OTP_TOTP_ISSUER = "Archive"
# The door counts attempts itself: by the device alone, guesses of others would lock its owner out.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0
SESSION_ENGINE = "archive.door.sessions"
# A session ends so long after it was last used, and so long after it began (see archive/door/sessions.py).
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_MINUTES", default=120) * 60
SESSION_MOST_HOURS = env.int("SESSION_MOST_HOURS", default=12)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{rule}"}
    for rule in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Security

SECURE_SSL_REDIRECT = not PLAIN_HTTP
# Probes of a load balancer come over plain HTTP and learn nothing from the answer.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = environment.origins(env.list("CSRF_TRUSTED_ORIGINS"))

CSRF_FAILURE_VIEW = "archive.public.errors.csrf_failure"

# Browsers take a cookie named __Host- only over HTTPS, for this host and the whole site.
_HOST = "" if PLAIN_HTTP else "__Host-"
SESSION_COOKIE_NAME = f"{_HOST}sessionid"
CSRF_COOKIE_NAME = f"{_HOST}csrftoken"
# By which a browser is known in which somebody has signed in before.
BROWSER_COOKIE_NAME = f"{_HOST}known"
LANGUAGE_COOKIE_NAME = f"{_HOST}language"
# Where there are replicas: up to where in the database's log whoever is signed in has seen or written.
SEEN_COOKIE_NAME = f"{_HOST}seen"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        **{f"{kind}-src": ["'self'"] for kind in ("script", "style", "img", "font", "connect")},
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# Errors go where the server's own messages go.
LOGGING = formats.configured(env.one_of("LOG_FORMAT", formats.FORMATS))

# At the end, when the names of all variables are known.
env.refuse_misspelt()
