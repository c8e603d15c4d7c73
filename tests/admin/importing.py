"""How an editor imports a file in tests: uploads it, gives its columns their places, looks through it, confirms it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.models import ImportBatch, Visit
from tests.admin.conftest import address


def upload(client, text, model=Visit, name="their.csv", **more):
    """The answer to the upload of a file."""
    file = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    where = address(model, "import") if model else reverse("admin:archive_importbatch_add")
    return client.post(where, {"file": file, **more})


def imported(client, text, model=Visit, **more):
    """The page of the import that an upload became."""
    answer = upload(client, text, model, **more)
    assert answer.status_code == 302, answer.context["form"].errors
    return client.get(answer["Location"])


def batch():
    """The latest import, without its file."""
    return ImportBatch.objects.defer("content").first()


def step(name, import_=None):
    """The address of a step of an import."""
    return reverse(f"admin:archive_importbatch_{name}", args=[(import_ or batch()).pk])


def page(client, name="change", **query):
    """A page of the latest import."""
    return client.get(step(name), query)


def send(client, name, data=None, query="", **more):
    """What comes of a step of the latest import, after its redirects."""
    return client.post(step(name) + query, {**(data or {}), **more}, follow=True)


def confirm(client, shown):
    """Confirm what a page shows, with a reason where one is asked for."""
    return send(client, "apply", seen=shown.context["seen"], why="So the file says.")


def told(answer):
    """All messages of a page as one text."""
    return " ".join(str(message) for message in answer.context["messages"])


def filled(form, **changes):
    """What a browser would send back of the form of columns, with some fields changed."""
    sent = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, dict):
            value = bound.field.prepare_value(value)
        if value not in (None, False, ""):
            sent[bound.html_name] = value
    return sent | changes


def given(client, shown, **changes):
    """Send the form of columns back with some fields changed."""
    return send(client, "columns", filled(shown.context["form"], **changes))


def targets(form):
    """{heading: our column} of the form of columns."""
    return {heading["name"]: heading["target"].value() for heading in form.headings()}
