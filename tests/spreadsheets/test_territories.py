"""Countries are recognised as files write them, and not taken for one another."""

import pytest

from archive.spreadsheets.territories import recognise, split_countries


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Korea, Republic of", "KR"),
        ("KOREA DEMOCRATIC PEOPLE'S REPUBLIC OF", "KP"),
        ("NETHERLANDS THE", "NL"),
        ("St. Kitts and Nevis", "KN"),
        ("saint vincent grenadines", "VC"),
        ("MACEDONIA THE FYR OF", "MK"),
        ("Burma (Myanmar)", "MM"),
        ("U.S.S.R.", "SU"),
        ("China P R", "CN"),
        ("REPÚBLICA  FEDERATIVA  DEL  BRASIL", "BR"),
        ("Bundesrepublik Deutschland", "DE"),
        ("Allemagne", "DE"),
        ("Россия", "RU"),
        ("Gürcüstan Respublikası", "GE"),
        ("ROUMANIA", "RO"),
        ("FRA", "FR"),
        ("Guinea, Equatorial", "GQ"),
        ("Zaire", "ZR"),
        ("DDR", "DD"),
        ("Tschechoslowakei", "CS"),
        ("Союз Советских Социалистических Республик", "SU"),
        ("Sowjetunion", "SU"),
        ("İngiltere", "GB"),
        ("A.B.D.", "US"),
        ("Соединённые Штаты Америки", "US"),
        ("Elfenbeinküste", "CI"),
        ("République populaire de Chine", "CN"),
        ("Volksrepublik China", "CN"),
        ("Республика Польша", "PL"),
        ("Azerbaijani Republic", "AZ"),
        ("Азербайджанская Республика", "AZ"),
        ("United Mexican States", "MX"),
        ("Estados Unidos Mexicanos", "MX"),
        ("Meksika Birləşmiş Ştatları", "MX"),
        ("Lithuanian Republic", "LT"),
    ],
)
def test_a_country_is_recognised(written, code):
    assert recognise(written) == code


@pytest.mark.parametrize(
    "written",
    ["Korea", "China, Republic of", "Vietnam, Republic of", "Northern Ireland", "Newfoundland (UK)", "New Guinea",
     "Prussia", "Republic", "Nigerien Republic", "Federation of Malaya", "Federación Mexicana", "Mexican Union",
     "Republic of Srpska", "Estados Unidos y Canadá", "United Kingdom and France",
     "United States and Canada", "Virgin Islands", "South Yemen and Aden", "", "the"],
)  # fmt: skip
def test_what_is_none_or_could_be_two_is_not(written):
    assert recognise(written) is None


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("\u00a0France\u00a0Germany", ["France", "Germany"]),
        ("Bosnia and Herzegovina", ["Bosnia and Herzegovina"]),
        ("Italy, Spain and Trinidad and Tobago", ["Italy", "Spain", "Trinidad and Tobago"]),
        ("Francia y España", ["Francia", "España"]),
        ("France and Atlantis", ["France and Atlantis"]),
        ("France (West Indies)", ["France (West Indies)"]),
    ],
)
def test_countries_that_follow_one_another_are_divided(written, names):
    assert split_countries(written) == names
