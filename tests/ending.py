"""How tests end what they have started."""

import signal
import subprocess


def end(process, seconds=20, by=signal.SIGTERM) -> None:
    """Ask a process to end by a signal; kill it where it has not after so many seconds."""
    process.send_signal(by)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
