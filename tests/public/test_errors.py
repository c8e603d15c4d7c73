"""Refusals and failures speak in the site's own dress and give nothing away."""

import pytest
from django.test import Client, override_settings
from django.urls import path

from archive.public import errors
from config.urls import urlpatterns as real


def fail(request):
    raise RuntimeError("secret words of a failure")


def refuse(request):
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied("secret words of a refusal")


urlpatterns = [path("fail/", fail), path("refuse/", refuse), *real]
handler400, handler403, handler404, handler500 = (
    errors.bad_request,
    errors.permission_denied,
    errors.page_not_found,
    errors.server_error,
)
here = override_settings(ROOT_URLCONF="tests.public.test_errors")


def answer(address, **extra):
    return Client(raise_request_exception=False).get(address, **extra)


@here
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nowhere/", 404, "There is no such page"),
        ("/az/nowhere/", 404, ""),
        ("/refuse/", 403, "This is not open to you"),
        ("/fail/", 500, "Something went wrong here"),
    ],
)
def test_each_has_its_page_without_a_query(address, status, words):
    # No database is allowed in this test: a query would fail it.
    response = answer(address)
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert "<main" in page
    assert "secret words" not in page
    assert "Traceback" not in page


@here
def test_the_failure_page_needs_no_database_even_for_a_signed_in_reader():
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    response = client.get("/fail/")
    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()
    # In its dress: what fails on its way is told bare.
    assert "<main" in response.content.decode()


@here
def test_a_failure_page_that_fails_itself_still_tells(monkeypatch):
    monkeypatch.setattr(errors.loader, "get_template", fail)
    response = answer("/fail/")
    assert response.status_code == 500
    assert "<h1>Something went wrong here</h1>" in response.content.decode()


@here
@pytest.mark.parametrize("address", ["/search/?q=%00", "/visits/a%00b/", "/az/visits/?q=a%00", "/%00"])
def test_a_nul_anywhere_in_the_address_is_refused(address):
    response = answer(address)
    assert response.status_code == 400
    assert "cannot be understood" in response.content.decode() or address.startswith("/az/")


@here
def test_the_address_asked_for_is_not_repeated():
    page = answer("/nowhere-in-particular/<script>alert(1)</script>/").content.decode()
    assert "nowhere-in-particular" not in page
    assert "alert(1)" not in page


@here
def test_a_form_without_its_token_is_refused_in_words():
    client = Client(enforce_csrf_checks=True)
    with override_settings(CSRF_FAILURE_VIEW="archive.public.errors.csrf_failure"):
        response = client.post("/search/", {"q": "x"})
    assert response.status_code == 403
    assert "The form was not accepted" in response.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/", "/timeline/", "/discrepancies/", "/search/", "/about/", "/sitemap.xml", "/robots.txt", "/visits.csv"],
)
def test_pages_are_only_read(client, address):
    for send in (client.post, client.put, client.delete):
        response = send(address)
        assert response.status_code == 405
        assert "GET" in response["Allow"]


def test_a_wrong_host_is_refused_in_words_that_do_not_repeat_it(client):
    response = client.get("/about/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "This cannot be understood" in response.content.decode()
    assert "elsewhere" not in response.content.decode()


def test_the_site_uses_these_pages():
    from django.conf import settings

    import config.urls

    names = ("bad_request", "permission_denied", "page_not_found", "server_error")
    for number, name in zip((400, 403, 404, 500), names, strict=True):
        assert getattr(config.urls, f"handler{number}") == f"archive.public.errors.{name}"
    assert settings.CSRF_FAILURE_VIEW == "archive.public.errors.csrf_failure"
