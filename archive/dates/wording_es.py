"""Dates in Spanish words."""

import re

from .wording import Wording, roman

SOUNDS_LIKE_O = re.compile(r"8|11(?![0-9])|h?o", re.IGNORECASE)
SOUNDS_LIKE_I = re.compile(r"h?i", re.IGNORECASE)
ARTICLES = (
    (re.compile(r"[0-9]+ de |siglo|.*milenio|verano|otoño|invierno|.*(tri|cuatri|se)mestre"), "el"),
    (re.compile(r"años"), "los"),
    (re.compile(r"primavera"), "la"),
)


class WordingEs(Wording):
    """`14 de enero de 1992`, `21–23 de agosto de 2012`, `hacia 1992`, `desde 1992`, `14 de enero o 10 de febrero`."""

    day_month = "{day} de {month}"
    month_year = "{month} de {year}"
    before_christ = "{year} a. C."
    about = "hacia {date}"
    uncertain = "{date} (incierto)"
    since = "desde {date}"
    until = "hasta {date}"
    since_unknown = "desde {date}, fin desconocido"
    until_unknown = "hasta {date}, inicio desconocido"
    later, earlier = "{date} o más tarde", "{date} o antes"
    any_time = "en cualquier momento"
    nothing_known = "año desconocido"
    either, all_of = " o ", " y "
    day_unknown = "{date}, día desconocido"
    month_unknown = "{date}, mes desconocido"
    year_unknown = "{date}, año desconocido"
    unknown_digits = "{date} (X es una cifra desconocida)"
    significant = "hacia {year} ({digits} cifras significativas)"
    decade = "años {year}"
    century = "siglo {roman}"
    millennium = "{roman} milenio"
    division_year = "{division} de {year}"
    seasons = ("primavera", "verano", "otoño", "invierno")
    quarters = ("1.er trimestre", "2.º trimestre", "3.er trimestre", "4.º trimestre")
    quadrimesters = ("1.er cuatrimestre", "2.º cuatrimestre", "3.er cuatrimestre")
    semesters = ("1.er semestre", "2.º semestre")
    northern, southern = "{date} (hemisferio norte)", "{date} (hemisferio sur)"

    def age(self, number):
        return {"roman": roman(number)}

    def definite(self, date, text):
        """The article that a preposition asks for: `hacia el 14 de enero de 1992`, `desde los años 1990`."""
        article = next((article for start, article in ARTICLES if start.match(text)), None)
        return f"{article} {text}" if article else text

    def joined(self, texts, joint):
        """`o` is `u` before an o, `y` is `e` before an i."""
        last = texts[-1]
        if joint == self.either and SOUNDS_LIKE_O.match(last):
            joint = " u "
        if joint == self.all_of and SOUNDS_LIKE_I.match(last):
            joint = " e "
        return super().joined(texts, joint)
