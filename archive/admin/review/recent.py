"""The archive's recent changes for editors: who changed what, when and why, filtered, page by page, and as a feed."""

from datetime import timedelta

from django import forms
from django.contrib.syndication.views import Feed
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.admin.history import difference
from archive.models import RECORD_ARC, RECORD_TYPES, Revision, arc_name, record_type
from archive.undoing import KINDS

PAGE = 50


class ChangesFilter(forms.Form):
    """Which changes are listed; times are in the archive's time zone, the minute of the last one included."""

    by = forms.CharField(label=gettext_lazy("By"), required=False, max_length=150)
    type = forms.ChoiceField(label=gettext_lazy("Type"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    since = forms.DateTimeField(label=gettext_lazy("Since"), required=False)
    until = forms.DateTimeField(label=gettext_lazy("Until"), required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**53, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        every = ("", gettext_lazy("all"))
        types = [(model.address, str(model._meta.verbose_name_plural).capitalize()) for model in RECORD_TYPES]
        self.fields["type"].choices = [every, *types]
        self.fields["kind"].choices = [every, *((name, words) for name, (words, _rows) in KINDS.items())]
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean_until(self):
        """A day ends with its last moment, a minute with its last; what is more exact is taken as it is."""
        until, typed = self.cleaned_data["until"], self.data.get("until", "")
        if until is None:
            return None
        whole = timedelta(days=1) if len(typed) == len("2000-01-01") else timedelta(minutes=1)
        return until if until.second or until.microsecond else until + whole - timedelta(microseconds=1)

    def chosen(self) -> dict:
        """What is chosen; what cannot be understood chooses nothing and is said in the form."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def rows(self):
        """The changes, newest first."""
        chosen = self.chosen()
        rows = Revision.objects.order_by("-pk").select_related("batch", "reviewer").defer(*_LONG)
        if "kind" in chosen:
            rows = rows.filter(KINDS[chosen["kind"]][1])
        asked = {_LOOKUPS[name]: value for name, value in chosen.items() if name in _LOOKUPS}
        return rows.filter(**asked)

    def page(self):
        """One page of them by key, however deep."""
        before = (self.cleaned_data if self.is_valid() else {}).get("before")
        rows = self.rows()
        return list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])


# Columns of an import that may be as long as its file.
_LONG = tuple(f"batch__{name}" for name in ("content", "mapping", "outline", "findings", "kept", "places"))
_LOOKUPS = {"by": "author_name", "type": "record_type", "since": "created_at__gte", "until": "created_at__lte"}


def require_sight(request):
    """PermissionDenied for those who may not see every version."""
    if not request.user.has_perm("archive.view_revision"):
        raise PermissionDenied


def page(site, request):
    """The page of recent changes."""
    require_sight(request)
    chosen = ChangesFilter(request.GET)
    shown = chosen.page()
    more, shown = len(shown) > PAGE, shown[:PAGE]
    _lay_out(shown)
    query = request.GET.copy()
    query.pop("before", None)
    same = query.urlencode()
    if more:
        query["before"] = shown[-1].pk
    context = {
        **site.each_context(request),
        "title": _("Recent changes"),
        "form": chosen,
        "changes": shown,
        "older": query.urlencode() if more else "",
        "undo": same if chosen.chosen().get("by") and shown else "",
    }
    return TemplateResponse(request, "admin/archive/recent.html", context)


def _lay_out(changes):
    """Beside each version its page and what differs from the version before, in a few queries."""
    before = _before(changes)
    for version in changes:
        model = record_type(version.record_type)
        key = arc_name(model) if model else None
        pk = getattr(version, f"{key}_id") if key else None
        version.type = model._meta.verbose_name if model else version.record_type
        version.address = reverse(f"admin:archive_{model._meta.model_name}_change", args=[pk]) if pk else ""
        version.page = (
            reverse(f"admin:archive_{model._meta.model_name}_version", args=[pk, version.number]) if pk else ""
        )
        older = before.get((version.record_type, pk, version.number - 1))
        version.differences = difference(model, older, version.snapshot) if older and pk else []
        version.words = _name(version.snapshot) or version.slug


def _before(changes) -> dict:
    """The snapshots of the versions before these, by type, key of the record and number."""
    wanted = Q(pk__in=[])
    for name in RECORD_ARC:
        pairs = [(getattr(c, f"{name}_id"), c.number - 1) for c in changes if getattr(c, f"{name}_id") and c.number > 1]
        if pairs:
            wanted |= Q(**{f"{name}__in": {pk for pk, _n in pairs}}, number__in={number for _pk, number in pairs})
    rows = Revision.objects.filter(wanted).order_by("pk")
    fields = ("record_type", "number", "snapshot", *(f"{name}_id" for name in RECORD_ARC))
    return {
        (type, next((pk for pk in keys if pk), None), number): taken
        for type, number, taken, *keys in rows.values_list(*fields)
    }


def _name(taken):
    return next((taken[key] for key in taken if key.startswith(("title_", "name_"))), "")


class ChangesFeed(Feed):
    """The same as an Atom feed, for those who are signed in."""

    feed_type = Atom1Feed
    title = gettext_lazy("Recent changes of the archive")
    description = gettext_lazy("Every change of every record, for editors.")

    def __call__(self, request, *args, **kwargs):
        """The feed, filtered as the page is."""
        require_sight(request)
        return super().__call__(request, *args, **kwargs)

    def get_object(self, request):
        """The changes that the address asks for."""
        shown = ChangesFilter(request.GET).page()[:PAGE]
        _lay_out(shown)
        return shown

    def link(self, shown):
        """The page of recent changes."""
        return reverse("admin:archive_recent")

    def items(self, shown):
        """The changes."""
        return shown

    def item_title(self, version):
        """The record, and which version of it."""
        return _("%(record)s, version %(number)s") % {"record": version.words, "number": version.number}

    def item_description(self, version):
        """Why, and which parts."""
        return " · ".join(filter(None, [version.reason, ", ".join(part.label for part in version.differences)]))

    def item_link(self, version):
        """The version's page; that of all changes where its record is gone."""
        return version.page or reverse("admin:archive_recent")

    def item_guid(self, version):
        """The version's number in the archive."""
        return f"revision-{version.pk}"

    item_guid_is_permalink = False

    def item_author_name(self, version):
        """Who."""
        return version.author_name or _("the archive")

    def item_updateddate(self, version):
        """When."""
        return version.created_at

    item_pubdate = item_updateddate
