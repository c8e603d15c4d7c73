"""Which functions decide rights and visibility: those that are mutated, whole or where they hide something."""

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# Every function of these decides.
WHOLE = (
    *("archive/review/rights.py", "archive/review/standing.py", "archive/review/deciding.py"),
    *("archive/review/gate.py", "archive/review/companions.py", "archive/review/proposing.py"),
    *("archive/review/proposing_many.py", "archive/review/reverting.py", "archive/undoing/allowed.py"),
    *("archive/review/identity/standing.py", "archive/review/identity/proposing.py"),
    *("archive/admin/sheets/rights.py", "archive/spreadsheets/planning/rights.py", "archive/spreadsheets/sight.py"),
)
# Elsewhere those that are called so: the methods that Django's admin asks, and the archive's own questions.
NAMED = (
    *("has_add_permission", "has_change_permission", "has_delete_permission", "has_view_permission"),
    *("has_module_permission", "has_import_permission", "has_export_permission", "lookup_allowed", "may_replace"),
    *("may_compare", "may_export", "may_export_all", "sees_inside", "published", "visible_to", "_hung_on_visible"),
    *("keys_begun_by", "visible", "admin_view", "shown_view"),
)
# Everywhere else a call of these hides something; dropped, it shows more.
HIDING = ("published", "visible_to", "seen_by", "_own_or_seen")


@dataclass(frozen=True)
class Place:
    """A function: the file, its name with that of its class, whether all of it is mutated, and its syntax."""

    path: str
    name: str
    is_whole: bool
    line: int


def places():
    """Every function that decides, in the order of files and lines."""
    for path in sorted((ROOT / "archive").rglob("*.py")) + sorted((ROOT / "config").glob("*.py")):
        relative = str(path.relative_to(ROOT))
        if "migrations" in relative:
            continue
        for name, node in functions(ast.parse(path.read_text(encoding="utf-8"))):
            whole = relative in WHOLE or node.name in NAMED
            if whole or any(hides(inner) for inner in ast.walk(node)):
                yield Place(relative, name, whole, node.lineno)


def functions(tree, before=""):
    """(qualified name, node) of the functions of a module and the methods of its classes, not those inside of them."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield before + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{before}{node.name}.")
        elif isinstance(node, ast.If | ast.Try | ast.With):
            yield from functions(node, before)


def hides(node) -> bool:
    """Whether a node is a call that hides something from somebody."""
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return called in HIDING or any(word.arg in ("status", "is_public") for word in node.keywords)
