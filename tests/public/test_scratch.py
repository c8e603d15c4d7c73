import pytest
from django.test.utils import CaptureQueriesContext
from django.db import connection
from tests.public.scenes import *


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_scratch(client, address):
    for n in (1, 12):
        r = with_everything(address, n)
        for url in (f"/{address}/{r.slug}/", f"/{address}/"):
            with CaptureQueriesContext(
                connection,
            ) as q:
                a = client.get(url)
            assert a.status_code == 200
            print(url, n, len(q), len(a.content))
            if n > 1:
                open(f"/tmp/s/{address}-{url.count('/')}.html", "wb").write(a.content)
