"""Which machine this is: kept outside any study, never asked for, decided by a variable in tests."""

from __future__ import annotations

import pytest

from workbench.study.device import device_id


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.delenv("WORKBENCH_DEVICE")
    for name in ("XDG_CONFIG_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_it_is_drawn_once_and_then_stays(home):
    first = device_id()
    assert first == device_id()
    assert first.isalnum()
    (file,) = [p for p in home.rglob("device") if p.is_file()]
    file.unlink()
    assert device_id() != first


def test_where_nothing_can_be_written_it_is_the_same_on_every_call(home):
    (home / "config").write_text("a file where a folder should be")
    (home / "Library").write_text("the same on macOS")
    assert device_id() == device_id()
    assert device_id().isalnum()


@pytest.mark.parametrize(("given", "expected"), [("office", "office"), ("my-lap_top 2", "mylaptop2"), ("../x", "x"), ("-", "item")])
def test_the_variable_decides_and_cannot_leave_the_file_name(monkeypatch, given, expected):
    monkeypatch.setenv("WORKBENCH_DEVICE", given)
    assert device_id() == expected
