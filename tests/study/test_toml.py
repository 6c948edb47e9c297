"""TOML from elsewhere is read in good time, or refused."""

from __future__ import annotations

import tomllib

import pytest
from pace import cpu, within

from workbench.study.settings import read
from workbench.study.toml import read_toml


def test_windows_line_ends_and_a_byte_order_mark_are_fine():
    assert read_toml('\ufefftitle = "x"\r\nseed = 3\r\n') == {"title": "x", "seed": 3}


@pytest.mark.parametrize("text", ["seed = " + "9" * 5000, "a" + ".a" * 20_000 + " = 1", "x = [", "a = 1\na = 2"])
def test_what_nobody_can_mean_is_a_value_error_at_once(text):
    with within(20), pytest.raises(ValueError, match=r"."):
        read_toml(text)


def test_the_naive_reader_takes_long_for_a_key_of_many_parts():
    """Why there is a limit: the time grows with the square of the parts."""
    few, many = (cpu(lambda n=parts: tomllib.loads("a" + ".a" * n + " = 1")) for parts in (1_000, 4_000))
    assert many > 6 * few


@pytest.mark.parametrize("line", ["seed = " + "9" * 5000, "a" + ".a" * 20_000 + " = 1"])
def test_a_study_toml_like_that_is_refused_by_name(tmp_path, line):
    from workbench.study.errors import Refused

    (tmp_path / "study.toml").write_text(f"format = 2\n{line}\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"study\.toml"):
        read(tmp_path / "study.toml")
