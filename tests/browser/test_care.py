"""Every kind of page in a real browser: open to everybody, light, still, and telling nobody who reads it."""

import gzip
from itertools import cycle, product

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.kinds import LANGUAGES, kinds

pytestmark = pytest.mark.looks
# One page is looked at in two ways that differ in everything; all pages together in all of them.
LIGHTS, WIDTHS = ("light", "dark"), (320, 1280)
# Rules for WCAG 2.2 which axe runs on request alone.
RULES = {"rules": {"target-size": {"enabled": True}}}
OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)"
WEIGHS_AT_MOST = 100_000
# What has moved since the page was opened, without having been touched (Cumulative Layout Shift).
SHIFTED = """new Promise(resolve => {
    let sum = 0;
    new PerformanceObserver(seen => seen.getEntries().forEach(one => sum += one.value))
        .observe({type: 'layout-shift', buffered: true});
    document.fonts.ready.then(() => setTimeout(() => resolve(sum), 50));
})"""
# What stands beside the screen, or is cut off where it cannot be scrolled to.
BEYOND = """() => {
    const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth ? ['the page'] : [];
    const cut = [...document.querySelectorAll('main *, header *')].filter(one =>
        one.scrollWidth > one.clientWidth + 1 && ['hidden', 'clip'].includes(getComputedStyle(one).overflowX) &&
        !one.closest('svg, .unasked'));
    return [...wide, ...cut.map(one => one.outerHTML.slice(0, 80))];
}"""

# What can be reached, in the order of the page; which of it has the focus, whether that is seen, and where.
REACHED = """() => {
    const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')];
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const within = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    return {
        number: all.filter(other => other.tabIndex === 0 && other.checkVisibility()).indexOf(one),
        of: all.filter(other => other.tabIndex === 0 && other.checkVisibility()).length,
        seen: within && style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2,
    };
}"""


@pytest.fixture
def pages(archive, settings):
    """Every kind of page by its name; failures and refusals too."""
    settings.ROOT_URLCONF = "tests.public.test_errors"
    return kinds() | {"failure": "/fail/", "refusal": "/refuse/", "cannot be understood": "/search/?q=%00"}


def test_axe_finds_nothing_on_any_kind_of_page(page, pages):
    found = {}
    turns = cycle(product(LIGHTS, (False, True)))
    for (name, address), (light, is_narrow), turn in zip(pages.items(), turns, cycle(range(3)), strict=False):
        first = (light, WIDTHS[not is_narrow], LANGUAGES[turn], is_narrow)
        other = (LIGHTS[light == "light"], WIDTHS[is_narrow], LANGUAGES[turn - 1], not is_narrow)
        for light_now, width, language, is_open in (first, other):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=light_now)
            page.goto(f"{language}{address}")
            if is_open:
                page.evaluate(OPEN)
            for violation in Axe().run(page, options=RULES).response["violations"]:
                nodes = [node["html"][:120] for node in violation["nodes"][:2]]
                found[name, language, light_now, width, is_open, violation["id"]] = nodes
    assert not found


def test_every_page_is_light_and_still_and_sets_no_cookie(page, pages):
    complaints, weights, faults = [], {}, {}
    page.on("console", lambda message: complaints.append(message.text))
    for (name, address), language in zip(pages.items(), cycle(LANGUAGES), strict=False):
        own = weight_of(page.goto(f"{language}{address}"))
        moved = page.evaluate(SHIFTED)
        needed = set(page.evaluate("performance.getEntriesByType('resource').map(one => one.name)"))
        weights |= {url: weight_of(page.request.get(url)) for url in needed - weights.keys()}
        weight = own + sum(weights[url] for url in needed)
        if moved or weight > WEIGHS_AT_MOST or page.context.cookies():
            faults[name, language] = (moved, weight, page.context.cookies())
    assert not faults
    # That a page is refused is said in the console, too.
    assert not [text for text in complaints if not text.startswith("Failed to load resource: the server responded")]


def weight_of(answer) -> int:
    """Bytes of an answer as they are sent compressed; pictures do not count."""
    kind = answer.headers.get("content-type", "")
    if kind.startswith("image/"):
        return 0
    return len(answer.body()) if kind.startswith("font/") else len(gzip.compress(answer.body(), 6))


def test_nothing_is_cut_off_on_a_narrow_screen_or_with_letters_twice_as_large(page, pages):
    beyond = {}
    for (name, address), language in zip(pages.items(), cycle(LANGUAGES), strict=False):
        page.set_viewport_size({"width": 320, "height": 700})
        page.goto(f"{language}{address}")
        page.evaluate(OPEN)
        narrow = page.evaluate(BEYOND)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        large = page.evaluate(BEYOND)
        if narrow or large:
            beyond[name, language] = (narrow, large)
    assert not beyond


@pytest.mark.parametrize("name", ["home", "list of visits", "record of events", "form for a correction"])
def test_the_keyboard_reaches_everything_in_order_and_the_focus_is_seen(page, pages, name):
    page.emulate_media(reduced_motion="reduce")
    page.goto(pages[name])
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page.keyboard.press("Tab")
    reached = [page.evaluate(REACHED)]
    for _step in range(reached[0]["of"] - 1):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(REACHED))
    assert [step["number"] for step in reached] == list(range(reached[0]["of"]))
    assert all(step["seen"] for step in reached)
