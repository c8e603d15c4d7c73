"""The readers' templates: Jinja2, with the archive's own words, numbers and addresses.

Django's own templates cost a page more than its queries do; the admin, which is made of them, keeps them.
"""

from functools import cache, lru_cache

from django.template.defaultfilters import filesizeformat, linebreaksbr
from django.template.loader import select_template
from django.templatetags.static import static
from django.utils.html import linebreaks
from django.utils.translation import gettext, ngettext_lazy
from jinja2 import Environment, FileSystemLoader, Template, TemplateNotFound
from jinja2.runtime import Context
from markupsafe import Markup

from archive.models.addresses import route_address
from archive.reader import same_reader
from archive.templatetags import reading

# The admin's templates lie in the same folder and are Django's.
ADMIN = "admin/"
# What templates count, by `count`; Django's extraction of texts does not know plurals in another engine's templates.
COUNTED = {
    "answers": ngettext_lazy(
        "%(shown)s record answers to “%(asked)s”.", "%(shown)s records answer to “%(asked)s”.", "count"
    ),
    "dated": ngettext_lazy(
        "%(shown)s dated entry, %(first)s to %(last)s", "%(shown)s dated entries, %(first)s to %(last)s", "count"
    ),
    "days_kept": ngettext_lazy(
        "The e-mail address is seen by the editors alone and deleted %(days)s day after they have decided.",
        "The e-mail address is seen by the editors alone and deleted %(days)s days after they have decided.",
        "count",
    ),
    "disagreements": ngettext_lazy(
        "%(shown)s statement that cannot be true in every source",
        "%(shown)s statements that cannot be true in every source",
        "count",
    ),
    "more": ngettext_lazy("and %(more)s more", "and %(more)s more", "count"),
    "on_this_page": ngettext_lazy(
        "%(shown)s on this page, %(first)s to %(last)s", "%(shown)s on this page, %(first)s to %(last)s", "count"
    ),
    "people": ngettext_lazy("%(shown)s person", "%(shown)s people", "count"),
    "places": ngettext_lazy("%(shown)s place", "%(shown)s places", "count"),
    "places_left_out": ngettext_lazy(
        "%(more)s other with fewer records is not drawn: narrow the choice to see it",
        "%(more)s others with fewer records are not drawn: narrow the choice to see them",
        "count",
    ),
    "without_place": ngettext_lazy(
        "%(shown)s record names no place of known position.",
        "%(shown)s records name no place of known position.",
        "count",
    ),
}


class ReadersLoader(FileSystemLoader):
    """Finds every template but the admin's, for which Django then asks its own engine."""

    def get_source(self, environment, template):
        """The text of a template, where it is one of the readers'."""
        if template.startswith(ADMIN):
            raise TemplateNotFound(template)
        return super().get_source(environment, template)


def _at_once(write):
    """What writes a part of a page, giving it as one piece."""

    def written(context):
        yield "".join(write(context))

    return written


def paragraphs(text) -> Markup:
    """A text of several paragraphs as HTML."""
    return Markup(linebreaks(text, autoescape=True))


FILTERS = (
    reading.amount,
    reading.as_entered,
    reading.country,
    reading.dated,
    reading.evidence_word,
    reading.in_language,
    reading.marked,
    reading.sentence_case,
    reading.titled,
    reading.type_label,
    filesizeformat,
    linebreaksbr,
    paragraphs,
)


class ReadersContext(Context):
    """The names that a template knows. Nothing that it calls asks for them, so a call need not look whether it does."""

    def call(self, callee, *args, _loop_vars=None, _block_vars=None, **named):
        """Call what a template calls."""
        return callee(*args, **named)


class ReadersTemplate(Template):
    """A template that is written for one reader.

    Half of a page's time goes into its many small pieces: here they are escaped without each becoming an object of its
    own that says so, and each block and template gives all of its pieces at once to the one around it.
    """

    @classmethod
    def _from_namespace(cls, environment, namespace, globals):
        namespace["escape"] = reading.escaped
        for name, block in namespace["blocks"].items():
            # By the function's own name a block looks for the one that it stands in the place of (`super()`).
            namespace["blocks"][name] = namespace[block.__name__] = _at_once(block)
        made = super()._from_namespace(environment, namespace, globals)
        made.root_render_func = _at_once(made.root_render_func)
        return made

    def render(self, *args, **kwargs):
        """The text of the page."""
        with same_reader():
            return super().render(*args, **kwargs)


def environment(**options) -> Environment:
    """What Django's Jinja2 engine is made with: its own options, and what the templates may call."""
    made = Environment(**options | {"loader": ReadersLoader(options["loader"].searchpath)})
    made.context_class, made.template_class = ReadersContext, ReadersTemplate
    made.filters |= {filter.__name__: filter for filter in FILTERS}
    made.globals |= {
        "_": translated,
        "at_page": at_page,
        "counted": counted,
        "language": reading.active,
        "once": once,
        "static": lru_cache(static),
        "url": route_address,
    }
    return made


@cache
def template_for(model, page) -> str:
    """The name of a type's own template of a page (`list`, `detail`), else of the shared one.

    It is looked for once: to find that there is none takes long.
    """
    found = select_template([f"archive/{model._meta.model_name}_{page}.html", f"archive/record_{page}.html"])
    return found.template.name


def translated(text) -> Markup:
    """A text of a template in the active language: as safe as the template, while what is put into it is escaped."""
    return _translated(text, reading.active())


@cache
def _translated(text, _language):
    return Markup(gettext(text))


def once(macro, note) -> str:
    """What a macro makes of a note, which is asked only once."""
    note.html = note.html or macro(note)
    return note.html


def counted(name, **values) -> str:
    """A sentence in the number that its `count` asks for."""
    return str(COUNTED[name] % values)


def at_page(request, number) -> str:
    """The query string of the same list at another page."""
    query = request.GET.copy()
    query["page"] = number
    return f"?{query.urlencode()}"
