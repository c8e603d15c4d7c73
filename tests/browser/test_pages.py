"""The public pages in a real browser, over the archive's first records: open to everybody, in any light and width."""

from urllib.parse import urlsplit

import pytest

from archive.models import Discrepancy

# Left, top, right and bottom of each label of a drawing, without the empty room of its line, and its words.
BOXES = """svg => [...svg.querySelectorAll("text")].map(text => {
    const box = text.getBoundingClientRect();
    return [box.left, box.top + 3, box.right, box.bottom - 3, text.textContent];
})"""


@pytest.fixture
def watched(page, live_server):
    """A page that also asserts that nothing was complained of in the console and no request left the host."""
    complaints, strangers = [], []
    host = urlsplit(live_server.url).netloc
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("request", lambda request: strangers.append(request.url) if urlsplit(request.url).netloc != host else None)
    yield page
    # A page that is not there is said to be so in the console, too.
    assert not [text for text in complaints if "404 (Not Found)" not in text]
    assert not [url for url in strangers if not url.startswith("data:")]


@pytest.mark.looks
def test_nothing_overlaps_in_the_drawings(watched, archive):
    watched.goto("/")
    for width in (320, 768, 1440):
        watched.set_viewport_size({"width": width, "height": 900})
        shown = [svg for svg in watched.locator("svg.drawing").all() if svg.is_visible()]
        # One size of the timeline, one of the trade.
        assert len(shown) == 2
        edge = watched.evaluate("document.documentElement.clientWidth")
        for svg in shown:
            boxes = svg.evaluate(BOXES)
            assert all(box[2] <= edge for box in boxes)
            clashes = [(a[4], b[4]) for n, a in enumerate(boxes) for b in boxes[n + 1 :] if overlap(a, b)]
            assert not clashes, width


@pytest.mark.looks
@pytest.mark.parametrize("name", ["timeline", "map", "network", "trade"])
def test_a_drawing_taken_away_has_its_style_and_asks_for_nothing(watched, archive, name):
    # A file is a picture on paper in any light.
    for scheme, ink in (("light", "rgb(35, 31, 26)"), ("dark", "rgb(35, 31, 26)")):
        watched.emulate_media(color_scheme=scheme)
        watched.goto(f"/es/{name}.svg")
        heading = watched.locator("text.heading")
        styled = heading.evaluate("e => [getComputedStyle(e).fontSize, getComputedStyle(e).fill]")
        assert styled == ["24px", ink]
        assert watched.evaluate("document.querySelector('svg svg').getBBox().width") > 200


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@pytest.mark.looks
def test_a_note_opens_with_the_keyboard_alone(watched, archive):
    watched.set_viewport_size({"width": 700, "height": 900})
    record = Discrepancy.objects.published().get(event__kind="relations").record
    watched.goto(record.get_absolute_url())
    summary = watched.locator("details.note > summary").first
    assert not watched.locator("details.note .note-body").first.is_visible()
    for _press in range(200):
        watched.keyboard.press("Tab")
        if summary.evaluate("element => element === document.activeElement"):
            break
    watched.keyboard.press("Enter")
    assert watched.locator("details.note .note-body").first.is_visible()
    watched.keyboard.press("Enter")
    assert not watched.locator("details.note .note-body").first.is_visible()


def test_the_table_beside_the_drawing_opens_and_leads_on(watched, archive):
    watched.goto("/")
    watched.locator("details.same-data > summary").first.press("Enter")
    link = watched.locator("details.same-data td a").first
    assert link.is_visible()
    link.click()
    assert watched.locator("h1").count() == 1


def test_everything_works_without_scripts(browser, live_server, archive):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.locator("#home-search").fill("portillo")
    page.locator(".search-home button").click()
    assert "portillo" in page.url
    page.locator(".entry-title").first.click()
    assert page.locator("main h1").count() == 1
    page.goto("/timeline/")
    page.locator("#filter-since").fill("2008")
    page.locator(".filters button").click()
    assert page.locator(".year h2").first.inner_text() >= "2008"
    page.goto(Discrepancy.objects.published().first().record.get_absolute_url())
    page.locator("details.note > summary").first.click()
    assert page.locator("details.note .note-body").first.is_visible()
    context.close()


@pytest.mark.looks
def test_paper_shows_the_notes_at_the_foot(watched, archive):
    watched.goto(Discrepancy.objects.published().first().record.get_absolute_url())
    watched.emulate_media(media="print")
    assert watched.locator(".footnotes li").first.is_visible()
    assert not watched.locator("nav.ways").is_visible()


@pytest.mark.looks
def test_paper_says_where_a_page_stands_and_has_nothing_to_press(watched, archive):
    watched.emulate_media(media="print")
    watched.goto(Discrepancy.objects.published().first().record.get_absolute_url())
    assert watched.locator(".citings .citing").first.is_visible()
    for address in ("/visits/?country=MX", "/discrepancies/", "/search/?q=embassy"):
        watched.goto(address)
        assert watched.locator("p.on-paper").inner_text().endswith(address)
        shown = [press for press in watched.locator("button, input, select, nav a").all() if press.is_visible()]
        assert not shown, address
