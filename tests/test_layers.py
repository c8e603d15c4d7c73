"""The house of the archive keeps its shape: imports run downwards, nothing grows too long, no country is built in."""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# From the roof to the ground; what stands on one floor may not import its neighbours, but for the pairs below.
FLOORS = (
    ("config",),
    ("archive.admin", "archive.public", "archive.spreadsheets"),
    # Who comes in by the editors' door.
    ("archive.door",),
    # What the templates of both doors share; Django wants it here.
    ("archive.templatetags",),
    # Bags of everything, and whether everything is as it was.
    ("archive.preserving",),
    ("archive.undoing",),
    ("archive.review",),
    ("archive.writing",),
    ("archive.evidence",),
    ("archive.snapshot",),
    ("archive.search",),
    # Files, links and how a source is cited, for all doors and for the gate.
    ("archive.sources",),
    # Triggers by which the database refuses what must not be.
    ("archive.lasting",),
    ("archive.models",),
    # What somebody may have to answer for, noted by all that stands above.
    ("archive.audit",),
    ("archive.dates", "archive.countries", "archive.amounts"),
    ("archive.text", "archive.identifiers", "archive.reader", "archive.asker", "archive.faults", "archive.disk"),
    # How secrets are kept.
    ("archive.sealing",),
)
ALLOWED_NEIGHBOURS = {
    ("archive.admin", "archive.spreadsheets"),
    ("archive.public", "archive.spreadsheets"),
}
HEIGHT = {part: -number for number, floor in enumerate(FLOORS) for part in floor}
# These serve or describe the whole house.
FREE = {"archive", "archive.apps", "archive.management", "archive.migrations"}
FORBIDDEN_NAMES = {"services", "utils", "helpers", "managers", "mixins", "constants", "signals"}
COUNTRIES = re.compile(
    r"azerbai[dj]|azərbaycan|azerbaycan|azerbaiy|azəri|\bazeri|aserbaid|mexic|méxic|mejic|méjic|meksik|(?-i:[\"'](?:AZ|MX)[\"'])",
    re.IGNORECASE,
)
LANGUAGE_NAME = 'LANGUAGES = [("en", _("English")), ("az", _("Azerbaijani")), ("es", _("Spanish"))]'

LANGUAGE_IN_CATALOGUE = re.compile(r"azerbaijani|azərbaycanca|azərbaycan dili|azerbaiyano", re.IGNORECASE)


def modules(*folders):
    """Every Python file below the folders but migrations, with its dotted name."""
    for path in sorted(chain.from_iterable((ROOT / folder).rglob("*.py") for folder in folders)):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "migrations" not in parts:
            yield ".".join(parts).removesuffix(".__init__"), path


def imported(name, path):
    """The dotted names that a module imports anywhere in it, relative ones and those inside functions included."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _calls_import(node):
            yield from (a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str))


def _calls_import(call):
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return called in ("import_module", "__import__")


def part_of(name):
    """The part of the house that a dotted name belongs to, or None for what is not the archive's."""
    first, _, rest = name.partition(".")
    if first == "config":
        return first
    return f"archive.{rest.partition('.')[0]}".rstrip(".") if first == "archive" else None


def violations(name, path):
    """Sentences about each import of a module that does not run downwards."""
    importer = part_of(name)
    if importer in FREE:
        return
    for target in imported(name, path):
        part = part_of(target)
        if part is None or part == importer or (importer, part) in ALLOWED_NEIGHBOURS:
            continue
        if part == "archive":
            yield f"{name} imports {target}: name the module"
        elif part not in HEIGHT or HEIGHT[part] >= HEIGHT[importer]:
            yield f"{name} imports {target}, which does not stand below it"


def test_every_part_of_the_archive_has_its_floor():
    parts = {part_of(name) for name, _path in modules("archive", "config")}
    assert parts - FREE <= set(HEIGHT), "name the new part in FLOORS"


def test_imports_run_downwards_only():
    found = [
        text
        for name, path in modules("archive", "config")
        if part_of(name) in HEIGHT
        for text in violations(name, path)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("archive.models.visit", "from archive.writing import change"),
        ("archive.models.visit", "def f():\n    from archive import search"),
        ("archive.models.visit", "from ..evidence import stance"),
        ("archive.models", "from .. import snapshot"),
        ("archive.models.visit", "import importlib\nimportlib.import_module('archive.public.urls')"),
        ("archive.text", "import archive.dates"),
        ("archive.public.urls", "from archive.admin import site"),
        ("archive.spreadsheets.base", "from archive import public"),
        ("archive.search", "import config.settings"),
    ],
)
def test_an_import_that_runs_upwards_or_sideways_is_found(module, source, tmp_path):
    path = tmp_path / ("__init__.py" if module == "archive.models" else "module.py")
    path.write_text(source)
    assert list(violations(module, path))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("archive.public.urls", "from archive.spreadsheets import base"),
        ("archive.models.visit", "from .base import Record\nfrom archive.dates import parse\nimport json"),
        ("archive.writing", "from archive import evidence, snapshot, search"),
    ],
)
def test_an_import_that_runs_downwards_is_allowed(module, source, tmp_path):
    path = tmp_path / "module.py"
    path.write_text(source)
    assert not list(violations(module, path))


def test_functions_fit_on_a_screen_and_modules_in_a_sitting():
    found = []
    for name, path in modules("archive", "config", "tests"):
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 300:
            found.append(f"{name}: {text.count(chr(10))} lines, over 300")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > 40:
                found.append(f"{name}.{node.name}: {node.end_lineno - node.lineno + 1} lines, over 40")
    assert not found, "\n".join(found)


def test_no_module_is_named_after_a_drawer():
    assert not [name for name, _path in modules("archive", "config", "tests") if FORBIDDEN_NAMES & set(name.split("."))]


def texts_without_records():
    """Every text file of the program: no fixtures, no tests, no catalogue of translations."""
    for folder in ("archive", "config", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt", ".xml", ".css", ".js", ".svg", ".json", ".po"}:
                yield path


def without_languages(path, line):
    """The line without the names of languages, where those may stand: one setting, and the catalogues."""
    return LANGUAGE_IN_CATALOGUE.sub("", line) if path.suffix == ".po" else line.replace(LANGUAGE_NAME, "")


def test_no_country_is_built_into_the_program():
    found = []
    for path in texts_without_records():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if COUNTRIES.search(without_languages(path, line)):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:90]}")
    assert not found, "\n".join(found)
