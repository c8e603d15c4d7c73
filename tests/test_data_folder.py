"""What the first start leaves in the data folder, when it is cut off too."""

import os

import pytest

from config import data_folder


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("cut_off", ["link", "fsync"])
def test_a_start_that_was_cut_off_while_it_made_the_key_leaves_no_half_key_and_nothing_else(
    tmp_path, monkeypatch, cut_off
):
    def ended(*_arguments):
        raise Killed

    path = tmp_path / "secret_key"
    with monkeypatch.context() as killed, pytest.raises(Killed):
        killed.setattr(os, cut_off, ended)
        data_folder.secret_key(path)
    assert not path.exists()
    key = data_folder.secret_key(path)
    assert len(key) > 50
    assert os.listdir(tmp_path) == ["secret_key"]
    assert data_folder.secret_key(path) == key


def test_the_key_and_its_name_are_on_the_disk_before_it_is_used(tmp_path, monkeypatch):
    synced, fsync = [], os.fsync

    def noted(opened):
        synced.append(os.readlink(f"/proc/self/fd/{opened}"))
        fsync(opened)

    monkeypatch.setattr(os, "fsync", noted)
    data_folder.secret_key(tmp_path / "secret_key")
    assert synced[0].startswith(str(tmp_path / ".secret_key."))
    assert synced[1:] == [str(tmp_path)]


def test_of_two_who_make_the_key_at_once_both_have_the_same(tmp_path, monkeypatch):
    path, link, found = tmp_path / "secret_key", os.link, []

    def overtaken(draft, name):
        monkeypatch.setattr(os, "link", link)
        found.append(data_folder.secret_key(path))
        link(draft, name)

    monkeypatch.setattr(os, "link", overtaken)
    assert data_folder.secret_key(path) == found[0]
    assert os.listdir(tmp_path) == ["secret_key"]
