"""A row of the table of rights: one address asked in one way."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One address asked in one way: `given[role]` are the states in which it is, or True for all of them."""

    name: str
    method: str
    given: dict
    # What a POST comes to where it is given: saved, proposed, moved, deleted, done.
    becomes: str = ""
    kwargs: dict = field(default_factory=dict)
    query: str = ""
    sent: str = ""

    def gives(self, role, state) -> bool:
        """Whether this person gets it while the thing stands so."""
        states = self.given.get(role, ())
        return states is True or (bool(states) and state in states)


def page(name, kwargs=None, query="", **given):
    """A page that is read."""
    return Row(name, "GET", given, kwargs=kwargs or {}, query=query)


def deed(name, becomes="done", kwargs=None, query="", sent="", **given):
    """Something that is done with a POST."""
    return Row(name, "POST", given, becomes, kwargs or {}, query, sent)
