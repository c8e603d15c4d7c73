"""What can be done to a function so that it decides otherwise: each change is one mutant."""

import ast
import copy

from tests.attacks.mutation.places import HIDING, hides

OPPOSITE = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.Gt: ast.LtE, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.LtE: ast.Gt,
}  # fmt: skip
BOOLEAN = ("has_", "may", "is_", "_may", "_is_", "sees_", "lookup_allowed")


def mutants(function, is_whole):
    """(what was done, line, the changed function) for each change of a function."""
    count = sum(1 for _node in ast.walk(function))
    for place in range(count):
        number = 0
        while True:
            changed = copy.deepcopy(function)
            parents = {id(child): (node, name, at) for node in ast.walk(changed) for name, at, child in children(node)}
            node = list(ast.walk(changed))[place]
            changes = list(possible(node, changed, is_whole))
            if number >= len(changes) or (id(node) not in parents and node is not changed):
                break
            what, new = changes[number]
            number += 1
            if node is changed:
                yield what, function.lineno, new
                continue
            parent, name, at = parents[id(node)]
            put(parent, name, at, new)
            yield what, getattr(node, "lineno", function.lineno), changed


def children(node):
    """(field, place in a list or None, child) of a node."""
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield name, None, value
        elif isinstance(value, list):
            yield from ((name, at, child) for at, child in enumerate(value) if isinstance(child, ast.AST))


def put(parent, name, at, new):
    """Put a node in the place of a child."""
    if at is None:
        setattr(parent, name, new)
    else:
        getattr(parent, name)[at] = new


def possible(node, function, is_whole):
    """(what, new node) for each way to change one node, without changing it."""
    if is_whole:
        yield from of_conditions(node)
        yield from of_statements(node)
        yield from of_answers(node, function)
    yield from of_queries(node, is_whole)


def of_conditions(node):
    """A condition turned round, or a part of it left out."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in OPPOSITE:
        turned = ast.Compare(node.left, [OPPOSITE[type(node.ops[0])]()], node.comparators)
        yield f"{ast.unparse(node)} turned round", at(node, turned)
    if isinstance(node, ast.BoolOp):
        other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        yield f"{ast.unparse(node)} with the other of and, or", at(node, ast.BoolOp(other, node.values))
        for number, value in enumerate(node.values):
            rest = [*node.values[:number], *node.values[number + 1 :]]
            left = rest[0] if len(rest) == 1 else at(node, ast.BoolOp(node.op, rest))
            yield f"without {ast.unparse(value)} in {ast.unparse(node)}", left
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"{ast.unparse(node)} without not", node.operand
    if isinstance(node, ast.If | ast.IfExp) and not isinstance(node.test, ast.Compare | ast.UnaryOp):
        turned = copy.copy(node)
        turned.test = at(node.test, ast.UnaryOp(ast.Not(), node.test))
        yield f"if not {ast.unparse(node.test)}", turned


def of_statements(node):
    """A refusal or a call left out."""
    if isinstance(node, ast.Raise) and node.exc is not None:
        yield f"without {ast.unparse(node)[:80]}", at(node, ast.Pass())
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield f"without {ast.unparse(node)[:80]}", at(node, ast.Pass())


def of_answers(node, function):
    """Another answer: yes or no where the question is one, else what is asked is left out of a set."""
    if not isinstance(node, ast.Return) or node.value is None:
        return
    says = function.returns and ast.unparse(function.returns) == "bool"
    if says or function.name.startswith(BOOLEAN):
        for answer in (True, False):
            if not (isinstance(node.value, ast.Constant) and node.value.value is answer):
                yield f"return {answer}, not {ast.unparse(node.value)[:80]}", at(node, ast.Return(constant(answer)))
    elif isinstance(node.value, ast.Set | ast.Tuple | ast.List) and len(node.value.elts) > 1:
        fewer = (
            type(node.value)(elts=node.value.elts[1:], ctx=ast.Load())
            if not isinstance(node.value, ast.Set)
            else ast.Set(node.value.elts[1:])
        )
        yield f"return without {ast.unparse(node.value.elts[0])}", at(node, ast.Return(fewer))


def of_queries(node, is_whole):
    """A query that lets through what it kept back."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    called = node.func.attr
    everything = at(node, ast.Call(ast.Attribute(node.func.value, "all", ast.Load()), [], []))
    if called in HIDING and not isinstance(node.func.value, ast.Call | ast.Name | ast.Attribute | ast.Subscript):
        return
    if called in HIDING and not is_super(node.func.value):
        yield f"{ast.unparse(node)[-90:]} without .{called}", everything
    if called in ("filter", "exclude", "get") and (is_whole or hides(node)):
        for number, word in enumerate(node.keywords):
            if not is_whole and word.arg not in ("status", "is_public"):
                continue
            rest = [*node.keywords[:number], *node.keywords[number + 1 :]]
            fewer = at(node, ast.Call(node.func, node.args, rest)) if rest or node.args else everything
            yield f".{called} without {ast.unparse(word)[:80]}", fewer
        if node.args and is_whole:
            yield (
                f".{called} without {ast.unparse(node.args[0])[:80]}",
                at(node, ast.Call(node.func, node.args[1:], node.keywords))
                if len(node.args) > 1 or node.keywords
                else everything,
            )


def is_super(node) -> bool:
    """Whether something is asked of the parent class, which has no querysets to give."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "super"


def constant(value):
    """A constant."""
    return ast.Constant(value)


def at(old, new):
    """The new node, in the place of the old one."""
    return ast.fix_missing_locations(ast.copy_location(new, old))
