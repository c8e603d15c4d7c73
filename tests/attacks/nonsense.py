"""Query strings that nobody means: the archive's own parameters with values, names and spellings that hurt."""

from urllib.parse import quote, quote_plus

# Stands in whatever the attack makes up; where it turns up in the text of a statement, user text became SQL.
MARK = "zqmark"
PARAMETERS = (
    *("q", "type", "country", "visitor", "host", "kind", "since", "until", "after", "before", "decade", "language"),
    *(
        "evidence",
        "sort",
        "page",
        "state",
        "columns",
        "field",
        "person",
        "organization",
        "focus",
        "zoom",
        "x",
        "y",
        "of",
    ),
)
HARVESTING = ("verb", "metadataPrefix", "identifier", "from", "until", "set", "resumptionToken")
EDITING = (
    *("q", "o", "p", "e", "all", "ot", "_popup", "_to_field", "_changelist_filters", "_facets", "gaps", "country"),
    *("status", "status__exact", "evidence__exact", "unchecked_since", "links", "kind__exact", "stance__exact"),
    *(
        "field",
        "source__id__exact",
        "id",
        "pk",
        "term",
        "page",
        "app_label",
        "model_name",
        "field_name",
        "with",
        "from",
    ),
    *("to", "by", "since", "until", "date", "stated", "state", "proposal", "next", "author__exact", "k", "r"),
)
# Columns and ways through the tables, as lookups of Django write them.
LOOKUPS = (
    *("note", "status", "password", "slug", "pk", "id", "search_text", "title_en", "source__note", "visit__note"),
    *("citations__note", "revisions__author__password", "revisions__snapshot", "user__password", MARK),
)
SUFFIXES = (
    "",
    "__exact",
    "__regex",
    "__startswith",
    "__in",
    "__isnull",
    "__gt",
    "__year",
    f"__{MARK}",
    "[]",
    "[0]",
    ".",
)
LETTERS = (
    *("", " ", "\x01", "\x7f", "\x85", "\u200b", "\u202e", "\ufeff", "\ufffe", "\ufffd", "\U000e0001", "𝔘", "é" * 300),
    *(
        "İı",
        "ß",
        "ﷺ",
        "Ω",
        "e\u0301",
        "ｓｅｌｅｃｔ",
        "＇",
        "%",
        "_",
        "\\",
        "\\\\",
        "\r\n",
        "\t",
        "🇫🇷",
        "👨‍👩‍👧",
        "\u0665\u0663",
    ),
)
NUMBERS = (
    *("0", "-0", "-1", "1", "2", "00", "01", "9" * 19, "9" * 400, "9223372036854775808", "2147483648", "1e9", "1e999"),
    *(
        "NaN",
        "Infinity",
        "-inf",
        "0x10",
        "1_0",
        "1.5",
        "1,5",
        "٣",
        "²",
        "½",
        "∞",
        "+1",
        " 1",
        "1 ",
        "true",
        "None",
        "null",
    ),
)
DATES = (
    *("1992", "1992-01", "1992-01-14", "1992~", "1992?", "19XX", "[1992,", "[1992-01-14,1992-02-10]", "{1992,1993}"),
    *("2026-13-45", "9999-12-31/..", "../1900", "-9999", "Y170000002", "0000", "10000", "1992-21", "31/02/1900"),
    *("1992-01-14T00:00:00Z", "1992-01-14,visits,x,date", "14 January 1992", "c. 1992", "X" * 40, "-1992-00-00"),
)
SYNTAX = (
    *("' OR 1=1 --", "'; DROP TABLE archive_visit; --", "') UNION SELECT password FROM auth_user --", "1) OR (1=1"),
    *('"', '""', '"""', "''", "`", "/*", "--", ";", "$1", "%s", "%(x)s", "?", ":1", "@@version", "char(0)", "\\'"),
    *("AND", "OR NOT", "NEAR(a b, 2)", "a*", "^a", "a:b", "search_text:x", "{a b}:c", "a + b", "-a", "(a", "a)", "a^"),
    *("a & b", "a | !b", "a <-> b", "a <2> b", "a:*", "a:ABCD", "!!a", "()", "' & '", "a\\:b", "&&&", "<->"),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "{% debug %}", "${7*7}", "#{x}"),
    *("../../etc/passwd", "..\\..", "file:///etc/passwd", "http://[::1]", "//evil.example", "javascript:alert(1)"),
    *("date", "-date", "-pk", "?", "note", "password", "random", "date,title", "date__sources", "BE; FR", "zz-zz"),
    *("(a+)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "[[[[", "\\", "(?P<x>", ".{99999}"),
)
WHOLE = (
    "visits",
    "people",
    "FR",
    "1990",
    "en",
    "undisputed",
    "disputed",
    "title",
    "date",
    "oai_dc",
    "ListRecords",
    "draft",
)
# As they stand in the address, already or not yet escaped; %00 is refused before all else and so stands here once.
RAW = (
    "%",
    "%%",
    "%2",
    "%zz",
    "%FF",
    "%C0%AF",
    "%ED%A0%80",
    "%F5%80%80%80",
    "%u0041",
    "%2500",
    "%00",
    "+",
    "&&",
    "=",
    "%26",
    ";",
)
VALUES = (LETTERS, NUMBERS, DATES, SYNTAX, WHOLE, LOOKUPS)
MOST = 3000


class Nonsense:
    """Makes query strings up from a source of chance (`random.Random`); the same source makes the same ones."""

    def __init__(self, chance):
        self.chance = chance

    def value(self) -> str:
        """One value: a nasty one, several put together, one repeated, or one behind what is meant."""
        pick = self.chance.choice
        first = pick(pick(VALUES))
        how = self.chance.random()
        if how < 0.45:
            return first
        if how < 0.7:
            return first + pick(("", " ", ",", "-", "/", "__")) + pick(pick(VALUES))
        if how < 0.8:
            return f"{MARK}{first}"
        if how < 0.9:
            return (first or " ")[:50] * self.chance.randint(2, 200)
        return "".join(chr(self.chance.choice((*range(1, 0x3000), *range(0x1F300, 0x1F700)))) for _n in range(9))

    def name(self, names) -> str:
        """The name of a parameter: one that is known, one that looks like a lookup, or none at all."""
        how, pick = self.chance.random(), self.chance.choice
        if how < 0.75:
            return pick(names)
        if how < 0.95:
            return pick((*names, *LOOKUPS)) + pick(SUFFIXES)
        return self.value()[:60]

    def written(self, text) -> str:
        """A text as an address may hold it."""
        how = self.chance.random()
        if how < 0.6:
            return quote_plus(text, errors="replace")
        if how < 0.9:
            return quote(text, safe="", errors="replace")
        if how < 0.95:
            return quote(quote(text, safe=""), safe="")
        return quote(text[:20], safe="") + self.chance.choice(RAW)

    def query(self, names) -> str:
        """A whole query string of up to five parameters, some of them written twice."""
        pairs = [(self.name(names), self.value()) for _n in range(self.chance.choice((1, 1, 1, 2, 2, 3, 5)))]
        if self.chance.random() < 0.15:
            pairs += [(pairs[0][0], self.value()) for _n in range(self.chance.choice((1, 2, 60)))]
        return "&".join(f"{self.written(name)}={self.written(value[:MOST])}" for name, value in pairs)
