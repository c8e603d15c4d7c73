"""The storage on this machine's disk, which says that a file is stored only when it is, whole and under its name."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from archive.disk import bring_to_disk


class DurableStorage(FileSystemStorage):
    """Django's storage of files, which leaves no half file under a name and outlives a power cut.

    Django writes under the name itself and leaves it to the system when to bring that to the disk.
    """

    def _save(self, name, content):
        """Write a draft, bring it to the disk, then give it its name; where that is taken, it keeps the draft's."""
        draft = f"{name}.{secrets.token_hex(4)}"
        try:
            draft = super()._save(draft, content)
            bring_to_disk(self.path(draft))
        except BaseException:
            # On a full disk the half that fitted would be what keeps it full.
            with suppress(OSError):
                os.unlink(self.path(draft))
            raise
        # A link fails where the name is taken, so nothing is ever written over.
        with suppress(FileExistsError):
            os.link(self.path(draft), self.path(name))
            os.unlink(self.path(draft))
            draft = name
        # The name stands in the folder, whose own name may be new as well.
        for folder in Path(self.path(draft)).parents:
            bring_to_disk(folder)
            if folder == Path(self.base_location):
                break
        return draft
