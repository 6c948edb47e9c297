"""Canonical bytes and atomic files."""

from __future__ import annotations

import json
import math
import os

import pytest
from hypothesis import given
from strategies import json_values

from workbench.study.canon import canonical_json, sha256_text, write_atomic


@given(json_values)
def test_canonical_json_is_json_and_its_own_canonical_form(value):
    text = canonical_json(value)
    assert canonical_json(json.loads(text)) == text


def test_key_order_negative_zero_and_the_seventh_digit_do_not_matter():
    assert canonical_json({"b": -0.0, "a": (0.1 + 0.2,)}) == canonical_json({"a": [0.3], "b": 0.0}) == '{"a":[0.3],"b":0.0}'


@pytest.mark.parametrize("bad", [math.nan, math.inf, [-math.inf]])
def test_a_map_never_says_nan(bad):
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json({"x": bad})


def test_sha256_of_known_words():
    """FIPS 180-2, appendix B.1."""
    assert sha256_text("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_write_that_fails_leaves_the_old_bytes_and_no_litter(tmp_path, monkeypatch):
    path = tmp_path / "deep" / "file"
    write_atomic(path, "old")

    def refuse(_handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("workbench.study.canon.os.fsync", refuse)
        with pytest.raises(OSError, match="No space"):
            write_atomic(path, "new")
    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_network_drive_that_cannot_sync_folders_is_no_reason_to_fail(tmp_path, monkeypatch):
    real = os.fsync

    def picky(handle):
        if os.fstat(handle).st_mode & 0o040000:
            raise OSError(22, "Invalid argument")
        real(handle)

    monkeypatch.setattr("workbench.study.canon.os.fsync", picky)
    write_atomic(tmp_path / "file", "new")
    assert (tmp_path / "file").read_text() == "new"
