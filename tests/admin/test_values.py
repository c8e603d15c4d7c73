"""Dates and countries are typed as people write them, and the form says how it understood them."""

import pytest

from archive.models import Event, TradeFigure, Visit
from archive.text import alphabetical
from tests.admin.conftest import address, errors_of, typed
from tests.factories import make_agreement, make_event, make_party, make_place, make_trade_figure, make_visit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "understood as 21–23 August 2012"),
        ("az", "21–23 avqust 2012"),
        ("es", "21–23 de agosto de 2012"),
    ],
)
def test_a_stored_date_stands_in_words_of_the_editors_language(admin_client, language, sentence):
    visit = make_visit(date="2012-08-21/2012-08-23")
    page = admin_client.get(address(Visit, "change", visit.pk), headers={"accept-language": language})
    assert sentence in page.content.decode()


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("14 January 1992", "1992-01-14"),
        ("14.01.1992", "1992-01-14"),
        ("yanvar 1992", "1992-01"),
        ("enero de 1992", "1992-01"),
    ],
)
def test_a_date_is_typed_as_people_write_it(admin_client, written, stored):
    visit = make_visit()
    form = admin_client.get(address(Visit, "change", visit.pk))
    assert admin_client.post(address(Visit, "change", visit.pk), typed(form, date=written)).status_code == 302
    assert Visit.objects.get().date == stored


def test_an_error_elsewhere_leaves_the_typed_date_with_its_reading(admin_client):
    visit = make_visit()
    form = admin_client.get(address(Visit, "change", visit.pk))
    answer = admin_client.post(address(Visit, "change", visit.pk), typed(form, date="14.01.1992", title_en=""))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="14.01.1992"' in page
    assert "understood as 14 January 1992" in page


def test_what_is_no_date_is_refused_by_its_name(admin_client):
    visit = make_visit()
    form = admin_client.get(address(Visit, "change", visit.pk))
    answer = admin_client.post(address(Visit, "change", visit.pk), typed(form, date="someday"))
    assert "someday" in errors_of(answer)


def test_the_reading_of_a_date_is_told_while_it_is_typed(admin_client, client):
    where = address(Visit, "understood")
    told = admin_client.get(where, {"date": "c. 1992"}, headers={"accept-language": "en"}).json()
    assert told["sentence"].startswith("understood as")
    assert admin_client.get(where, {"date": "someday"}).json() == {"sentence": ""}
    client.logout()
    assert client.get(where, {"date": "1992"}).status_code == 302


def test_a_country_is_chosen_by_its_name_in_the_editors_language(admin_client):
    page = admin_client.get(address(Visit, "add"), headers={"accept-language": "az"})
    choices = list(page.context["adminform"].form.fields["host_country"].choices)
    assert ("MX", "Meksika") in choices
    names = [name for code, name in choices if code]
    assert names == sorted(names, key=lambda name: alphabetical(name, "az"))


def test_the_alphabet_is_the_languages_own():
    words = ["Əfqanıstan", "Fransa", "Estoniya", "Çin", "Dominika", "İran", "Xorvatiya", "Haiti", "İndoneziya"]
    in_order = ["Çin", "Dominika", "Estoniya", "Əfqanıstan", "Fransa", "Haiti", "Xorvatiya", "İndoneziya", "İran"]
    assert sorted(words, key=lambda word: alphabetical(word, "az")) == in_order
    assert sorted(["oso", "ñandú", "nube", "árbol"], key=lambda w: alphabetical(w, "es")) == [
        "árbol",
        "nube",
        "ñandú",
        "oso",
    ]


def test_a_code_that_is_no_country_is_refused(admin_client):
    form = admin_client.get(address(Visit, "add"))
    answer = admin_client.post(address(Visit, "add"), typed(form, title_en="A visit", host_country="QQ"))
    assert "QQ" in errors_of(answer)


def test_several_countries_are_typed_by_name_and_read_back(admin_client):
    form = admin_client.get(address(Event, "add"))
    sent = typed(form, title_en="An event", countries="Meksika; azerbaijan")
    assert admin_client.post(address(Event, "add"), sent).status_code == 302
    event = Event.objects.get()
    assert event.countries == "AZ; MX"
    page = admin_client.get(address(Event, "change", event.pk)).content.decode()
    assert "understood as Azerbaijan, Mexico" in page


def listed(client, model, code):
    return set(client.get(address(model), {"country": code}).context["cl"].result_list)


def test_lists_filter_by_country_through_columns_lists_and_links(admin_client):
    baku = make_place(country="AZ")
    there, here, other = make_visit(host_country="AZ"), make_visit(places=[baku]), make_visit(host_country="MX")
    assert listed(admin_client, Visit, "AZ") == {there, here}
    assert listed(admin_client, Visit, "MX") == {other}
    event = make_event(countries="AZ; MX")
    make_event(countries="TR")
    assert listed(admin_client, Event, "MX") == {event}
    figure = make_trade_figure(exporter="AZ", importer="MX")
    make_trade_figure(between="ES; TR")
    assert listed(admin_client, TradeFigure, "MX") == {figure}
    agreement = make_agreement()
    make_party(agreement, "AZ")
    assert listed(admin_client, type(agreement), "AZ") == {agreement}


def test_a_list_says_date_and_countries_in_words(admin_client):
    make_visit(date="1992-01", host_country="MX", visitor_country="AZ")
    page = admin_client.get(address(Visit), headers={"accept-language": "es"}).content.decode()
    assert "enero de 1992" in page
    assert "Azerbaiyán, México" in page
