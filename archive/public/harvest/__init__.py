"""The archive for harvesters: OAI-PMH 2.0 (openarchives.org), every published record as unqualified Dublin Core."""

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from archive.public.harvest.answers import Answer
from archive.public.harvest.arguments import ProtocolError, understood
from archive.public.harvest.verbs import VERBS

XML = "text/xml; charset=utf-8"


# A harvester sends a long request by POST, which changes nothing here.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def harvest(request):
    """The answer to a request of the protocol; what is wrong with one is said in the protocol's words, status 200."""
    answer = Answer(request.build_absolute_uri(request.path))
    try:
        asked = understood(request)
        answer.repeat(asked.given)
        VERBS[asked.verb](request, asked, answer)
    except ProtocolError as error:
        answer.refuse(error)
    # Each answer says when it was given, from which a harvester reckons what to ask for next.
    return HttpResponse(answer.written(), content_type=XML, headers={"Cache-Control": "public, no-cache"})
