"""Chromium finds nothing on any page that the Content-Security-Policy forbids, for readers and at the desk."""

from itertools import cycle

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from tests.browser.desk_scene import furnish
from tests.browser.kinds import LANGUAGES, kinds

pytestmark = pytest.mark.looks
# Set before any script of the page: what the browser itself says that it has refused.
LISTEN = """window.refused = [];
document.addEventListener("securitypolicyviolation", one =>
    window.refused.push(`${one.violatedDirective} ${one.blockedURI} ${one.sourceFile}:${one.lineNumber}`));"""


def pages_of_the_admin(me, users) -> dict:
    """Every page of the desk's scene; of each table its list, its new row, its first row with what belongs to it."""
    found = furnish(me, users) | {"accounts": "/admin/password_change/", "signing in": "/admin/login/"}
    for model, shown in admin.site._registry.items():
        options, first = model._meta, model._base_manager.order_by("pk").first()
        for page in ("changelist", "add", "export", "change", "history", "delete"):
            arguments = [] if page in ("changelist", "add", "export") else [getattr(first, "pk", None)]
            if arguments == [None]:
                continue
            try:
                address = reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=arguments)
            except NoReverseMatch:
                continue
            found[f"{page} of {options.model_name}, {type(shown).__name__}"] = address
    return found


def complaints(page, addresses) -> dict:
    """What the browser complains of on each page, by the page's name; that a page is refused is no complaint."""
    said, found = [], {}
    page.add_init_script(LISTEN)
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for name, address in addresses.items():
        page.goto(address)
        said += page.evaluate("window.refused")
        wrong = [text for text in said if not text.startswith("Failed to load resource: the server responded")]
        if wrong:
            found[name] = wrong
        said.clear()
    return found


def test_no_page_for_readers_holds_what_the_policy_forbids(page, archive):
    addresses = zip(kinds().items(), cycle(LANGUAGES), strict=False)
    assert complaints(page, {name: f"{language}{address}" for (name, address), language in addresses}) == {}


def test_no_page_of_the_admin_holds_what_the_policy_forbids(
    page, archive, client, django_user_model, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    me = django_user_model.objects.create_superuser("editor", password="a long secret")
    client.force_login(me)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    addresses = pages_of_the_admin(me, django_user_model)
    page.goto("/about/")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": page.url}])
    assert len(addresses) > 60
    assert complaints(page, addresses) == {}


def test_what_the_policy_forbids_would_be_found(page, archive):
    page.route("**/about/", lambda route: route.fulfill(response=(found := route.fetch()), body=found.text() + INLINE))
    assert len(complaints(page, {"about": "/about/"})["about"]) >= 2


INLINE = '<script>window.ran = true</script><p style="color: red">Red.</p>'
