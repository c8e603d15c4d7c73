"""Runs tests on one mutant after another: each in a process forked from one that has everything loaded.

A mutant is put in by exchanging the code of the function, so that whoever has got hold of it before calls the mutant
too. Each process has a copy of the prepared database (SQLite) and ends at the first test that fails.
"""

import ast
import contextlib
import gc
import json
import os
import select
import shutil
import signal
import sys
import time
import traceback
import types
from itertools import pairwise, zip_longest
from pathlib import Path

import pytest

from tests.attacks.mutation.places import ROOT, functions

TOUCHED = set()
# The functions that are loaded, by the file and their qualified names.
LIVE = {}
# A process may take so many times as long as its tests took without a mutant, and so many seconds more.
PATIENCE, SECONDS = 4, 20


def code_of(path, name, changed=None):
    """The code of a function of a file, with `changed` in the place of its syntax."""
    source = (ROOT / path).read_text(encoding="utf-8")
    tree = ast.parse(source)
    node = dict(functions(tree))[name]
    if changed is not None:
        node.body, node.args = changed.body, changed.args
        ast.fix_missing_locations(tree)
    return found_in(compile(tree, str(ROOT / path), "exec"), name, node.name)


def found_in(code, name, last):
    """The code of a function by its qualified name, inside that of a module."""
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            if inner.co_qualname == name and inner.co_name == last:
                return inner
            if found := found_in(inner, name, last):
                return found
    return None


def live(path, name):
    """The functions of this process that were made from a function of a file."""
    if (path, name) not in LIVE:
        find_all()
    return LIVE.get((path, name), [])


def find_all():
    """Find the functions that are loaded: all at once, and before any fork, for going through everything takes long."""
    LIVE.clear()
    # With what the tests took from the collector's sight.
    gc.unfreeze()
    for one in gc.get_objects():
        if isinstance(one, types.FunctionType):
            file = one.__code__.co_filename.removeprefix(f"{ROOT}/")
            LIVE.setdefault((file, one.__code__.co_qualname), []).append(one)
    # A process that is forked from here copies nothing because of a collection.
    gc.freeze()


def exchange(path, name, changed) -> bool:
    """Put a changed function in the place of what is loaded; whether there was one that could take it."""
    done = False
    for one in live(path, name):
        if "__class__" in one.__code__.co_freevars:
            changed.body.insert(0, ast.Expr(ast.Name("__class__", ast.Load())))
        new = code_of(path, name, changed)
        if new is None or len(new.co_freevars) != len(one.__code__.co_freevars):
            return False
        one.__code__ = new
        done = True
    return done


def touching(path, name):
    """A function as it is, that says when it is called."""
    node = dict(functions(ast.parse((ROOT / path).read_text(encoding="utf-8"))))[name]
    words = f"__import__('tests.attacks.mutation.running', fromlist=['TOUCHED']).TOUCHED.add({f'{path}:{name}'!r})"
    node.body.insert(0, ast.parse(words).body[0])
    return node


class Runner:
    """A plugin of pytest that runs the collected tests as `work(runner)` says, in place of running them once."""

    def __init__(self, work):
        self.work, self.items, self.said = work, {}, ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        """Prepare the database by a first test, leave it alone, and go to work with all pages loaded."""
        from django.db import connections
        from django.urls import get_resolver

        assert get_resolver().url_patterns

        self.session = session
        self.items = {item.nodeid: item for item in session.items}
        first = next(item for item in session.items if item.get_closest_marker("django_db"))
        last = session.items[-1]
        first.config.hook.pytest_runtest_protocol(item=first, nextitem=last)
        self.database = Path(connections["default"].settings_dict["NAME"])
        connections.close_all()
        find_all()
        self.work(self)
        os._exit(0)

    def pytest_runtest_logreport(self, report):
        """Remember what a test said that fails: the first line of its error."""
        if report.failed:
            lines = [line[1:].strip() for line in report.longreprtext.splitlines() if line.startswith("E ")]
            self.said = (lines or [""])[0][:160]

    def apart(self, act, seconds):
        """What `act()` gives, as JSON, in a process of its own; where it does not, why: "too long" or "broken"."""
        # The copy beside the first, without what was not yet written into it.
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            self.be_child(act, reading, writing)
        os.close(writing)
        said = read_until(reading, time.monotonic() + seconds)
        os.close(reading)
        if said is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        failed = Path(f"{self.database}-failed")
        if failed.exists():
            print(failed.read_text(), file=sys.stderr, flush=True)
            failed.unlink()
        for file in self.database.parent.glob(f"{self.database.name}-of-{child}*"):
            file.unlink()
        return json.loads(said) if said else ["too long" if said is None else "broken", ""]

    def be_child(self, act, reading, writing):
        """The life of such a process."""
        from django.db import connections

        code = 1
        try:
            os.setpgid(0, 0)
            os.close(reading)
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            copy = f"{self.database}-of-{os.getpid()}"
            shutil.copy(self.database, copy)
            connections["default"].settings_dict["NAME"] = copy
            send(writing, json.dumps(act()).encode() + b"\n")
            code = 0
        except BaseException:  # noqa: BLE001
            Path(f"{self.database}-failed").write_text(traceback.format_exc())
        finally:
            os._exit(code)

    def run(self, item, following):
        """Whether a test fails."""
        failed = self.session.testsfailed
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return self.session.testsfailed > failed

    def first_failing(self, names):
        """The first of these tests that fails, with what it says; both empty where none does."""
        items = [self.items[name] for name in names]
        for item, following in zip(items, [*items[1:], None], strict=True):
            if self.run(item, following or items[0]):
                return item.nodeid, self.said
        return "", ""


def send(writing, said):
    """Write all of it, however little the pipe takes at once."""
    while said:
        said = said[os.write(writing, said) :]


def read_until(reading, end):
    """The line that a process writes before this time; None where it does not, empty where it dies."""
    said = b""
    while (left := end - time.monotonic()) > 0:
        if not select.select([reading], [], [], left)[0]:
            return None
        piece = os.read(reading, 1 << 16)
        said += piece
        if not piece or said.endswith(b"\n"):
            return said.decode()
    return None


def measure(runner, decided, kept):
    """Write {test: [seconds, functions that it calls]} of all tests into a file, but for those that are in it already.

    A test that fails without a mutant calls nothing: it could notice none.
    """
    files, known = {}, read(kept)
    for name, item in runner.items.items():
        if name not in known:
            files.setdefault(name.partition("::")[0], []).append(item)

    def act():
        for place in decided:
            exchange(place.path, place.name, touching(place.path, place.name))
        for items, following in pairwise([*files.values(), list(runner.items.values())]):
            kept.write_text(json.dumps(read(kept) | calls_of(runner, items, following[0])))

    if not files:
        return known
    runner.apart(act, 3600)
    return read(kept)


def read(kept):
    """What a file of JSON holds; nothing where there is none."""
    return json.loads(kept.read_text()) if kept.exists() else {}


def calls_of(runner, items, after):
    """{test: [seconds, functions that it calls]} of the tests of a file, `after` which comes another one."""
    found = {}
    for item, following in zip(items, [*items[1:], after], strict=True):
        TOUCHED.clear()
        begun = time.monotonic()
        failed = runner.run(item, following)
        found[item.nodeid] = [time.monotonic() - begun, [] if failed else sorted(TOUCHED)]
    return found


def tests_of(place, measured):
    """The tests that call a function: the quickest of each file by turns, for neighbours notice the same."""
    key = f"{place.path}:{place.name}"
    files = {}
    for name, (seconds, touched) in measured.items():
        if key in touched:
            files.setdefault(name.partition("::")[0], []).append((seconds, name))
    turns = zip_longest(*(sorted(tests) for tests in files.values()))
    return [name for turn in turns for _seconds, name in sorted(filter(None, turn))]


def killer(runner, place, changed, names, seconds):
    """The test that notices a mutant, and its error; empty where none does, None where it could not be put in."""

    def act():
        if not exchange(place.path, place.name, changed):
            return None
        return runner.first_failing(names)

    return runner.apart(act, seconds * PATIENCE + SECONDS)
