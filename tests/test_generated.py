"""The generated archives that benchmarks measure: the same from the same seed, and like those that editors make."""

import re
from io import StringIO

import pytest
from django.core.management import call_command

from archive import dates, evidence, snapshot
from archive.models import RECORD_TYPES, Citation, Discrepancy, Person, Revision, Visit
from archive.preserving import verify
from tests.benchmarks.generating import Size, dating, fill
from tests.benchmarks.generating.drawing import Draw
from tests.benchmarks.generating.occasions import visit
from tests.benchmarks.generating.pools import Pools

SMALL = Size(50, whole=True)


@pytest.fixture
def generated(db):
    """A small archive."""
    fill(SMALL)


def test_a_generated_archive_holds_what_real_ones_do(generated):
    visits = Visit.objects.all()
    assert visits.count() == SMALL.visits
    assert {"published", "draft"} <= set(visits.values_list("status", flat=True))
    for column in ("title_en", "title_az", "title_es"):
        assert 0 < visits.exclude(**{column: ""}).count() < SMALL.visits
    assert Person.objects.exclude(names=None).exists()
    assert visits.exclude(places=None).exclude(participations=None).exists()
    assert {"supports", "less_precise", "contradicts"} <= set(Citation.objects.values_list("stance", flat=True))
    assert {"open", "resolved"} <= set(Discrepancy.objects.values_list("state", flat=True))
    call_command("check_evidence", stdout=StringIO())
    assert not [str(found) for found in verify().found]
    for model in RECORD_TYPES:
        assert_as_the_archive_would_have_it(model)


def assert_as_the_archive_would_have_it(model):
    """The counts of evidence are those that weighing finds, and the last version is the record as it stands."""
    counted = model._base_manager.order_by("pk").values_list("evidence", "uncited", "unsupported")
    before, pks = list(counted), list(model._base_manager.values_list("pk", flat=True))
    evidence.weigh(model, pks)
    assert list(counted.all()) == before
    versions = Revision.objects.filter(record_type=model.address).order_by("number")
    last = dict(versions.values_list("slug", "snapshot"))
    for taken in snapshot.take(model, pks).values():
        assert without_stances(last[taken["slug"]]) == without_stances(taken)


def without_stances(taken):
    """A version without what the archive finds when the version is stored."""
    citations = [{k: v for k, v in citation.items() if k != "stance"} for citation in taken.get("citations", ())]
    return taken | {"citations": citations}


def test_the_same_seed_makes_the_same_visits_and_a_larger_archive_has_more(generated):
    stored = Visit.objects.in_bulk(field_name="slug")
    pools = Pools(7)
    for load in (pools.load_places, pools.load_people, pools.load_occasions):
        load()
    made = [visit(7, i, pools)[0] for i in range(SMALL.visits)]
    assert [stored[row.slug].date for row in made] == [row.date for row in made]
    assert visit(8, 1, pools)[0].slug not in stored
    fill(Size(60, whole=True))
    assert stored.keys() < set(Visit.objects.values_list("slug", flat=True))
    assert Visit.objects.count() == 60


def test_dates_are_made_of_every_precision_and_are_read():
    for name, (make, _often) in dating.KINDS.items():
        for i in range(20):
            draw = Draw("dates", name, i)
            edtf = make(draw, draw.year())
            assert dates.parse(edtf).earliest <= dates.parse(edtf).latest
    drawn = " ".join(dating.date(draw, draw.year()) for draw in (Draw("date", i) for i in range(2000)))
    wanted = (
        r"\d{4}-\d\d-\d\d ",
        r"\d{4}-\d\d ",
        r"\d{4} ",
        r"\d{3}X ",
        r"\d\dXX ",
        "~",
        r"\?",
        "%",
        "/",
        r"\[",
        r"\{",
    )
    assert [sign for sign in wanted if not re.search(sign, drawn)] == []


@pytest.mark.parametrize("edtf", ["1992-03-14", "1992-03", "1992", "199X", "1992~", "1992-03-14/1992-03-16"])
def test_what_is_made_to_contradict_a_date_does(edtf):
    for i in range(50):
        stated, stance = dating.contradicting(Draw("contradiction", i), edtf)
        assert evidence.date_stance(stated, edtf) == stance
