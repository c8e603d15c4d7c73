"""How far long writing has come: the steps of an import or of an undo."""


class Steps:
    """Counts what is done of several groups: each row twice, as it is written and as what follows from it is."""

    def __init__(self, progress, groups):
        self.progress, self.done = progress, 0
        self.total = 2 * sum(map(len, groups)) if progress else 0

    def take(self, count) -> None:
        """So many more are done."""
        if self.progress:
            self.done = min(self.done + count, self.total)
            self.progress(self.done, self.total)

    def end(self) -> None:
        """All is done."""
        self.take(self.total)
