"""The six verbs of the protocol."""

from django.conf import settings
from django.db.models import Min
from django.utils.translation import gettext as _

from archive.models import RECORD_TYPES, record_type
from archive.public import documents, site
from archive.public.harvest.answers import ET, IDENTIFIER, OAI_DC, XSI, dublin_core, stamp
from archive.public.harvest.arguments import PREFIX, ProtocolError, token
from archive.public.harvest.describing import described

# Records in one part of a list: a harvester is answered within a second.
A_PART = 100
_DC_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_NONE_YET = "1970-01-01T00:00:00Z"


def identify(request, asked, answer):
    """Who answers, and how it names records; withdrawn ones are gone without a word, as on the pages."""
    said = answer.open("Identify")
    first = [model.objects.published().aggregate(first=Min("face_changed_at"))["first"] for model in RECORD_TYPES]
    earliest = min((moment for moment in first if moment), default=None)
    for name, text in (
        ("repositoryName", _("Archive of relations between countries")),
        ("baseURL", request.build_absolute_uri(request.path)),
        ("protocolVersion", "2.0"),
        ("adminEmail", settings.CONTACT_EMAIL),
        ("earliestDatestamp", stamp(earliest) if earliest else _NONE_YET),
        ("deletedRecord", "no"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ):
        answer.say(said, name, text)
    _say_how_records_are_named(answer.say(said, "description"), site.host(request))


def _say_how_records_are_named(parent, host):
    """The scheme of the identifiers (OAI guidelines, oai-identifier)."""
    where = {f"{{{XSI}}}schemaLocation": f"{IDENTIFIER} {IDENTIFIER}.xsd"}
    named = ET.SubElement(parent, f"{{{IDENTIFIER}}}oai-identifier", where)
    sample = f"oai:{host}:{RECORD_TYPES[0].address}/name"
    said = {"scheme": "oai", "repositoryIdentifier": host, "delimiter": ":", "sampleIdentifier": sample}
    for name, text in said.items():
        ET.SubElement(named, f"{{{IDENTIFIER}}}{name}").text = text


def list_metadata_formats(request, asked, answer):
    """Dublin Core alone, of every record."""
    if "identifier" in asked.given:
        _found(request, asked.identifier)
    said = answer.say(answer.open("ListMetadataFormats"), "metadataFormat")
    for name, text in (("metadataPrefix", PREFIX), ("schema", _DC_SCHEMA), ("metadataNamespace", OAI_DC)):
        answer.say(said, name, text)


def list_sets(request, asked, answer):
    """Each type of record is a set."""
    if "resumptionToken" in asked.given:
        raise ProtocolError("badResumptionToken", "The list of sets is whole at once: ask without a token.")
    said = answer.open("ListSets")
    for model in RECORD_TYPES:
        one = answer.say(said, "set")
        answer.say(one, "setSpec", model.address)
        answer.say(one, "setName", str(model._meta.verbose_name_plural))


def get_record(request, asked, answer):
    """One record by its identifier."""
    model, record = _found(request, asked.identifier)
    _record(request, answer, answer.open("GetRecord"), record)


def list_records(request, asked, answer):
    """The records of a time or a set, a part at a time."""
    _list(request, asked, answer, "ListRecords", documents.fetched, _record)


def list_identifiers(request, asked, answer):
    """The same without their descriptions."""
    _list(request, asked, answer, "ListIdentifiers", lambda model: model.objects.published(), _header)


VERBS = {
    "Identify": identify,
    "ListMetadataFormats": list_metadata_formats,
    "ListSets": list_sets,
    "GetRecord": get_record,
    "ListIdentifiers": list_identifiers,
    "ListRecords": list_records,
}


def _list(request, asked, answer, verb, fetched, write):
    # One more than is shown tells whether there is another part.
    rows = _part(asked, fetched, A_PART + 1)
    if not rows and not asked.cursor:
        raise ProtocolError("noRecordsMatch", "Nothing is published in this set and time.")
    shown = rows[:A_PART]
    said = answer.open(verb)
    for record in shown:
        write(request, answer, said, record)
    more = len(rows) > A_PART
    if more or asked.cursor:
        reached = asked.cursor + len(shown)
        leads = token(asked, (shown[-1].address, shown[-1].pk), reached) if more else ""
        answer.say(said, "resumptionToken", leads, cursor=str(asked.cursor))


def _part(asked, fetched, size) -> list:
    """So many of the records that were asked for, by type and key: one that is changed meanwhile keeps its place."""
    rows, (last_type, last) = [], asked.after
    models = [model for model in RECORD_TYPES if asked.type in ("", model.address)]
    addresses = [model.address for model in models]
    start = addresses.index(last_type) if last_type in addresses else 0
    for model in models[start:]:
        found = fetched(model).order_by("pk")
        if model.address == last_type:
            found = found.filter(pk__gt=last)
        if asked.since:
            found = found.filter(face_changed_at__gte=asked.since)
        if asked.before:
            found = found.filter(face_changed_at__lt=asked.before)
        rows += found[: size - len(rows)]
        if len(rows) == size:
            break
    return rows


def _found(request, identifier):
    """The published record of an identifier; idDoesNotExist for all else."""
    scheme, _colon, rest = identifier.partition(":")
    host, _colon, name = rest.partition(":")
    address, _slash, slug = name.partition("/")
    model = record_type(address) if (scheme, host) == ("oai", site.host(request)) else None
    record = documents.fetched(model).filter(slug=slug).first() if model else None
    if record is None:
        raise ProtocolError("idDoesNotExist", "There is no record of this identifier.")
    return model, record


def _record(request, answer, parent, record):
    said = answer.say(parent, "record")
    _header(request, answer, said, record)
    dublin_core(answer.say(said, "metadata"), described(record, request))


def _header(request, answer, parent, record):
    said = answer.say(parent, "header")
    answer.say(said, "identifier", f"oai:{site.host(request)}:{record.address}/{record.slug}")
    answer.say(said, "datestamp", stamp(record.face_changed_at))
    answer.say(said, "setSpec", record.address)
