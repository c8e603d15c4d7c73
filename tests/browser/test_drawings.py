"""The drawings in a real browser: no label on another, with few entries and with many; and the files are the same."""

import base64

import pytest

from tests.public.drawable import fill

pytestmark = pytest.mark.looks
PAGES = (
    "/",
    "/timeline/",
    "/timeline/?since=1960&until=1969",
    "/map/",
    "/network/",
    "/trade/",
    "/organizations/embassy/",
)
WIDTHS = (320, 800, 1280)
# The boxes of all texts of the drawings that are shown, by drawing and in its units: left, top, right, bottom, words.
# A line of text has empty room above and below its letters.
TEXTS = """() => [...document.querySelectorAll("svg.drawing")].filter(svg => svg.getClientRects().length).map(svg => ({
    width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height,
    texts: [...svg.querySelectorAll("text")].map(text => {
        const box = text.getBBox();
        return [box.x, box.y + 2.5, box.x + box.width, box.y + box.height - 2.5, text.textContent];
    }),
    marks: [...svg.querySelectorAll(".mark rect, .spot circle, .dot circle")].map(mark => {
        const box = mark.getBBox();
        return [box.x, box.y, box.x + box.width, box.y + box.height, mark.parentNode.textContent];
    }),
}))"""
# How dark a picture is, square by square of sixteen units, on paper.
SHADES = """async ([url, width, height]) => {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.ceil(width), Math.ceil(height)];
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#faf6ee";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const shades = [];
    for (let y = 0; y + 16 <= canvas.height; y += 16) for (let x = 0; x + 16 <= canvas.width; x += 16) {
        const dots = pen.getImageData(x, y, 16, 16).data;
        let sum = 0;
        for (let n = 0; n < dots.length; n += 4) sum += 255 - (dots[n] + dots[n + 1] + dots[n + 2]) / 3;
        shades.push(sum / 256);
    }
    return shades;
}"""


def meet(one, other):
    """Whether two boxes share more than the hair that rounding may leave."""
    return min(one[2], other[2]) - max(one[0], other[0]) > 0.3 and min(one[3], other[3]) - max(one[1], other[1]) > 0.3


@pytest.mark.parametrize("entries", [12, 2000])
def test_no_label_lies_on_another_or_leaves_its_drawing(page, live_server, entries):
    fill(entries)
    seen = 0
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for address in PAGES:
            page.goto(address)
            page.evaluate("document.fonts.ready")
            drawings = page.evaluate(TEXTS)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            for drawing in drawings:
                texts = drawing["texts"]
                seen += len(texts)
                outside = [t for t in texts if t[0] < -2 or t[2] > drawing["width"] + 2 or t[3] > drawing["height"] + 2]
                assert not outside, (address, width)
                clashes = [(a[4], b[4]) for n, a in enumerate(texts) for b in texts[n + 1 :] if meet(a, b)]
                assert not clashes, (address, width)
                over = [(a[4], b[4]) for a in texts for b in drawing["marks"] if a[4] not in b[4] and meet(a, b)]
                assert not over, (address, width)
    assert seen > 12 * len(WIDTHS)


@pytest.mark.parametrize("name", ["timeline", "map", "network", "trade", "organizations/embassy/terms"])
def test_the_picture_in_dots_is_the_drawing_in_lines(page, live_server, name):
    fill(12)
    page.emulate_media(color_scheme="dark")
    taken = {ending: page.request.get(f"/{name}.{ending}").body() for ending in ("svg", "png")}
    kinds = {"svg": "image/svg+xml", "png": "image/png"}
    page.goto(f"/{name}.svg")
    size = page.evaluate(
        "[document.documentElement.width.baseVal.value, document.documentElement.height.baseVal.value]"
    )
    page.goto("about:blank")
    shades = {}
    for ending, content in taken.items():
        url = f"data:{kinds[ending]};base64,{base64.b64encode(content).decode()}"
        shades[ending] = page.evaluate(SHADES, [url, *size])
    assert len(shades["svg"]) == len(shades["png"]) > 500
    apart = [abs(a - b) for a, b in zip(shades["svg"], shades["png"], strict=True)]
    # The letters may be another's where a machine lacks ours; lines and marks are where they are, in the same ink.
    assert sum(apart) / len(apart) < 2.5
    assert sum(shades["svg"]) == pytest.approx(sum(shades["png"]), rel=0.12)
    # The paper is light, whatever the light of the reader's machine.
    assert min(shades["svg"]) < 12
