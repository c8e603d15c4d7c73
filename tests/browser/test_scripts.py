"""Scripts written into every text, name, heading, file and address: Chromium runs none on any page that shows them."""

from dataclasses import dataclass, field

import pytest

from tests.browser import hostile_scene
from tests.browser.hostile_scene import CALL, SCRIPTS
from tests.browser.test_policy import pages_of_the_admin

pytestmark = pytest.mark.looks
# What the scripts call, and what the browser itself says that it has refused; before any script of the page.
WATCH = """window.hit = () => console.error("RAN");
document.addEventListener("securitypolicyviolation", one =>
    console.error(`REFUSED ${one.violatedDirective} ${one.blockedURI} ${one.sourceFile}:${one.lineNumber}`));"""
# Elements and attributes that were made of a script, and whether one is there to be read.
LOOK = """call => {
    const all = [...document.querySelectorAll("*")];
    const bad = a => a.name.startsWith("on") || a.name === "srcdoc" ||
        /^(src|href|action|formaction|xlink:href)$/.test(a.name) && /^\\s*(javascript:|x$)/i.test(a.value);
    const code = one => one.localName === "script" && !one.type && one.textContent.includes(call);
    return {
        made: all.filter(one => code(one) || [...one.attributes].some(bad)).map(one => one.outerHTML.slice(0, 150)),
        shown: all[0].textContent.includes(call) || all.some(one => String(one.value || "").includes(call)),
    };
}"""


@dataclass
class Watched:
    """Pages that were opened: what ran, was refused or was made of a script on each, and how many show one as text."""

    page: object
    opened: int = 0
    wrong: dict = field(default_factory=dict)
    shown: list = field(default_factory=list)
    said: list = field(default_factory=list)

    def __post_init__(self):
        self.page.add_init_script(WATCH)
        self.page.on("dialog", lambda one: (self.said.append(f"dialog {one.message}"), one.dismiss()))
        self.page.on("console", lambda one: self.said.append(one.text) if one.text[:3] in ("RAN", "REF") else None)

    def open(self, addresses):
        """Open one after the other."""
        for address in addresses:
            answer = self.page.goto(address)
            found = self.page.evaluate(LOOK, CALL)
            self.said += [f"made {each}" for each in found["made"]]
            self.said += [f"answer {answer.status}"] if answer.status >= 500 else []
            self.opened += 1
            self.shown += [address] if found["shown"] else []
            if self.said:
                self.wrong[address] = list(self.said)
                self.said.clear()


@pytest.fixture
def watched(page):
    """A page that is watched."""
    return Watched(page)


@pytest.fixture
def me(client, django_user_model, page, live_server, settings, tmp_path):
    """An administrator who is signed in, in the browser and in `client`."""
    settings.MEDIA_ROOT = tmp_path
    user = django_user_model.objects.create_superuser("editor", password="a long secret")
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    return user


def test_no_script_in_any_text_or_address_runs_for_readers(live_server, watched):
    before = hostile_scene.furnish()
    watched.open(hostile_scene.of_readers(before, hostile_scene.poison(before)))
    assert watched.wrong == {}
    # All but drawings without words, refusals, and pages on which nothing was found.
    assert len(watched.shown) >= 30, sorted(watched.shown)


def test_no_script_in_any_text_heading_or_file_name_runs_for_editors(watched, me, client, django_user_model):
    pages, records = pages_of_the_admin(me, django_user_model), hostile_scene.furnish()
    records = hostile_scene.poison(records)
    watched.open(hostile_scene.of_editors(pages, records))
    watched.open(hostile_scene.bring_a_sheet(client))
    assert watched.wrong == {}
    assert len(watched.shown) >= 85, sorted(watched.shown)


@pytest.mark.parametrize("policy", [True, False])
def test_a_script_that_is_not_escaped_would_be_found(watched, live_server, policy):
    def unescaped(route):
        found, text = route.fetch(), SCRIPTS[watched.opened]
        kept = {name: value for name, value in found.headers.items() if policy or "security-policy" not in name}
        page = found.text().replace("<main", f'<p title="{text}">{text}</p><main')
        route.fulfill(response=found, headers=kept, body=page)

    watched.page.route("**/about/**", unescaped)
    for number in range(len(SCRIPTS)):
        watched.open([f"/about/?{number}"])
        said = " ".join(watched.wrong[f"/about/?{number}"])
        assert ("REFUSED script-src" if policy else "RAN") in said
