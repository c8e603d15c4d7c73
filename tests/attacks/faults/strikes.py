"""What is done to a process, or to its database, in the middle of a deed."""

import contextlib
import os
import re
import resource
import shutil
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

from tests.ending import end

# What brings something to the disk, in families of which each fails with an error of its own.
WRITES = ("write", "pwrite64", "pwritev", "fsync", "fdatasync", "ftruncate", "fallocate", "openat",
          "link", "mkdir", "rename", "unlink")  # fmt: skip
ERRORS = {"openat": ("ENOSPC", "EMFILE"), "unlink": ("EIO",), "fsync": ("EIO",), "fdatasync": ("EIO",)}


def may_trace() -> bool:
    """Whether strace is here and this process may use it."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-e", "trace=none", "true"], capture_output=True).returncode == 0


@contextlib.contextmanager
def traced(pids, *expressions, log="/dev/null"):
    """These processes under strace, with their threads and children, from the beginning to the end of the block."""
    command = ["strace", "-f", "-o", str(log), *(word for one in expressions for word in ("-e", one))]
    tracer = subprocess.Popen(
        [*command, *(f"--attach={pid}" for pid in pids)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 10
    while not all(_is_traced(pid) for pid in pids) and tracer.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield
    finally:
        end(tracer, 10, by=signal.SIGINT)


def _is_traced(pid):
    try:
        return "TracerPid:\t0\n" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return True


def calls_in(log) -> Counter:
    """How often each of these calls was made, from what strace has written."""
    names = re.findall(r"^\d+\s+(\w+)\(", Path(log).read_text(errors="replace"), re.MULTILINE)
    return Counter(name for name in names if name in WRITES)


class Strike:
    """Nothing at all: the deed as it is. Others do something around it, or while it goes on."""

    kind = ""

    def __init__(self, place, chance, takes, calls):
        self.place, self.chance, self.takes, self.calls = place, chance, takes, calls

    @contextlib.contextmanager
    def around(self, pid):
        """From before the deed until after it."""
        yield

    def meanwhile(self, pid):
        """Once while the deed goes on."""

    def wait(self):
        """Until a moment somewhere in the deed."""
        time.sleep(self.chance.uniform(0, self.takes * 1.05))

    def __str__(self):
        return type(self).__name__


class KillProcess(Strike):
    """SIGKILL of the process that does the deed; on SQLite it is the one that writes."""

    kind = "kill"

    def meanwhile(self, pid):
        self.wait()
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class EndProcess(Strike):
    """SIGTERM or SIGINT, upon which a command takes back what it has begun."""

    kind = "kill"

    def meanwhile(self, pid):
        self.wait()
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, self.chance.choice((signal.SIGTERM, signal.SIGINT)))


class KillBackend(Strike):
    """SIGKILL of the server's processes that serve the deed, upon which the server begins anew."""

    kind = "kill"

    def meanwhile(self, pid):
        backends = self.place.backends()
        self.wait()
        for backend in backends:
            with contextlib.suppress(ProcessLookupError):
                os.kill(backend, signal.SIGKILL)


class KillServer(Strike):
    """The whole server, immediately; it comes back later."""

    kind = "kill"

    def meanwhile(self, pid):
        self.wait()
        self.place.stop("immediate")


class StopServer(Strike):
    """The server is stopped as an operator does, and started again."""

    kind = "fault"

    def meanwhile(self, pid):
        self.wait()
        self.place.stop("fast")
        self.place.server.start()


class FailingCall(Strike):
    """One call, or all from it on, that was to bring something to the disk fails."""

    kind = "fault"

    def __init__(self, *given):
        super().__init__(*given)
        self.whose = self.chance.choice([who for who in self.calls if self.calls[who]])
        counts = self.calls[self.whose]
        # Each family as often as another: there are a hundred writes to one that is brought to the disk.
        self.name = self.chance.choice(sorted(counts))
        self.number = self.chance.randint(1, counts[self.name])
        self.error = self.chance.choice(ERRORS.get(self.name, ("ENOSPC", "EIO")))
        self.onwards = self.chance.choice(("", "+"))

    @contextlib.contextmanager
    def around(self, pid):
        pids = [pid] if self.whose == "process" else self.place.backends()
        how = f"{self.name}:error={self.error}:when={self.number}{self.onwards}"
        with traced(pids, f"trace={self.name}", f"inject={how}"):
            yield

    def __str__(self):
        return f"{self.name} {self.number}{self.onwards} of {self.whose} fails with {self.error}"


class FullDisk(Strike):
    """The disk is full, but for a few pages."""

    kind = "fault"

    @contextlib.contextmanager
    def around(self, pid):
        self.left = self.chance.choice((0, 1, 4, 16, 64, 256)) * 4096
        self.place.fill(self.left)
        yield
        self.place.mend()

    def __str__(self):
        return f"disk full but for {self.left} bytes"


class LimitedFiles(Strike):
    """No file may grow beyond a size, which is what a disk quota does."""

    kind = "fault"

    @contextlib.contextmanager
    def around(self, pid):
        sizes = [path.stat().st_size for path in self.place.data.glob("archive.sqlite3*")] or [0]
        self.most = self.chance.choice((0, max(sizes), max(sizes) // 2, self.chance.randint(0, 400_000)))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (self.most, self.most))
        yield

    def __str__(self):
        return f"files of at most {self.most} bytes"


KILLS = {
    "sqlite": (*(KillProcess,) * 4, EndProcess),
    "postgresql": (KillProcess, KillBackend, KillProcess, KillServer, EndProcess),
}


def faults_of(place, traces):
    """The faults that can be made on this machine, as often as each is to come."""
    failing = (FailingCall,) * 4 if traces else ()
    full = (FullDisk,) if place.is_own else ()
    return failing + full + ((LimitedFiles,) if place.name == "sqlite" else (StopServer,))
