"""Lists of the editors' door that cost the same however large the archive is."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import InvalidPage, Paginator
from django.utils.functional import cached_property

# So many rows are counted and can be paged through; what lies beyond is found by filters, words or another order.
MOST = 10_000


class BoundedPaginator(Paginator):
    """Pages of a queryset, counted no further than MOST: for look-ups."""

    @cached_property
    def count(self):
        """How many rows there are, or MOST."""
        return self.object_list.order_by()[:MOST].count()


class Keys(Paginator):
    """The keys of the rows of a list in its order, no more than MOST; `is_cut` says that there are more."""

    def __init__(self, rows, per_page):
        # One query counts and orders at once, and touches no wide row and no other table.
        found = list(rows.values_list("pk", flat=True)[: MOST + 1])
        super().__init__(found[:MOST], per_page)
        self.is_cut = len(found) > MOST


class QuickChangeList(ChangeList):
    """A list that looks for keys first, and reads only the rows of one page."""

    def get_results(self, request):
        """The page that the address asks for; what Django's own list tells of itself is told likewise."""
        self.paginator = Keys(self.queryset, self.list_per_page)
        self.result_count = self.paginator.count
        self.full_result_count, self.show_full_result_count, self.show_admin_actions = None, False, True
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        if (self.show_all and self.can_show_all) or not self.multi_page:
            pks = self.paginator.object_list
        else:
            try:
                pks = self.paginator.page(self.page_num).object_list
            except InvalidPage:
                raise IncorrectLookupParameters from None
        self.result_list = self._rows(pks)

    def get_ordering_field(self, field_name):
        """Nothing where the list does not offer to sort by a column, though an address asks for it."""
        return super().get_ordering_field(field_name) if field_name in self.sortable_by else None

    def _rows(self, pks):
        """These rows with all that their lines show, in this order."""
        rows = self.apply_select_related(self.model._default_manager.filter(pk__in=pks))
        left_out, is_left_out = self.root_queryset.query.deferred_loading
        if left_out and is_left_out:
            rows = rows.defer(*left_out)
        found = {row.pk: row for row in rows.prefetch_related(*self.model_admin.get_list_prefetches())}
        return [found[pk] for pk in pks if pk in found]


def asked_by(filters):
    """The parameters that a list's filters read from the address, as Django's own filters name them."""
    for one in filters:
        if isinstance(one, str):
            yield from (one, f"{one}__exact", f"{one}__isnull")
        else:
            yield one.parameter_name


class QuickLists:
    """An admin whose lists and look-ups stay quick; before ModelAdmin among the bases."""

    paginator = BoundedPaginator
    show_full_result_count = False
    # Links by which other pages of the archive narrow the list, beside its own filters.
    narrowed_by = ()

    def lookup_allowed(self, lookup, value, request=None):
        """What the list's filters and the archive's own links ask for; Django would look by any column in any way.

        By a regular expression, for one, which SQLite may work on for hours.
        """
        filters = self.list_filter if request is None else self.get_list_filter(request)
        return lookup in {*self.narrowed_by, *asked_by(filters)}

    def to_field_allowed(self, request, to_field):
        """Rows are linked by their keys alone; over a name of what links here (`?_to_field=citations`) Django fails."""
        return to_field == self.opts.pk.name

    def get_changelist(self, request, **kwargs):
        """The list that reads one page."""
        return QuickChangeList

    def get_list_prefetches(self):
        """What the lines show besides their links, as for `prefetch_related`."""
        return ()
