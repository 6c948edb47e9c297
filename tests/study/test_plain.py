"""What is no file, or is not here: opening a pipe would wait for ever, and what is in a cloud only would not be missed."""

from __future__ import annotations

import os
import socket

import pytest

from workbench.study.errors import Refused
from workbench.study.folder import Folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no pipes among files")


@pytest.mark.parametrize("name", ["log/zoe-x.jsonl", "sources/r/p09.json", "participants.csv", "out/map.html", "../study.key.csv"])
def test_a_pipe_in_a_study_is_refused_by_name(folder, name):
    path = folder.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    with pytest.raises(Refused, match="is a pipe, a socket or a device") as refused:
        Folder(folder.root)
    assert refused.value.file.endswith(path.name)


def test_a_socket_and_a_link_to_a_device_too(folder, monkeypatch):
    monkeypatch.chdir(folder.root)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("s")
        with pytest.raises(Refused, match=r"study[/\\\\]s: "):
            Folder(folder.root)
    (folder.root / "s").unlink()
    (folder.root / "metrics.csv").symlink_to("/dev/zero")
    with pytest.raises(Refused, match=r"metrics\.csv: is a pipe"):
        Folder(folder.root)


@pytest.mark.parametrize("name", ["log/.ana-x.jsonl.icloud", "sources/r/.p01-r.json.icloud"])
def test_a_file_that_is_in_the_cloud_only_is_missed(folder, name):
    """A log that was not there was no log: what was coded in it was not counted, and nobody heard of it."""
    path = folder.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"bplist00")
    with pytest.raises(Refused, match=r"icloud: stands for a file that is in iCloud"):
        Folder(folder.root)


def test_links_to_files_to_folders_and_to_nowhere_are_no_devices(folder, tmp_path):
    for name, target in (("a", folder.root / "study.toml"), ("b", tmp_path), ("c", tmp_path / "nothing"), ("d", folder.root / "d")):
        (folder.root / name).symlink_to(target)
    assert Folder(folder.root).root == folder.root
