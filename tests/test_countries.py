from archive import countries


def test_every_code_is_understood_back_from_its_name_in_every_language():
    for code in countries.CODES:
        for language in ("en", "az", "es"):
            assert countries.understand(countries.name(code, language)) == code, (code, language)


def test_codes_and_common_names_are_understood():
    assert countries.understand("fr") == "FR"
    assert (
        countries.understand("USSR") == countries.understand("SSRİ") == countries.understand("Unión Soviética") == "SU"
    )
    assert countries.understand("the United States") == countries.understand("ABŞ") == "US"


def test_what_is_no_country_means_none():
    for text in ("", "XX", "Atlantis", "EU", "=cmd"):
        assert countries.understand(text) is None
