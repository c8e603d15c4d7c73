"""Without scripts and without style sheets every page still reads in order; and no request leaves the host."""

import json
import os
from itertools import cycle
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import FLAGS
from tests.browser.kinds import LANGUAGES, kinds

pytestmark = pytest.mark.looks
# The faults of a page as a reader of its bare text meets it: sentences.
FAULTS = """() => {
    const faults = [], main = document.querySelector('main');
    const before = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    const links = [...document.querySelectorAll('a[href], button, input, summary')];
    if (links[0]?.getAttribute('href') !== '#content' || main.id !== 'content')
        faults.push('the first link does not lead to the content');
    let level = 0;
    for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
        const own = Number(heading.tagName[1]);
        if (own > level + 1) faults.push(`a heading of order ${own} follows one of ${level}: ${heading.innerText}`);
        level = own;
        if (!heading.innerText.trim()) faults.push('an empty heading');
    }
    for (const note of main.querySelectorAll('details.note')) {
        const of = note.closest('.statement, .moment, .summary, .record-head, li');
        const words = document.createRange();
        words.setStart(of, 0);
        words.setEndBefore(note);
        if (!words.toString().trim()) faults.push(`a note before what it carries: ${note.innerText}`);
    }
    for (const figure of main.querySelectorAll('figure')) {
        const drawn = [...figure.querySelectorAll('svg a')].map(one => one.getAttribute('href'));
        const told = [...main.querySelectorAll('td a, th a, li a')].filter(one => before(figure, one));
        const hrefs = new Set(told.map(one => one.getAttribute('href')));
        const row = href => href.includes('#') && document.getElementById(href.split('#')[1]);
        const missing = drawn.filter(href => !hrefs.has(href) && !(row(href) && before(figure, row(href))));
        if (missing.length) faults.push(`drawn and not told after the drawing: ${missing[0]}`);
        const seen = [...figure.querySelectorAll('svg')].filter(one => one.getClientRects().length);
        if (seen.length !== 1) faults.push(`${seen.length} drawings of the same`);
        if (!figure.querySelector('figcaption')?.innerText.trim()) faults.push('a drawing without a caption');
    }
    for (const control of main.querySelectorAll('input:not([type=hidden]), select, textarea'))
        if (!control.labels.length) faults.push(`a control without a label: ${control.name}`);
    if (getComputedStyle(document.body).marginTop !== '8px') faults.push('there is a style sheet after all');
    return faults;
}"""


def test_every_page_reads_in_order_without_scripts_and_style_sheets(browser, live_server, archive):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.route("**/*.css", lambda route: route.abort())
    page = context.new_page()
    faults = {}
    for (name, address), language in zip(kinds().items(), cycle(LANGUAGES), strict=False):
        page.goto(f"{language}{address}")
        found = page.evaluate(FAULTS)
        if found:
            faults[name, language] = found
    context.close()
    assert not faults


def test_the_network_log_names_no_other_host(browser, chromium, live_server, archive, tmp_path):
    log = tmp_path / "network.json"
    # A browser of its own, whose log is whole when it is closed. It would ask its maker what the fields of a form are.
    flags = [*FLAGS, f"--log-net-log={log}", "--disable-features=AutofillServerCommunication"]
    with_log = browser.browser_type.launch(executable_path=chromium, args=flags, chromium_sandbox=os.geteuid() != 0)
    page = with_log.new_page(base_url=live_server.url)
    for address, language in zip(kinds().values(), cycle(LANGUAGES), strict=False):
        page.goto(f"{language}{address}")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    with_log.close()
    here = urlsplit(live_server.url)
    asked = set(asked_by_pages(json.loads(log.read_text()), f"{here.scheme}://{here.hostname}"))
    assert {url.netloc for url in asked} == {here.netloc}
    assert any(url.path.endswith(".woff2") for url in asked)


def asked_by_pages(log, site):
    """What Chromium asked for or looked up for a page of this site; some things it asks for on its own behalf."""
    for event in log["events"]:
        told = event.get("params", {})
        for_whom = (told.get(f"network_{kind}_key", "") for kind in ("isolation", "anonymization"))
        if any(site in key for key in (*for_whom, told.get("initiator", ""))) and (told.keys() & {"url", "host"}):
            yield urlsplit(told.get("url") or told["host"])
