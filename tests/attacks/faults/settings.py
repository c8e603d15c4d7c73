"""The archive's settings for processes that are killed: static files as they are, passwords that cost no time."""

from config.settings import *  # noqa: F403
from config.settings import DATA_DIR, STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = DATA_DIR / "static"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
