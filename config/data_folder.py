"""The one folder that the archive writes to: database, uploads, collected static files and secret key."""

import contextlib
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from archive.disk import bring_to_disk


def prepare(folder):
    """Make the data folder, readable by its owner alone, or say which folder cannot be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise unwritable(folder, PermissionError("permission denied"))


def secret_key(path):
    """Return the key kept in the file at `path`, made on first use; processes that start at once get the same key."""
    try:
        if not path.exists():
            _make_secret_key(path)
        key = path.read_text(encoding="ascii").strip()
        _remove_drafts(path)
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"The secret key in {path} cannot be read: {error}. Mend the file.") from error
    if not key:
        raise ImproperlyConfigured(f"The secret key in {path} is empty. Remove the file; a new key is made then.")
    return key


def unwritable(folder, error):
    """The sentence for a data folder that cannot be written."""
    reason = getattr(error, "strerror", None) or error
    return ImproperlyConfigured(
        f"The data folder {folder} cannot be written: {reason}. "
        "Give it to this user, or name another folder in ARCHIVE_DATA_DIR."
    )


def _make_secret_key(path):
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        _write_for_owner(draft, secrets.token_urlsafe(64))
        # A link fails where the name is taken, so a half-written or second key never stands at `path`; whoever has
        # made it meanwhile has removed this draft.
        with contextlib.suppress(FileExistsError, FileNotFoundError):
            os.link(draft, path)
        draft.unlink(missing_ok=True)
        bring_to_disk(path.parent)
    except OSError as error:
        raise unwritable(path.parent, error) from error


def _remove_drafts(path):
    """What a process that was killed has left: once there is a key, no other is needed."""
    for draft in path.parent.glob(f".{path.name}.*"):
        draft.unlink(missing_ok=True)


def _write_for_owner(path: Path, text):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
