"""How a browser searches the archive from its own search box: an OpenSearch 1.1 description in each language."""

from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.public.context import page

MEDIA = "application/opensearchdescription+xml"
SPACE = "http://a9.com/-/spec/opensearch/1.1/"
# So many letters the format allows for its two names.
SHORT, LONG = 16, 48


@require_safe
def opensearch(request):
    """The description: what the search is called and where it answers, in the language of its address."""
    site = page(request)["site_name"]
    root = ET.Element("OpenSearchDescription", {"xmlns": SPACE})
    search = request.build_absolute_uri(reverse("search"))
    for name, text, more in (
        ("ShortName", _("Archive")[:SHORT], {}),
        ("LongName", site[:LONG], {}),
        ("Description", _("Search in: %(site)s") % {"site": site}, {}),
        ("Language", get_language(), {}),
        ("InputEncoding", "UTF-8", {}),
        ("OutputEncoding", "UTF-8", {}),
        ("Contact", settings.CONTACT_EMAIL, {}),
        ("Image", request.build_absolute_uri(static("archive/icon.svg")), {"type": "image/svg+xml"}),
        # The braces are the format's own and no part of an address.
        ("Url", None, {"type": "text/html", "method": "get", "template": f"{search}?q={{searchTerms}}"}),
        ("Url", None, {"type": MEDIA, "rel": "self", "template": request.build_absolute_uri(request.path)}),
        ("Query", None, {"role": "example", "searchTerms": _("agreement")}),
    ):
        ET.SubElement(root, name, more).text = text
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type=f"{MEDIA}; charset=utf-8")
