"""Where the files of sources are kept: on this disk so that they outlive a power cut, or in a bucket that all share."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from archive.sources import files
from archive.sources.storage import DurableStorage
from config.storage import configured

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
SHA256 = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def disk(tmp_path):
    return DurableStorage(location=tmp_path)


def test_a_file_has_its_name_only_when_it_is_whole_and_on_the_disk(disk, tmp_path, monkeypatch):
    told, plain = [], os.fsync

    def fsync(opened):
        told.append(os.readlink(f"/proc/self/fd/{opened}"))
        # At this moment the power may go.
        assert not (tmp_path / "a/b").exists() or (tmp_path / "a/b").read_bytes() == PDF
        plain(opened)

    monkeypatch.setattr(os, "fsync", fsync)
    assert disk.save("a/b", ContentFile(PDF)) == "a/b"
    # What is in the file, then the folder that names it, then the folder that names that one.
    assert told[0].startswith(f"{tmp_path}/a/b.")
    assert told[1:] == [f"{tmp_path}/a", str(tmp_path)]
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]


def test_a_file_that_breaks_off_leaves_its_name_free(disk, tmp_path):
    class Broken(ContentFile):
        def chunks(self, size=None):
            yield PDF[:9]
            raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        disk.save("a/b", Broken(PDF))
    assert not (tmp_path / "a/b").exists()
    assert disk.save("a/b", ContentFile(PDF)) == "a/b"


def test_what_somebody_else_has_stored_in_the_same_moment_is_not_written_over(disk, tmp_path, monkeypatch):
    monkeypatch.setattr(DurableStorage, "get_available_name", lambda self, name, max_length=None: name)
    disk.save("a", ContentFile(b"first"))
    other = disk.save("a", ContentFile(b"second"))
    assert other != "a"
    assert (tmp_path / "a").read_bytes() == b"first"
    assert (tmp_path / other).read_bytes() == b"second"


def test_a_storage_is_a_folder_or_a_bucket():
    assert configured("")["BACKEND"] == configured("file:///srv/files")["BACKEND"]
    assert configured("file:///srv/our%20files")["OPTIONS"] == {"location": "/srv/our files"}
    found = configured("s3://papers/archive/?endpoint_url=http://127.0.0.1:9000&region_name=eu-1")["OPTIONS"]
    assert (found["bucket_name"], found["location"]) == ("papers", "archive")
    assert (found["endpoint_url"], found["region_name"]) == ("http://127.0.0.1:9000", "eu-1")


@pytest.mark.parametrize(
    "url", ["s3:///archive", "s3://papers/?secret=1", "file://host/folder", "file:///", "/srv", "x"]
)
def test_a_storage_that_is_neither_ends_in_a_sentence(url):
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL is not understood"):
        configured(url)


@pytest.mark.django_db
def test_files_are_kept_in_a_bucket_as_they_are_on_the_disk(bucket):
    taken = files.take_in(ContentFile(PDF, "a.pdf"), "a.pdf")
    assert taken.sha256 == SHA256
    assert files.take_in(ContentFile(PDF, "b.pdf"), "b.pdf").sha256 == SHA256
    (kept,) = bucket.objects.all()
    assert kept.key == f"archive/{files.place_of(SHA256)}"
    assert files.opened(SHA256).read() == PDF
    assert files.is_whole(SHA256)


@pytest.mark.django_db
def test_what_is_damaged_or_missing_in_a_bucket_is_noticed_and_stored_anew(bucket):
    files.take_in(ContentFile(PDF, "a.pdf"), "a.pdf")
    (kept,) = bucket.objects.all()
    kept.put(Body=PDF[:9])
    assert not files.is_whole(SHA256)
    files.take_in(ContentFile(PDF, "a.pdf"), "a.pdf")
    assert files.is_whole(SHA256)
    kept.delete()
    assert not files.is_whole(SHA256)
    with pytest.raises(FileNotFoundError):
        files.opened(SHA256)


@pytest.mark.django_db
def test_what_nothing_names_is_swept_from_a_bucket_too(bucket, monkeypatch):
    files.take_in(ContentFile(PDF, "a.pdf"), "a.pdf")
    assert files.sweep() == 0
    later = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(files.timezone, "now", lambda: later)
    assert files.sweep() == 1
    assert not list(bucket.objects.all())
    assert files.sweep() == 0
    assert not default_storage.exists(files.place_of(SHA256))
