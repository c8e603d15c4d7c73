"""Dates in English words."""

import re

from .wording import Wording

TAKES_ARTICLE = re.compile(r"[0-9]+s$|[0-9]+(st|nd|rd|th) ")


class WordingEn(Wording):
    """`14 January 1992`, `21–23 August 2012`, `about 1992`, `since 1992`."""

    before_christ = "{year} BC"
    about = "about {date}"
    uncertain = "{date} (uncertain)"
    since = "since {date}"
    until = "until {date}"
    since_unknown = "from {date}, end unknown"
    until_unknown = "until {date}, start unknown"
    later, earlier = "{date} or later", "{date} or earlier"
    any_time = "at any time"
    nothing_known = "unknown year"
    either, all_of = " or ", " and "
    day_unknown = "{date}, day unknown"
    month_unknown = "{date}, month unknown"
    year_unknown = "{date}, year unknown"
    unknown_digits = "{date} (X stands for an unknown digit)"
    significant = "about {year} ({digits} significant digits)"
    decade = "{year}s"
    century = "{ordinal} century"
    millennium = "{ordinal} millennium"
    seasons = ("spring", "summer", "autumn", "winter")
    quarters = ("1st quarter of", "2nd quarter of", "3rd quarter of", "4th quarter of")
    quadrimesters = ("1st four months of", "2nd four months of", "3rd four months of")
    semesters = ("1st half of", "2nd half of")
    northern, southern = "{date} (Northern Hemisphere)", "{date} (Southern Hemisphere)"

    def age(self, ordinal):
        last = ordinal % 10 if ordinal % 100 not in (11, 12, 13) else 0
        return {"ordinal": f"{ordinal}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"}

    def definite(self, date, text):
        """The article that a preposition asks for: `since the 1990s`, `about the 20th century`."""
        return f"the {text}" if TAKES_ARTICLE.match(text) else text
