"""Removes what is taken back whole, unless something that stays links to it."""

from archive.models import RECORD_ARC, RECORD_TYPES, Citation, ImportBatch, Place, Source
from archive.models.links import LINKING, Link, links
from archive.models.sets import delete_rows, keys
from archive.snapshot import owned
from archive.undoing.kept import Kept, Reason
from archive.undoing.lines import in_sets


def remove(doomed, change) -> tuple[int, list[Kept]]:
    """Delete these records, {model: {primary key: slug}}, inside a change; how many, and those that stay as linked."""
    kept = spare_linked(doomed)
    doomed = {model: list(found) for model, found in doomed.items() if found}
    for model, pks in doomed.items():
        _forget(model, pks, change)
    # What goes may link to what goes: the databases look at that only when the change ends.
    for model, pks in doomed.items():
        for some in in_sets(pks):
            delete_rows(model, some)
    return sum(map(len, doomed.values())), kept


def spare_linked(doomed, still=lambda _link, _here, _slug: True) -> list[Kept]:
    """Take out of `doomed` what others link to: what stays for that reason may itself link to more.

    `still(link, record, slug)` tells whether a record that links to one of them will do so when all is done.
    """
    kept, looked = [], None
    while looked != (looked := sum(map(len, doomed.values()))):
        for target, found in doomed.items():
            for link in _links_to(target):
                for some in in_sets(list(found)):
                    for there, here in _from_elsewhere(link, some, doomed):
                        if there in found and still(link, here, found[there]):
                            kept.append(Kept(target.address, found.pop(there), Reason.LINKED, row=_name(link, here)))
    return kept


def _links_to(target):
    """Every link from another record, and from what nobody can take back: testimony and imports name their source."""
    for model in RECORD_TYPES:
        for link in links(model):
            own = link.through in LINKING and any(s is link.through for _name, s, _key in owned(target))
            if link.target is target and not own:
                yield link
    if target is Source:
        for key in RECORD_ARC:
            yield Link(Citation._meta.get_field(key).remote_field.model, "source", Citation, key, "source", target)
        yield Link(ImportBatch, "source", ImportBatch, "pk", "source", target)


def _from_elsewhere(link, pks, doomed):
    """(target, record) of each link to these targets from a record that stays."""
    gone = doomed.get(link.model, ())
    rows = link.through._base_manager.filter(**{f"{link.there}__in": keys(pks), f"{link.here}__isnull": False})
    return [(there, here) for there, here in rows.values_list(link.there, link.here) if here not in gone]


def _name(link, pk):
    if link.model is ImportBatch:
        return str(ImportBatch._meta.verbose_name)
    return f"{link.model.address} “{link.model._base_manager.values_list('slug', flat=True).get(pk=pk)}”"


def _forget(model, pks, change):
    """Keep the last state of what is about to go."""
    for some in in_sets(pks):
        if model is Place:
            change.keep_places(some)
            change.authorities[Place].update(some)
        else:
            change.forget_keys(model, some)
