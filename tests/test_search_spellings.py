"""Who has not the letters of a name, writes others for them or joins its parts otherwise finds it all the same."""

import unicodedata

import pytest
from babel import Locale

from archive.models import Person
from archive.search import suggestions
from archive.search.spelling import learn
from archive.text import fold
from archive.writing import change

pytestmark = pytest.mark.django_db

# (column, name as it is stored, what people type for it)
NAMES = [
    ("name_az", "Xankəndi", ["xankendi", "XANKANDI", "Khankendi", "Khankandi", "Xankəndi", "xankəndi"]),
    ("name_az", "Xocalı soyqırımı", ["xocali soyqirimi", "Khojali", "XOCALI", "Xocalı", "xocalı soyqırımı"]),
    ("name_az", "Naxçıvan", ["naxcivan", "Nakhchivan", "naxchivan", "NAXÇIVAN", "nakhcivan"]),
    ("name_az", "Qarabağ", ["qarabag", "Garabagh", "qarabagh", "QARABAĞ"]),
    ("name_az", "Cavid Quliyev", ["Javid Guliyev", "cavid quliyev", '"javid guliyev"', "Guliyev, Javid"]),
    ("name_az", "Şəki Göyçay", ["sheki goychay", "shaki goeychay", "seki goycay", "Shaki", "ŞƏKİ"]),
    ("name_az", "Mühəndisləşdirilmiş", ["muhendislesdirilmis", "muhandislashdirilmish", "muehendisleshdirilmish"]),
    ("name_az", "İlham Heydər oğlu Əliyev", ["I. H. Aliyev", "Əliyev, İ.", "aliyev ilham", "i̇lham", "Әliyev", "Oghlu"]),
    ("name_es", "Ángel Núñez Güemes", ["Angel Nunez", "NÚÑEZ guemes", "núñez", "Nunez, A."]),
    ("name_es", "Mª José Íñigo-Pérez", ["ma jose", "inigo perez", "Iñigoperez", "PEREZ"]),
    ("name_en", "Müller-Großmann", ["muller", "Mueller", "grossmann", "mueller-grossmann", "MÜLLER-GROSSMANN"]),
    ("name_en", "Søren Ångström", ["soren angstrom", "Soeren Aangstroem", "sören"]),
    ("name_en", "Łukasz Żółć", ["lukasz zolc", "ŁUKASZ", "Zolc"]),
    ("name_en", "Đặng Thị Ngọc", ["dang thi ngoc", "Djang", "ngọc"]),
    ("name_en", "Þórður Guðmundsson", ["thordur gudmundsson", "Gudhmundsson", "ÞÓRÐUR"]),
    ("name_en", "Nikola Džokić", ["Dzokic", "Dzhokic", "džokić"]),
    ("name_en", "Ħaż-Żebbuġ", ["haz zebbug", "hazzebbug", "Ħaż-Żebbuġ"]),
    ("name_en", "O’Neil d’Ávila", ["O'Neil", "oneil", "o neil", "OʼNEIL", "O`Neil", "avila", "davila", "O‘Neil"]),
    ("name_en", "ʿAbd al-ʿAzīz", ["Abd al-Aziz", "'Abd al-'Aziz", "alaziz", "ʻAbd", "al Aziz"]),
    ("name_en", "Abdul-Aziz bin Saud", ["Abdulaziz", "abdul aziz", "Abdul‑Aziz", "Saud, Abdul  Aziz"]),
    ("name_en", "U.S.A. Inc", ["USA", "u.s.a.", "U. S. A."]),
    ("name_en", "Ильхам Гейдар оглы Алиёв", ["Алиев", "ИЛЬХАМ", "Алиёв, Ильхам", "алиев и"]),
    ("name_en", "Қазақстан Өскемен", ["Казакстан", "Оскемен", "ҚАЗАҚСТАН"]),
    ("name_en", "محمد علی کاظمی", ["محمد علي كاظمي", "مُحَمَّد", "علی"]),
    ("name_en", "हिन्दी भाषा", ["हिन्दी", "भाषा"]),
    ("name_en", "Γεώργιος Παπαδόπουλος", ["γεωργιος", "ΠΑΠΑΔΟΠΟΥΛΟΣ", "Παπαδοπουλος"]),
]  # fmt: skip


def stored(names):
    """A published person for each (column, name), by name."""
    with change(by=None) as current:
        rows = [
            Person(slug=f"p{number}", status="published", **{column: name})
            for number, (column, name) in enumerate(names)
        ]
        current.create(Person, rows, [{} for _row in rows])
    return {name: row.pk for (_column, name), row in zip(names, rows, strict=True)}


def found_by(query):
    return set(Person.objects.matching(query).values_list("pk", flat=True))


def test_names_are_found_in_each_way_in_which_people_write_them():
    keys = stored([(column, name) for column, name, _typed in NAMES])
    missed = [(name, query) for _column, name, typed in NAMES for query in typed if keys[name] not in found_by(query)]
    assert missed == []


def test_a_name_written_otherwise_finds_no_other():
    keys = stored([(column, name) for column, name, _typed in NAMES])
    assert found_by("javid") == {keys["Cavid Quliyev"]}
    assert found_by("mueller") == {keys["Müller-Großmann"]}
    # What is written without marks is itself: whoever asks for it does not mean the letters with them.
    assert found_by("shaki") == {keys["Şəki Göyçay"]}
    assert found_by("Mullär") == found_by("muellaer") == set()
    assert fold("Müller") != fold("Mueller")


@pytest.mark.parametrize("quoted", ['"{}"', "“{}”", "„{}“", "«{}»", "‹{}›", "「{}」", "＂{}＂", "»{}«", "”{}”"])
def test_quotation_marks_of_all_languages_make_a_phrase(quoted):
    keys = stored([("name_en", "State visit"), ("name_en", "Visit of the state")])
    assert found_by(quoted.format("state visit")) == {keys["State visit"]}


# Languages whose names of countries (CLDR) have marks on Latin letters.
LOCALES = (
    "az", "es", "tr", "pl", "vi", "cs", "hu", "ro", "lt", "lv", "is", "fo", "da", "sv", "de", "fr", "pt", "ca", "hr",
    "sq", "tk", "mt", "cy", "ga", "et", "fi", "se", "yo", "ewo",
)  # fmt: skip
STROKED = str.maketrans({"ı": "i", "ə": "e", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th",
                         "ł": "l", "ħ": "h", "ŧ": "t", "ŋ": "n", "ɛ": "e", "ɔ": "o", "ǝ": "e"})  # fmt: skip


def unmarked(name):
    """A name in small letters without marks, by Unicode's own tables."""
    letters = unicodedata.normalize("NFD", name.replace("İ", "i").lower().translate(STROKED))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def test_the_names_of_all_countries_in_many_languages_are_found_without_their_marks():
    names = {}
    for code in LOCALES:
        for name in Locale.parse(code).territories.values():
            if not name.isascii() and name not in names and len(name.split()) < 8:
                names[name] = code if code in ("az", "es") else "en"
    keys = stored([(f"name_{code}", name) for name, code in names.items()])
    spellings = {(way, name) for name in names for way in (unmarked(name), unmarked(name).upper())}
    spellings |= {(unmarked(name.replace("ə", "a")), name) for name in names if "ə" in name}
    assert len(spellings) > 4000
    assert [(way, name) for way, name in sorted(spellings) if keys[name] not in found_by(way)] == []


MISSPELT = ["aliyev", "bezauri", "quliyev", "hernandez", "mammadyarov", "guadalajara", "ebrard", "nakhchivan"]


def slips(word):
    """A word with one letter left out, put in twice, taken for another or for the next one."""
    for place in range(len(word)):
        begun, letter, rest = word[:place], word[place], word[place + 1 :]
        yield from (begun + rest, begun + letter * 2 + rest, begun + "zk"[letter == "z"] + rest)
        if rest:
            yield begun + rest[0] + letter + rest[1:]


@pytest.mark.parametrize("word", MISSPELT)
def test_each_slip_of_one_letter_leads_to_the_word_that_is_meant(word):
    learn([*MISSPELT, *(f"{letter}{other}rn{letter}ev" for letter in "abcdefghij" for other in "aeiou")])
    missed = [slip for slip in slips(word) if slip != word and word not in suggestions(slip)]
    assert missed == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bezoury", "bezauri"),
        ("qulievv", "quliyev"),
        ("ernandes", "hernandez"),
        ("mamedyarof", "mammadyarov"),
        ("guadlajarra", "guadalajara"),
        ("nahchevan", "nakhchivan"),
        ("naxcivan", "nakhchivan"),
    ],
)
def test_two_slips_or_another_way_to_write_a_sound_lead_there_too(typed, meant):
    learn(MISSPELT)
    assert meant in suggestions(typed)


def test_a_query_of_many_joined_parts_is_not_put_right():
    learn(MISSPELT)
    assert suggestions("aliyef-bezaury-quliyef-ebrart aliyef-bezaury-quliyef") == []
