"""Where the files of sources are kept: in the data folder, or where STORAGE_URL says, which web processes share."""

from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# What of django-storages' options stands behind the question mark; keys come from where boto3 looks for them.
S3_OPTIONS = ("addressing_style", "endpoint_url", "region_name", "signature_version")
_ON_DISK = "archive.sources.storage.DurableStorage"


def configured(url) -> dict:
    """The entry of Django's STORAGES: `file:///folder`, `s3://bucket/prefix?endpoint_url=…`, or nothing for the folder.

    ImproperlyConfigured where it is something else.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if not url:
        return {"BACKEND": _ON_DISK}
    if parts.scheme == "file" and parts.path.strip("/") and not (parts.netloc or options):
        return {"BACKEND": _ON_DISK, "OPTIONS": {"location": unquote(parts.path)}}
    if parts.scheme == "s3" and parts.netloc and options.keys() <= set(S3_OPTIONS):
        return {"BACKEND": "archive.sources.bucket.Bucket", "OPTIONS": options | _place(parts)}
    raise ImproperlyConfigured(
        "STORAGE_URL is not understood: write file:///folder, or s3://bucket/prefix with what is needed of "
        f"{', '.join(S3_OPTIONS)} after a question mark; the keys are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
    )


def _place(parts):
    # A name is a checksum, so whoever writes over an object writes what it holds. More than this goes by the disk.
    return {"bucket_name": parts.netloc, "location": unquote(parts.path).strip("/"), "max_memory_size": 8 * 1024 * 1024}
