"""How a page is looked at: by axe in every light and width, and whether anything reaches beyond the screen."""

from itertools import product

from axe_playwright_python.sync_playwright import Axe

SCHEMES = ("light", "dark")
WIDTHS = (1280, 320)
# What a page is made of is the same in every look: all rules in one, and in one that differs from it in everything
# those about colours and sizes. With that each colour is measured in each light, each size in each width.
COLOURS_AND_SIZES = {"runOnly": ["color-contrast", "target-size", "scrollable-region-focusable"]}
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("main *")]
    .filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 120))
    .concat("scrolls sideways")"""
# Colours that are on their way from light to dark contrast with nothing: what is measured is their end.
SETTLED = "Promise.all(document.getAnimations().map(one => one.finished.catch(() => null)))"


def violations(page, options=None):
    """What axe finds on the page as it stands: (rule, the first elements)."""
    found = Axe().run(page, options=options).response["violations"]
    return [(v["id"], [node["html"][:120] for node in v["nodes"][:2]]) for v in found]


def looked_at(page, name="", keep=None, widths=WIDTHS):
    """{(name, scheme, width): what is wrong} of the page that is open; it is left wide and in the light.

    `keep(name)` is called in each look, to take a picture.
    """
    found = {}
    rules = {(SCHEMES[0], widths[0]): None, (SCHEMES[1], widths[-1]): COLOURS_AND_SIZES}
    for scheme, width in product(SCHEMES, widths):
        put_on(page, scheme, width)
        if keep:
            keep(f"{name}-{scheme}-{width}")
        wrong = page.evaluate(TOO_WIDE)
        if (scheme, width) in rules:
            wrong += violations(page, rules[scheme, width])
        if wrong:
            found[name, scheme, width] = wrong
    put_on(page, SCHEMES[0], widths[0])
    return found


def put_on(page, scheme, width):
    """Show the page in this light and width, and wait until it stands so."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(SETTLED)
