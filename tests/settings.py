"""The settings of production, on a data folder and a database of the test process's own, over plain HTTP."""

import atexit
import os
import shutil
import tempfile

from tests import databases

_folder = tempfile.mkdtemp(prefix="archive-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

# What the developer's shell has set must not reach the tests.
_MACHINES = ("ALLOWED_HOSTS", "CACHE_URL", "CSRF_TRUSTED_ORIGINS", "REPLICA_URLS", "SECRET_KEY", "STORAGE_URL")
for _name in ("DEBUG", *_MACHINES):
    os.environ.pop(_name, None)
os.environ |= {"ARCHIVE_DATA_DIR": _folder, "DATABASE_URL": databases.url(_folder), "PLAIN_HTTP": "1"}
# Tests change what no published revision counts: constants of the program, and rows past the way in.
os.environ["PAGE_CACHE_MB"] = "0"
# All tests ask from one address, and some leave what they are given unread.
os.environ |= {"READER_WORK_SECONDS": "100000", "DOWNLOADS_AT_ONCE": "10000"}

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

# A file, as in production: SQLite's databases in memory lock whole tables between threads.
if os.environ.get("TEST_DATABASE") != "postgresql":
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
# Nothing is collected for tests, so names carry no hash.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir()
# Hashing passwords slowly protects nobody here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
