"""What the archive runs on is pinned, each file of it by its checksum."""

import re
import shutil
import subprocess

import pytest
from packaging.requirements import Requirement

from tests.operating.recipe import ROOT

FILES = {".requirements/app.in": "requirements.txt", ".requirements/tests.in": "tests/requirements.txt"}


def pinned(path) -> dict:
    """{name: (version, checksums)} of a file that pip installs."""
    text = (ROOT / path).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    found = {}
    for line in lines:
        name, version = re.match(r"([\w.-]+)(?:\[[^\]]*\])?==([\w.!+-]+)", line).groups()
        found[name.lower()] = version, re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line)
    assert len(found) == len(lines)
    return found


@pytest.mark.parametrize("path", FILES.values())
def test_every_line_names_one_version_and_its_checksums(path):
    found = pinned(path)
    assert found
    assert not [name for name, (_version, checksums) in found.items() if not checksums]


@pytest.mark.parametrize("path", FILES)
def test_what_is_asked_for_is_pinned_to_a_version_that_it_allows(path):
    known = pinned(FILES[path])
    for line in (ROOT / path).read_text().splitlines():
        if line and not line.startswith("#"):
            asked = Requirement(line)
            name = re.sub(r"[-_.]+", "-", asked.name).lower()
            assert asked.specifier.contains(known[name][0]), line


@pytest.mark.parametrize("path", FILES)
def test_what_is_asked_for_comes_to_the_pinned_files(path, tmp_path):
    uv = shutil.which("uv") or shutil.which(ROOT / ".venv" / "bin" / "uv")
    if not uv:
        pytest.skip("no uv found: pip install uv")
    made = tmp_path / "requirements.txt"
    made.write_text((ROOT / FILES[path]).read_text())
    told = ["pip", "compile", "--offline", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11"]
    told += ["-c", "requirements.txt"] if path.endswith("tests.in") else []
    result = subprocess.run([uv, *told, path, "-o", made], cwd=ROOT, capture_output=True, text=True)
    if "network was disabled" in result.stderr:
        pytest.skip("uv has not seen these packages yet on this machine, and the tests ask no network")
    assert result.returncode == 0, result.stderr
    assert pinned(made) == pinned(FILES[path])
