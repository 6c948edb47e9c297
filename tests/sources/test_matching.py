"""Names and patterns of files: what is meant, and what is there instead of what is not."""

from __future__ import annotations

import pytest

from workbench.sources.matching import matching
from workbench.study.errors import UserError


@pytest.fixture
def talks(tmp_path, monkeypatch):
    (tmp_path / "talks").mkdir()
    for name in ("one.vtt", "two.vtt", "[x].vtt", "notes.txt", ".hidden"):
        (tmp_path / "talks" / name).touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.usefixtures("talks")
@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("talks/one.vtt", ["one.vtt"]),
        ("talks/*.vtt", ["[x].vtt", "one.vtt", "two.vtt"]),
        ("~/talks/t*", ["two.vtt"]),
        ("talks/[x].vtt", ["[x].vtt"]),
    ],
)
def test_a_name_or_a_pattern_means_files(given, meant):
    assert [path.name for path in matching(given)] == meant


@pytest.mark.usefixtures("talks")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("talks", "talks is a folder; say which of its files, as in talks/*.vtt"),
        ("talks/noe.vtt", "talks/noe.vtt: there is no such file; did you mean one.vtt or two.vtt?"),
        ("talks/zzz.docx", "talks/zzz.docx: there is no such file"),
        ("talks/*.sav", "no file matches talks/*.sav"),
        ("talk/*.vtt", "no file matches talk/*.vtt, since there is no folder talk"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(given, said):
    with pytest.raises(UserError) as refused:
        matching(given)
    assert str(refused.value) == said
