"""Records that had another address before."""

from django.http import Http404

from archive.models import FormerSlug, Status, arc_name


def moved(model, slug):
    """The published record that had this address before; Http404 where none had."""
    key = arc_name(model)
    rows = FormerSlug.objects.filter(**{"slug": slug, f"{key}__status": Status.PUBLISHED})
    former = rows.select_related(key).order_by("-pk").first()
    if former is None:
        raise Http404
    return getattr(former, key)
