"""MDN's HTTP Observatory over the recipe of the README, or over `start` on loopback, plain; it needs Node 20 and npm.

    python -m tests.attacks.observatory [--plain] [--path /admin/login/]

It installs `@mdn/mdn-http-observatory` from the npm registry into a scratch folder, and asks its command for the
grade. The scanner wants a public host on the usual ports: a small module beside it leads the host's name, whatever the
port, to this machine, and has its connections believe the tests' own authority; nothing that it scores is touched. The
lists that the package fetches when it is installed (hosts that browsers know as HTTPS alone) are left empty: no points
for those.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests.operating import recipe

PACKAGE = "@mdn/mdn-http-observatory@1.4.8"
# What node runs before the scanner: connections to the host go to our ports, and our authority is one of theirs.
LEAD = """
const net = require("node:net"), tls = require("node:tls"), fs = require("node:fs");
const { host, plain, secure, authority } = JSON.parse(process.env.OBSERVED);
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
    const told = Array.isArray(given[0]) ? given[0][0] : given[0];
    if (told && told.host === host) {
        told.port = Number(told.port) === 443 ? secure : plain;
        told.host = "127.0.0.1";
    }
    return connect.apply(this, given);
};
if (authority) {
    const create = tls.createSecureContext;
    tls.createSecureContext = (...given) => {
        const context = create(...given);
        context.context.addCACert(fs.readFileSync(authority));
        return context;
    };
}
"""
# As the package is after a fetch that found nothing.
LISTS = {"hsts-preload.json": "{}", "tld-list.json": "[]"}


def installed(folder) -> Path:
    """The scanner's own folder, installed without running what its packages bring along."""
    told = ["npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run([*told, PACKAGE], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    package = folder / "node_modules" / "@mdn" / "mdn-http-observatory"
    for name, text in LISTS.items():
        (package / "conf" / name).write_text(text)
    (folder / "lead.cjs").write_text(LEAD)
    return package


def scanned(folder, package, path="", authority="", **ports) -> dict:
    """What the scanner's command says of the host that these ports are."""
    observed = json.dumps({"host": recipe.HOST, "authority": str(authority), **ports})
    env = os.environ | {"NODE_OPTIONS": f"--require {folder}/lead.cjs", "OBSERVED": observed}
    command = ["node", str(package / "bin" / "wrapper.js"), f"{recipe.HOST}{path}"]
    said = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)
    return json.loads(said.stdout)


@contextmanager
def plain_site(folder):
    """`start` on loopback, as the quick start makes it, but for its name: its port."""
    port = recipe.free_port()
    env = {"PATH": os.environ["PATH"], "ARCHIVE_DATA_DIR": str(folder / "data"), "PLAIN_HTTP": "1"}
    env |= {"ALLOWED_HOSTS": recipe.HOST}
    command = [sys.executable, "manage.py", "start", "--bind", f"127.0.0.1:{port}", "--without-worker"]
    with (folder / "web.log").open("w") as log:
        process = subprocess.Popen(command, cwd=recipe.ROOT, env=env, stdout=log, stderr=log)
    try:
        recipe.wait_for_archive(process, port, folder / "web.log")
        yield port
    finally:
        recipe.end(process)


def report(found):
    """Print the grade, and each test with its points."""
    if "scan" not in found:
        sys.exit(f"The scan failed: {found}")
    scan = found["scan"]
    print(f"{scan['grade']} {scan['score']}, {scan['testsPassed']} of {scan['testsQuantity']} tests passed")
    for name, test in found["tests"].items():
        print(f"  {'ok  ' if test['pass'] else 'FAIL'} {test.get('scoreModifier', 0):+4d} {name}: {test['result']}")
    return {name for name, test in found["tests"].items() if not test["pass"]}


def main():
    """Scan; status 1 where anything fails that may not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plain", action="store_true", help="`start` on loopback, without nginx")
    parser.add_argument("--path", default="", help="the page to scan, such as /admin/login/")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="observatory-") as name:
        folder = Path(name)
        package = installed(folder)
        if asked.plain:
            with plain_site(folder) as port:
                failed = report(scanned(folder, package, asked.path, plain=port, secure=recipe.free_port()))
            sys.exit(failed != {"redirection", "strict-transport-security"})
        database = f"sqlite:///{folder}/archive.sqlite3"
        with recipe.running(folder, os.environ.get("DATABASE_URL", database)) as site:
            ports = {"plain": site.plain, "secure": site.secure}
            failed = report(scanned(folder, package, asked.path, site.certificate, **ports))
        sys.exit(bool(failed))


if __name__ == "__main__":
    main()
