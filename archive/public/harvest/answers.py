"""The XML of the answers (OAI-PMH 2.0, section 3.2), and a record as unqualified Dublin Core."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

OAI = "http://www.openarchives.org/OAI/2.0/"
DC = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

for _prefix, _space in (("", OAI), ("dc", DC), ("oai_dc", OAI_DC), ("xsi", XSI), ("ident", IDENTIFIER)):
    ET.register_namespace(_prefix, _space)


def stamp(moment) -> str:
    """A moment as the protocol writes it: UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Answer:
    """One answer of the protocol, filled by the verb."""

    def __init__(self, address):
        self.root = ET.Element(f"{{{OAI}}}OAI-PMH", {f"{{{XSI}}}schemaLocation": f"{OAI} {OAI[:-1]}/OAI-PMH.xsd"})
        self.say(self.root, "responseDate", stamp(datetime.now(UTC)))
        self.request = self.say(self.root, "request", address)

    def repeat(self, given):
        """Repeat the arguments of a request that was understood."""
        self.request.attrib.update(given)

    def refuse(self, error):
        """Say what is wrong with the request; of one with wrong arguments none is repeated, as the protocol has it."""
        if error.code in ("badVerb", "badArgument"):
            self.request.attrib.clear()
        self.say(self.root, "error", str(error), code=error.code)

    def open(self, verb):
        """The element of a verb's answer."""
        return self.say(self.root, verb)

    @staticmethod
    def say(parent, name, text=None, **attributes):
        """A child of the protocol's own vocabulary."""
        child = ET.SubElement(parent, f"{{{OAI}}}{name}", attributes)
        child.text = text
        return child

    def written(self) -> bytes:
        """The whole answer."""
        return ET.tostring(self.root, encoding="UTF-8", xml_declaration=True)


def dublin_core(parent, elements):
    """Put a record's description into an answer: (element, text, language or nothing) in order."""
    where = f"{OAI_DC} {OAI[:-1]}/oai_dc.xsd"
    described = ET.SubElement(parent, f"{{{OAI_DC}}}dc", {f"{{{XSI}}}schemaLocation": where})
    for name, text, language in elements:
        child = ET.SubElement(described, f"{{{DC}}}{name}", {LANG: language} if language else {})
        child.text = text
