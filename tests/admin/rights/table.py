"""The table of rights: every address, who reaches it in which state, and what a POST there comes to.

Written from the promises, not from the code. An address of the archive that stands nowhere in here fails
`test_addresses.py`; whatever a row does not give is refused, and must leave the database as it was.

To add an address, add one row to the table of what it is about: `OF_A_RECORD` for what every type has beside its
records (`{type}` is the model's name), `OF_A_TYPE` beside its list, `OF_AN_IMPORT`, `OF_A_PROPOSAL`, `OF_A_MERGE`,
`OF_A_DISCREPANCY`, `OF_A_ROW`, else `PAGES`; for readers `PUBLIC`. A row says for each role in which states the page is
given (True: always). A page that is read and sent has a row for each: `page(…)` and `deed(…)`. What needs more than
a reason to be sent (`why`, `seen`) names a function of `sending.py` in `sent`. RIGHTS=all in the environment tries
every row in every standing of every type.
"""

import hashlib

from tests.admin.rights.row import deed, page
from tests.admin.rights.world import DOCUMENT, OTHERS, OWN, STATES

ALL = set(STATES)
OPEN = {"own draft", "own in review", "draft", "in review"}
OWN_OPEN = {"own draft", "own in review"}
SEEN = {"own published", "published", "withdrawn"}
DRAFTS = {"own draft", "draft"}
PUBLISHED = {"own published", "published"}


def above(states, **roles):
    """The same for editors, reviewers and administrators; other roles as they are told."""
    return {**dict.fromkeys(("editor", "reviewer", "administrator"), states), **roles}


EDITING = above(True, contributor=True)
STAFF = {"viewer": True, **EDITING}
# Whoever may sign in reads how the archive is worked on, and nothing of what it holds.
SIGNED_IN = {**STAFF, "without a role": True}
WHOLE = above(True)
ADMINISTRATORS = {"administrator": True}
EVERYBODY = {"anonymous": True, "reader": True, "closed": True, **SIGNED_IN}
NOBODY = {}

OF_A_RECORD = [
    page("admin:archive_{type}_change", **above(ALL, contributor=OWN | {"published"})),
    deed("admin:archive_{type}_change", "saved", sent="form", contributor=OWN_OPEN, editor=OPEN, reviewer=OPEN,
         administrator=ALL),
    deed("admin:archive_{type}_change", "proposed", sent="form", contributor=PUBLISHED, editor=SEEN, reviewer=SEEN),
    page("admin:archive_{type}_history", **above(ALL, contributor=OWN)),
    page("admin:archive_{type}_version", {"number": 1}, **above(ALL, contributor=OWN)),
    deed("admin:archive_{type}_version", "saved", {"number": 1}, sent="way_back", contributor=OWN_OPEN, editor=OPEN,
         reviewer=OPEN, administrator=ALL),
    deed("admin:archive_{type}_version", "proposed", {"number": 1}, sent="way_back", contributor={"own published"},
         editor=SEEN, reviewer=SEEN),
    page("admin:archive_{type}_compare", query="from=1&to=1", **above(ALL, contributor=OWN)),
    page("admin:archive_{type}_delete", **above(OPEN, contributor=OWN_OPEN)),
    deed("admin:archive_{type}_delete", "deleted", sent="yes", **above(OPEN, contributor=OWN_OPEN)),
    deed("admin:archive_{type}_step", "moved", {"step": "submit"}, **above(DRAFTS, contributor={"own draft"})),
    deed("admin:archive_{type}_step", "moved", {"step": "publish"}, reviewer=OTHERS - {"published"},
         administrator=ALL - PUBLISHED),
    deed("admin:archive_{type}_step", "moved", {"step": "return"}, reviewer={"own in review", "in review"},
         administrator={"own in review", "in review"}),
    deed("admin:archive_{type}_step", "moved", {"step": "withdraw"}, reviewer={"published"}, administrator=PUBLISHED),
    page("admin:archive_{type}_step", {"step": "publish"}, **NOBODY),
    # Only with signed work of one's own, which nobody here has.
    page("admin:archive_{type}_conflict", **NOBODY),
    deed("admin:archive_{type}_conflict", **NOBODY),
    page("admin:archive_{type}_merge", **above(ALL, contributor=OWN_OPEN)),
    page("admin:archive_{type}_merge", query="with={twin}", **above(ALL, contributor=OWN_OPEN)),
    deed("admin:archive_{type}_merge", "merged", query="with={twin}", sent="merge", contributor=OWN_OPEN,
         editor=OWN_OPEN, reviewer=ALL - {"own published"}, administrator=ALL),
    deed("admin:archive_{type}_merge", "asked", query="with={twin}", sent="merge", editor=ALL - OWN_OPEN,
         reviewer={"own published"}),
]  # fmt: skip
# A place has no standing, and readers see it on whatever names it: who adds records adds places, editors change them.
OF_A_PLACE = [
    page("admin:archive_place_change", **EDITING),
    page("admin:archive_place_history", **WHOLE),
    page("admin:archive_place_delete", **WHOLE),
    deed("admin:archive_place_delete", "deleted", sent="yes", **WHOLE),
    page("admin:archive_place_merge", **WHOLE),
    page("admin:archive_place_merge", query="with={twin}", **WHOLE),
    deed("admin:archive_place_change", "saved", sent="form", **WHOLE),
    deed("admin:archive_place_merge", "merged", query="with={twin}", sent="merge", **WHOLE),
]
# Of one source, beside what every record has.
THE_FILE = {"sha256": hashlib.sha256(DOCUMENT).hexdigest()}
OF_A_SOURCE = [
    page("admin:archive_source_enter", **above(ALL, contributor=OWN | {"published"})),
    page("admin:archive_source_file", THE_FILE, **above(ALL, contributor=OWN | {"published"})),
    deed("admin:archive_source_enter", "shown", **above(ALL, contributor=OWN | {"published"})),
]
OF_A_TYPE = [
    page("admin:archive_{type}_changelist", **EDITING),
    page("admin:archive_{type}_add", **EDITING),
    deed("admin:archive_{type}_add", "shown", **EDITING),
    page("admin:archive_{type}_import", **EDITING),
    deed("admin:archive_{type}_import", "shown", **EDITING),
    page("admin:archive_{type}_export", **EDITING),
    deed("admin:archive_{type}_export", "shown", **EDITING),
    page("admin:archive_{type}_understood", **SIGNED_IN),
]
# Of record types alone, and of those that are looked through for duplicates.
OF_A_RECORD_TYPE = [page("admin:archive_{type}_stance", query="field={fact}&stated=1992", **EDITING)]
OF_A_COMPARED_TYPE = [
    page("admin:archive_{type}_duplicates", **WHOLE),
    deed("admin:archive_{type}_duplicates", "shown", sent="compare", **WHOLE),
]
# What hangs on records: citations, participations, postings, name forms.
OF_A_ROW = [
    page("admin:archive_{type}_change", **above(ALL, contributor=OWN | {"published"})),
    page("admin:archive_{type}_history", **above(ALL, contributor=OWN)),
    deed("admin:archive_{type}_change", "saved", sent="form", contributor=OWN_OPEN, editor=OPEN, reviewer=OPEN,
         administrator=ALL),
    deed("admin:archive_{type}_change", "proposed", sent="form", contributor=PUBLISHED, editor=SEEN, reviewer=SEEN),
    page("admin:archive_{type}_delete", **above(ALL, contributor=OWN | {"published"})),
    deed("admin:archive_{type}_delete", "deleted", sent="yes", contributor=OWN_OPEN, editor=OPEN, reviewer=OPEN,
         administrator=ALL),
    deed("admin:archive_{type}_delete", "proposed", sent="yes", contributor=PUBLISHED, editor=SEEN, reviewer=SEEN),
]  # fmt: skip
OF_A_DISCREPANCY = [
    page("admin:archive_discrepancy_change", **above(ALL, contributor=OWN | {"published"})),
    page("admin:archive_discrepancy_history", **above(ALL, contributor=OWN)),
    page("admin:archive_discrepancy_delete", **NOBODY),
    deed("admin:archive_discrepancy_delete", "deleted", sent="yes", **NOBODY),
]
# Whose an import, a proposal or a merge is; which states an address answers in is said by the things themselves.
MINE = {"own"}
YOURS = {"own", "others"}
OF_AN_IMPORT = [
    page("admin:archive_importbatch_change", **above(YOURS, contributor=MINE)),
    page("admin:archive_importbatch_history", **above(YOURS, contributor=MINE)),
    page("admin:archive_importbatch_file", **above(YOURS, contributor=MINE)),
    page("admin:archive_importbatch_progress", **above(YOURS, contributor=MINE)),
    deed("admin:archive_importbatch_recover", **above(YOURS, contributor=MINE)),
    deed("admin:archive_importbatch_change", **NOBODY),
    page("admin:archive_importbatch_delete", **NOBODY),
    deed("admin:archive_importbatch_delete", sent="yes", **NOBODY),
    *(page(f"admin:archive_importbatch_{step}", **above(YOURS, contributor=MINE))
      for step in ("columns", "problems", "errors", "names", "undo")),
    *(deed(f"admin:archive_importbatch_{step}", **above(YOURS, contributor=MINE))
      for step in ("table", "columns", "origin", "replace", "discard", "rows", "problems", "names", "compare", "undo")),
    deed("admin:archive_importbatch_apply", sent="seen_import", **above(YOURS, contributor=MINE)),
]  # fmt: skip
OF_A_PROPOSAL = [
    page("admin:archive_proposal_page", **above(YOURS, contributor=MINE)),
    page("admin:archive_proposal_change", **above(YOURS, contributor=MINE)),
    page("admin:archive_proposal_history", **WHOLE),
    page("admin:archive_proposal_delete", **NOBODY),
    deed("admin:archive_proposal_delete", "deleted", sent="yes", **NOBODY),
    deed("admin:archive_proposal_page", "decided", sent="accept", reviewer={"others"}, administrator=YOURS),
    deed("admin:archive_proposal_page", "decided", sent="return", reviewer={"others"}, administrator=YOURS),
    deed("admin:archive_proposal_page", "decided", sent="take_back", **above(MINE, contributor=MINE)),
]
OF_A_MERGE = [
    page("admin:archive_merge_page", **above(YOURS, contributor=MINE)),
    page("admin:archive_merge_change", **above(YOURS, contributor=MINE)),
    page("admin:archive_merge_history", **above(YOURS, contributor=MINE)),
    page("admin:archive_merge_delete", **NOBODY),
    deed("admin:archive_merge_delete", "deleted", sent="yes", **NOBODY),
    deed("admin:archive_merge_page", "decided", sent="return_merge", reviewer={"others"}, administrator={"others"}),
    deed("admin:archive_merge_page", "decided", sent="take_back_merge", **above(MINE, contributor=MINE)),
]
# Everything else, by address: who is given it.
PAGES = [
    page("admin:index", **SIGNED_IN),
    page("admin:app_list", {"app_label": "archive"}, **EDITING),
    page("admin:app_list", {"app_label": "auth"}, **ADMINISTRATORS),
    page("admin:archive_desk", **SIGNED_IN),
    page("admin:archive_recent", **WHOLE),
    page("admin:archive_recent_feed", **WHOLE),
    page("admin:archive_recent_undo", **EDITING),
    page("admin:archive_guide", **SIGNED_IN),
    page("archive-export", **EDITING),
    deed("archive-export", "shown", **EDITING),
    page("admin:password_change", **SIGNED_IN),
    deed("admin:password_change", "shown", **SIGNED_IN),
    page("admin:password_change_done", **SIGNED_IN),
    page("admin:door_own", **SIGNED_IN),
    deed("admin:door_own", "shown", **SIGNED_IN),
    page("admin:door_confirm", **SIGNED_IN),
    deed("admin:door_confirm", "shown", **SIGNED_IN),
    page("admin:door_take_factor", {"id": "{user}"}, **ADMINISTRATORS),
    deed("admin:door_take_factor", "done", {"id": "{user}"}, **ADMINISTRATORS),
    page("admin:door_auditentry_changelist", **ADMINISTRATORS),
    page("admin:door_auditentry_add", **NOBODY),
    page("admin:door_auditentry_change", {"object_id": "{entry}"}, **ADMINISTRATORS),
    deed("admin:door_auditentry_change", "shown", {"object_id": "{entry}"}, **NOBODY),
    page("admin:door_auditentry_history", {"object_id": "{entry}"}, **ADMINISTRATORS),
    page("admin:door_auditentry_delete", {"object_id": "{entry}"}, **NOBODY),
    deed("admin:door_auditentry_delete", "deleted", {"object_id": "{entry}"}, sent="yes", **NOBODY),
    page("admin:app_list", {"app_label": "door"}, **ADMINISTRATORS),
    page("admin:jsi18n", **SIGNED_IN),
    page("admin:archive_revision_changelist", **WHOLE),
    page("admin:archive_revision_add", **NOBODY),
    page("admin:archive_proposal_changelist", **WHOLE),
    page("admin:archive_proposal_add", **NOBODY),
    page("admin:archive_merge_changelist", **EDITING),
    page("admin:archive_merge_add", **NOBODY),
    page("admin:archive_importbatch_changelist", **EDITING),
    page("admin:archive_importbatch_add", **EDITING),
    page("admin:archive_discrepancy_changelist", **EDITING),
    page("admin:archive_discrepancy_add", **NOBODY),
    page("admin:archive_discrepancy_understood", **SIGNED_IN),
    page("admin:archive_discrepancy_import", **NOBODY),
    page("admin:archive_discrepancy_export", **NOBODY),
    page("admin:archive_correction_changelist", **WHOLE),
    page("admin:archive_correction_add", **NOBODY),
    page("admin:archive_correction_change", {"object_id": "{correction}"}, **WHOLE),
    deed("admin:archive_correction_change", "decided", {"object_id": "{correction}"}, sent="decline", **WHOLE),
    page("admin:archive_correction_history", {"object_id": "{correction}"}, **WHOLE),
    page("admin:archive_correction_delete", {"object_id": "{correction}"}, **NOBODY),
    deed("admin:archive_correction_delete", "deleted", {"object_id": "{correction}"}, sent="yes", **NOBODY),
    page("admin:archive_savedmapping_changelist", **EDITING),
    page("admin:archive_savedmapping_add", **NOBODY),
    page("admin:archive_savedmapping_change", {"object_id": "{mapping}"}, **EDITING),
    page("admin:archive_savedmapping_history", {"object_id": "{mapping}"}, **EDITING),
    page("admin:archive_savedmapping_delete", {"object_id": "{mapping}"}, **WHOLE),
    deed("admin:archive_savedmapping_delete", "deleted", {"object_id": "{mapping}"}, sent="yes", **WHOLE),
    deed("admin:archive_recent_undo", "shown", **EDITING),
    page("admin:archive_revision_change", {"object_id": "{revision}"}, **WHOLE),
    page("admin:archive_revision_history", {"object_id": "{revision}"}, **WHOLE),
    page("admin:archive_revision_delete", {"object_id": "{revision}"}, **NOBODY),
    deed("admin:archive_revision_delete", "shown", {"object_id": "{revision}"}, sent="yes", **NOBODY),
    *(row for kind in ("user", "group") for row in (
        page(f"admin:auth_{kind}_changelist", **ADMINISTRATORS),
        page(f"admin:auth_{kind}_add", **ADMINISTRATORS),
        deed(f"admin:auth_{kind}_add", "shown", **ADMINISTRATORS),
        page(f"admin:auth_{kind}_change", {"object_id": f"{{{kind}}}"}, **ADMINISTRATORS),
        deed(f"admin:auth_{kind}_change", "shown", {"object_id": f"{{{kind}}}"}, **ADMINISTRATORS),
        page(f"admin:auth_{kind}_history", {"object_id": f"{{{kind}}}"}, **ADMINISTRATORS),
        page(f"admin:auth_{kind}_delete", {"object_id": f"{{{kind}}}"}, **ADMINISTRATORS),
        deed(f"admin:auth_{kind}_delete", "deleted", {"object_id": f"{{{kind}}}"}, sent="yes", **ADMINISTRATORS),
    )),
    page("admin:auth_user_password_change", {"id": "{user}"}, **ADMINISTRATORS),
    deed("admin:auth_user_password_change", "shown", {"id": "{user}"}, **ADMINISTRATORS),
]  # fmt: skip
# What readers are given, signed in or not; all of it is only read.
PUBLIC = [
    page(name, **EVERYBODY)
    for name in ("healthz", "robots", "sitemap", "changes", "home", "timeline", "discrepancies", "search", "about")
] + [
    *(
        page(name, **EVERYBODY)
        for name in ("data-package", "new-records", "opensearch", "developers", "readyz", "security")
    ),
    *(page(name, **EVERYBODY) for name in ("map", "network", "anniversaries", "security")),
    page("oai", query="verb=Identify", **EVERYBODY),
    page("correction", {"token": "{token}"}, **EVERYBODY),
    page("sitemap-part", {"address": "visits", "number": 1}, **EVERYBODY),
    *(page("archive-download", {"format": format}, **EVERYBODY) for format in ("json", "xlsx", "ods")),
    page("{address}-list", **EVERYBODY),
    *(page("{address}-download", {"format": format}, **EVERYBODY) for format in ("csv", "json", "xlsx", "ods")),
]
# Of one record, for readers: nothing but what is published.
PUBLIC_OF_A_RECORD = [
    page("{address}-detail", **dict.fromkeys(EVERYBODY, PUBLISHED)),
    page("{address}-correct", query="field=summary", **dict.fromkeys(EVERYBODY, PUBLISHED)),
    deed("{address}-correct", sent="correction", **dict.fromkeys(EVERYBODY, PUBLISHED)),
    *(page("{address}-data", {"format": format}, **dict.fromkeys(EVERYBODY, PUBLISHED))
      for format in ("json", "jsonld", "bib", "ris", "csl.json")),
    page("{address}-version", {"moment": "{now}"}, **dict.fromkeys(EVERYBODY, PUBLISHED)),
    page("{address}-difference", {"moment": "{now}"}, **dict.fromkeys(EVERYBODY, PUBLISHED)),
]  # fmt: skip
PUBLIC_OF_A_SOURCE = [page("{address}-file", THE_FILE, **dict.fromkeys(EVERYBODY, PUBLISHED))]
# Addresses that are no pages: each with what it is, and tried by name in the tests.
ELSEWHERE = {
    # There where there is something to draw, for everybody: tests/public/test_drawings_taken.py.
    **dict.fromkeys(("timeline-picture", "map-picture", "network-picture", "trade-picture"), "a drawing as a file"),
    **dict.fromkeys(("people-terms", "organizations-terms"), "the terms of office of what is published, as a file"),
    "permanent": "leads to a readers' page: tests/public/test_citing.py",
    "permanent-version": "the same of a version",
    "admin:archive_language": "the choice of a language, for everybody",
    "admin:login": "the sign-in, for everybody",
    **dict.fromkeys(("admin:door_code", "admin:door_set_up"), "after the password: tests/door/test_signing_in.py"),
    "admin:door_another_app": "where one has asked for it: tests/door/test_own.py",
    "admin:logout": "the way out, for everybody",
    "admin:view_on_site": "leads to a readers' page",
    "admin:autocomplete": "test_forged.py",
    "admin:": "the short address of a row, which leads to its page; and everything that is no address",
}
TABLES = (
    OF_A_RECORD, OF_A_PLACE, OF_A_SOURCE, OF_A_TYPE, OF_A_RECORD_TYPE, OF_A_COMPARED_TYPE, OF_A_ROW, OF_A_DISCREPANCY,
    OF_AN_IMPORT, OF_A_PROPOSAL, OF_A_MERGE, PAGES, PUBLIC, PUBLIC_OF_A_RECORD,
    PUBLIC_OF_A_SOURCE,
)  # fmt: skip
