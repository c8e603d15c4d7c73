"""What several tests of a growing archive begin with: a bucket on loopback, a table of many rows."""

import pytest
from django.db import connection

from config.storage import configured

ROWS = 200_000


@pytest.fixture
def bucket(settings, monkeypatch):
    """An empty bucket on loopback as the storage; its objects by name."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    address = "http://{}:{}".format(*server.get_host_and_port())
    papers = boto3.resource("s3", endpoint_url=address, region_name="us-east-1").Bucket("papers")
    papers.create()
    url = f"s3://papers/archive?endpoint_url={address}&region_name=us-east-1"
    settings.STORAGES = settings.STORAGES | {"default": configured(url)}
    yield papers
    server.stop()


@pytest.fixture
def many_rows(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO archive_savedmapping (type, name, mapping, headings, updated_at) "
            f"SELECT 'visits', 'n' || n, '{{}}', '[]', now() FROM generate_series(1, {ROWS}) n"
        )
