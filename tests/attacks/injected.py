"""The addresses that sqlmap is let loose on, with every parameter that the archive's pages and forms read."""

import re
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass, replace

from tests.attacks.door import asked

# The parameters of all lists; what is empty is tried like what is not.
LIST = "q=visit&country=FR&decade=1990&evidence=disputed&language=en&sort=title&page=1"
DATED = f"{LIST}&since=1990&until=2020"
HARVEST = "/oai?verb=ListRecords&metadataPrefix=oai_dc"
# A form keeps its seal against forgeries, which would be another one in each answer.
SEALED = "--csrf-token=csrfmiddlewaretoken"


@dataclass(frozen=True)
class Target:
    """An address, what is sent with a POST, what else sqlmap is told, and who asks.

    `answers`: the status with which the address is answered when nothing is put into it.
    `bounded`: so much of it is not taken in from anybody, and an answer of 429 is no failure to try.
    """

    name: str
    path: str
    data: str = ""
    more: tuple = ()
    editor: bool = False
    bounded: bool = False
    answers: int = 200


READERS = (
    Target("search", f"/search/?type=visits&{DATED}"),
    Target("visits", f"/visits/?visitor=AZ&host=FR&kind=state&{DATED}"),
    Target("sources", f"/az/sources/?kind=book&{DATED}"),
    Target("people", f"/people/?{LIST}"),
    Target("the next page by date", "/visits/?after=1950-01-01~1&page=2"),
    Target("the page before by name", "/people/?before=zz~1&page=2"),
    Target("timeline", "/timeline/?since=1990&until=2000&type=visits&after=1992-01-14,visits,x,date&country=FR"),
    Target("map", "/map/?since=1990&until=2000&type=visits&zoom=2&x=1&y=1&country=FR&of=visits"),
    Target("network", "/network/?since=1990&until=2000&focus=x&type=visits&person=x&organization=x&country=FR&q=x"),
    Target("trade", f"/trade/?exporter=FR&importer=AZ&{DATED}"),
    Target("discrepancies", "/discrepancies/?state=open&page=1&field=date"),
    Target(
        "harvesting lists", "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=visits&from=2020-01-01&until=2030-01-01"
    ),
    Target("harvesting on", "/oai?verb=ListRecords&resumptionToken=x"),
    Target("harvesting one", "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:visits/y"),
    Target("a download", f"/visits.csv?columns=evidence&{DATED}"),
    Target("a picture", "/timeline.svg?since=1990&until=2020&type=visits&country=MX"),
    Target("an address", "{record_bare}*/?page=1", more=("--skip=page",)),
    Target("a permanent address", "/id/visits/{slug}*"),
    Target("a record as data", "/visits/{slug}*.json"),
    Target("the page of a correction", "{record}correct/?field=date"),
    Target("the answer to a correction", "/corrections/abcdefghabcdefghabcdefghabcdefg*/", answers=404),
    Target(
        "a correction",
        "{record}correct/",
        "field=date&proposed=a&source_words=b&reason=c&email=&form={seal}",
        ("--skip=form",),
        bounded=True,
    ),
    Target(
        "the sign-in",
        "/admin/login/",
        "username=a&password=b&next=/admin/&csrfmiddlewaretoken=x",
        (SEALED,),
        bounded=True,
    ),
    Target("a session", "/admin/", more=("--cookie=sessionid=abcdef", "-p", "sessionid", "--level=2")),
)
OF_LISTS = "q=a&o=1&p=1&all=1&_popup=1&_to_field=id"
EDITORS = (
    Target(
        "list of visits",
        f"/admin/archive/visit/?{OF_LISTS}&country=FR&gaps=x&unchecked_since=2030&status__exact=draft&evidence__exact=disputed",
    ),
    Target("list of citations", f"/admin/archive/citation/?{OF_LISTS}&stance__exact=mentions&source__id__exact=1"),
    Target("list of versions", f"/admin/archive/revision/?{OF_LISTS}"),
    Target("list of corrections", "/admin/archive/correction/?q=a&state=open&o=1&p=1"),
    Target("look-ups", "/admin/autocomplete/?term=a&page=1&app_label=archive&model_name=citation&field_name=source"),
    Target("recent changes", "/admin/changes/?by=a&since=1990-01-01&until=2030-01-01&type=visits&p=1&k=1"),
    Target("versions compared", "/admin/archive/visit/{key}/history/compare/?from=1&to=1"),
    Target("history", "/admin/archive/visit/{key}/history/?p=1"),
    Target("merging", "/admin/archive/visit/{key}/merge/?q=a&p=1"),
    Target("merging with", "/admin/archive/visit/{key}/merge/?with=1"),
    Target("likely the same", "/admin/archive/person/duplicates/?state=open&p=1"),
    Target("a date as it is read", "/admin/archive/visit/understood/?date=1992"),
    Target("what a source says", "/admin/archive/visit/stance/?field=date&stated=1992&value=1993&record={key}"),
    Target("an export", "/admin/archive/visit/export/?q=a&format=csv&status__exact=draft"),
    Target(
        "a new record",
        "/admin/archive/visit/add/",
        "title_en=a&date=1992&slug=a&kind=state&visitor_country=FR&host_country=AZ&summary_en=a&note=a&why=a&csrfmiddlewaretoken=x",
        (SEALED,),
    ),
    Target(
        "a new place",
        "/admin/archive/place/add/",
        "name_en=a&country=FR&slug=a&note=a&why=a&csrfmiddlewaretoken=x",
        (SEALED,),
    ),
)
TARGETS = (*READERS, *(replace(target, editor=True) for target in EDITORS))


def places(url, env) -> dict[str, str]:
    """What stands for the braces in addresses: a record, the seal of its form, an editor's draft and cookies."""
    (desk,), _connections = asked(env, "furnish", 1)
    record = re.search(r'href="(/visits/[-\w]+/)"', _read(f"{url}/visits/"))[1]
    seal = re.search(r'name="form" value="([^"]+)"', _read(f"{url}{record}correct/"))[1]
    # A form is not taken in the first seconds.
    time.sleep(4)
    cookies = "; ".join(f"{name}={value}" for name, value in desk["cookies"].items())
    if "<form" not in _read(f"{url}{desk['address']}", cookies):
        raise RuntimeError("The desk does not open to the editor.")
    return {
        "record": record,
        "record_bare": record.rstrip("/"),
        "slug": record.split("/")[2],
        "seal": urllib.parse.quote(seal),
        "key": str(desk["key"]),
        "cookies": cookies,
    }


def _read(address, cookies=""):
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Cookie": cookies})) as answer:
        return answer.read().decode()
