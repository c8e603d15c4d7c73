"""The storage in a bucket (S3), which says soon and in one way that it is away."""

import errno
from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from archive.faults import FilesAway

# Whoever waits holds a thread that others could read with; boto's own bounds are a minute each, five times.
_PATIENCE = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 2})
_NO_ROOM = 507


@contextmanager
def _told():
    """Within it, errors of the bucket are FilesAway, or an OSError where it has no more room."""
    try:
        yield
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == _NO_ROOM:
            raise OSError(errno.ENOSPC, "the bucket is full") from error
        raise FilesAway(f"the bucket refuses: {error}") from error
    except (BotoCoreError, Boto3Error, RetriesExceededError) as error:
        raise FilesAway(f"the bucket does not answer: {type(error).__name__}") from error


class Bucket(S3Storage):
    """django-storages' bucket. What is not there is a FileNotFoundError as before."""

    _save = _told()(S3Storage._save)
    delete = _told()(S3Storage.delete)
    exists = _told()(S3Storage.exists)
    listdir = _told()(S3Storage.listdir)
    size = _told()(S3Storage.size)
    get_modified_time = _told()(S3Storage.get_modified_time)

    def __init__(self, **settings):
        super().__init__(**settings)
        self.client_config = self.client_config.merge(_PATIENCE)

    @_told()
    def _open(self, name, mode="rb"):
        """Fetched whole, so that an answer that has begun does not wait for the bucket."""
        return super()._open(name, mode).open()
