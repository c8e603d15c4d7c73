"""The one-day Django list: one file that is a whole project, `gunicorn one_day_list:application`.

It reads the same database as the archive (DATABASE_URL), with the archive's own indexes: visits with their occasion,
places, people and citations by `select_related` and `prefetch_related`, a form of django-filter, a Paginator that
counts, templates compiled once, and for each visit the marks of how well it is attested. `/visits/` finds these from
the citations, as who has only them would; `/given/` reads them from the column that the archive keeps for it. What it
leaves out: languages, search, facets, downloads, and that linked drafts stay hidden.
"""

import os
import sys

import django_filters
import environ
from django.conf import settings
from django.core.paginator import Paginator
from django.core.wsgi import get_wsgi_application

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Visits</title></head><body>
<h1>Visits</h1><p>{{ page.paginator.count }} visits</p>
<form method="get">{{ filter.form.as_p }}<button>Filter</button></form>
<ol>{% for visit in page %}<li><time>{{ visit.date }}</time>
<a href="{% url "visit" visit.slug %}">{{ visit.title_en|default:visit.title_es }}</a>
<p>{{ visit.get_visitor_country_display }} to {{ visit.get_host_country_display }}{% if visit.occasion %} ·
<a href="{% url "event" visit.occasion.slug %}">{{ visit.occasion.title_en }}</a>{% endif %}
{% for part in visit.participations.all %} · <a href="{% url "person" part.person.slug %}">{{ part.person.name_en }}</a>
{% endfor %}{% for place in visit.places.all %} · <a href="{% url "place" place.slug %}">{{ place.name_en }}</a>
{% endfor %}</p><span class="mark {{ visit.attested }}">{{ visit.attested }}</span></li>{% endfor %}</ol>
<nav>{% if page.has_previous %}<a href="?{{ query }}page={{ page.previous_page_number }}">Previous</a>{% endif %}
Page {{ page.number }} of {{ page.paginator.num_pages }}
{% if page.has_next %}<a href="?{{ query }}page={{ page.next_page_number }}">Next</a>{% endif %}</nav></body></html>"""


def database():
    """The archive's database, as the archive opens it."""
    found = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    if "sqlite" in found["ENGINE"]:
        return found | {"OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON"}}
    options = found.get("OPTIONS", {}) | {"pool": {"min_size": 1, "max_size": 8}}
    return found | {"CONN_HEALTH_CHECKS": True, "OPTIONS": options}


settings.configure(
    SECRET_KEY="a benchmark",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": database()},
    INSTALLED_APPS=["django_filters"],
    USE_TZ=True,
    CONN_MAX_AGE=None,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"list.html": PAGE})],
                    )
                ]
            },
        }
    ],
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
)
application = get_wsgi_application()

from babel import Locale  # noqa: E402
from django.db import models  # noqa: E402
from django.db.models import Q  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402

COUNTRIES = sorted((code, name) for code, name in Locale("en").territories.items() if len(code) == 2)


def model(name, table, **fields):
    """A model of one of the archive's tables."""
    meta = type("Meta", (), {"app_label": "django_filters", "managed": False, "db_table": table})
    return type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **fields})


def text():
    """A column of text."""
    return models.TextField()


def link(to, **options):
    """A foreign key."""
    return models.ForeignKey(to, models.DO_NOTHING, **options)


Place = model("Place", "archive_place", slug=text(), name_en=text())
Person = model("Person", "archive_person", slug=text(), name_en=text(), status=text())
Event = model("Event", "archive_event", slug=text(), title_en=text())
VisitPlace = model("VisitPlace", "archive_visit_places", visit=link("Visit"), place=link(Place))
Visit = model(
    "Visit",
    "archive_visit",
    slug=text(),
    status=text(),
    title_en=text(),
    title_es=text(),
    visitor_country=models.CharField(max_length=2, choices=COUNTRIES),
    host_country=models.CharField(max_length=2, choices=COUNTRIES),
    date=text(),
    date_earliest=models.DateField(),
    date_latest=models.DateField(),
    evidence=text(),
    occasion=link(Event, null=True),
    places=models.ManyToManyField(Place, through=VisitPlace),
)
Participation = model(
    "Participation",
    "archive_participation",
    visit=link(Visit, related_name="participations"),
    person=link(Person),
    role=text(),
)
Citation = model(
    "Citation",
    "archive_citation",
    visit=link(Visit, related_name="citations"),
    source_id=models.BigIntegerField(),
    stance=text(),
    status=text(),
)


class VisitFilter(django_filters.FilterSet):
    """The form over the list."""

    country = django_filters.ChoiceFilter(choices=COUNTRIES, method="of_country")
    visitor = django_filters.ChoiceFilter(choices=COUNTRIES, field_name="visitor_country")
    host = django_filters.ChoiceFilter(choices=COUNTRIES, field_name="host_country")
    since = django_filters.NumberFilter(field_name="date_latest", lookup_expr="year__gte")
    until = django_filters.NumberFilter(field_name="date_earliest", lookup_expr="year__lte")
    q = django_filters.CharFilter(field_name="title_en", lookup_expr="icontains")

    class Meta:
        model = Visit
        fields = ()

    def of_country(self, queryset, _name, code):
        """Visits from or to a country."""
        return queryset.filter(Q(visitor_country=code) | Q(host_country=code))


def visits(request, given=False):
    """Fifty visits, the earliest first."""
    found = Visit.objects.filter(status="published").order_by("date_earliest", "id").select_related("occasion")
    people = Participation.objects.filter(person__status="published", role__in=("head_of_delegation", "visitor"))
    found = found.prefetch_related("places", models.Prefetch("participations", people.select_related("person")))
    if not given:
        found = found.prefetch_related(models.Prefetch("citations", Citation.objects.filter(status="published")))
    chosen = VisitFilter(request.GET, found)
    page = Paginator(chosen.qs, 50).get_page(request.GET.get("page"))
    for visit in page:
        visit.attested = visit.evidence if given else attested(visit.citations.all())
    kept = request.GET.copy()
    kept.pop("page", None)
    query = f"{kept.urlencode()}&" if kept else ""
    return render(request, "list.html", {"page": page, "filter": chosen, "query": query})


def attested(citations):
    """How well a visit is attested."""
    if any(citation.stance == "contradicts" for citation in citations):
        return "disputed"
    sources = {citation.source_id for citation in citations}
    return "none" if not sources else "single" if len(sources) == 1 else "several"


def nothing(_request, slug):
    """The pages that the list links to are not measured."""
    return HttpResponse(slug)


urlpatterns = [
    path("visits/", visits),
    path("given/", visits, {"given": True}),
    *(path(f"{name}s/<slug:slug>/", nothing, name=name) for name in ("visit", "event", "person", "place")),
]
sys.modules[__name__].urlpatterns = urlpatterns
