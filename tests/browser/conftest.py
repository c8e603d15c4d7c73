"""A page in a real Chromium, against the site served by the test process."""

import os
import shutil

import pytest
from django.conf import settings
from django.core.management import call_command

from archive import writing
from tests.signing_in import give_factor, type_in

FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


def pytest_collection_modifyitems(items):
    """Everything in this folder is a browser test."""
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """Path of the browser; without one these tests are skipped, or fail where REQUIRE_BROWSER is set."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    reason = "no Chromium found: apt-get install chromium, or name one in CHROMIUM"
    return pytest.fail(reason) if os.environ.get("REQUIRE_BROWSER") else pytest.skip(reason)


@pytest.fixture(scope="session")
def browser(chromium):
    """One headless browser for the whole run."""
    from playwright.sync_api import sync_playwright

    # Playwright's synchronous interface runs an event loop in this thread, where Django would refuse its own queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=FLAGS, chromium_sandbox=os.geteuid() != 0, headless=True
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser, live_server):
    """A page of a fresh browser profile whose relative addresses are the live server's; it asserts no script failed."""
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors, f"scripts failed: {errors}"


@pytest.fixture
def archive(live_server):
    """The records that every new archive begins with."""
    call_command("loaddata", *sorted((settings.BASE_DIR / "fixtures").glob("*.json")), verbosity=0)
    writing.adopt(why="Loaded from fixtures.")


def sign_in(page, users, then="/admin/"):
    """Make an administrator of this user model, sign in as one, and wait for the page that this leads to."""
    code = give_factor(users.objects.create_superuser("editor", password="a long secret"))
    page.goto(f"/admin/login/?next={then}")
    type_in(page, "editor", code)
