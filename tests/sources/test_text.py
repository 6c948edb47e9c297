from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.sources.text import canonical, clean, lines, read_bytes
from workbench.study.errors import Refused

ANY = st.text(st.characters(), max_size=60)  # also NUL, surrogates, bidi marks, combining accents
RAW = ANY.map(lambda t: t.encode("utf-8", "surrogatepass"))


def utf8(raw):
    return canonical(raw, name="a.txt")


@given(RAW)
def test_canonical_text_is_lf_without_bom_nul_or_half_a_pair(raw):
    try:
        text = utf8(raw).text
    except Refused:
        return  # so many NULs that it may be UTF-16
    assert not text.startswith("\ufeff")
    assert not set(text) & {"\r", "\0"}
    assert text.encode().decode() == text


@given(RAW)
def test_canonical_text_is_its_own_canonical_text(raw):
    try:
        text = utf8(raw).text
    except Refused:
        return
    assert utf8(text.encode()).text == text
    assert clean(text) == (text, 0)


@given(RAW)
def test_lines_are_the_text_in_pieces(raw):
    try:
        text = utf8(raw).text
    except Refused:
        return
    assert "".join(lines(raw, name="a.txt")) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\xef\xbb\xbfid\r\nx\ry", "id\nx\ny"),
        ("ça".encode("utf-16"), "ça"),
        ("ça".encode("utf-32"), "ça"),
        (
            "e\u0301 \u202e\u200d \U0001f469\u200d\U0001f467".encode(),
            "e\u0301 \u202e\u200d \U0001f469\u200d\U0001f467",
        ),  # never normalised
        (b"\xed\xa0\xbd\xed\xb8\x80", "\U0001f600"),  # a pair of surrogates in UTF-8 is one character
    ],
)
def test_bytes_become_text(raw, text):
    assert utf8(raw).text == text


def test_nul_and_half_a_pair_become_the_replacement_character_and_are_counted():
    found = utf8(b"here is a long line\0 and \xed\xa0\xbd after")
    assert found.text == "here is a long line\ufffd and \ufffd after"
    assert found.notes == ("2 characters that no text may hold (NUL, half of a pair) became \ufffd",)


def test_smart_quotes_of_windows_are_asked_about_not_guessed():
    raw = b"first\nit\x92s fine\n"
    with pytest.raises(Refused, match=r"line.* 2.*cp1252: .*it’s fine") as error:
        utf8(raw)
    assert "encoding=" in error.value.remedy
    assert canonical(raw, name="a.txt", encoding="cp1252").text == "first\nit’s fine\n"


def test_mixed_lines_are_repaired_only_on_request_and_noted():
    raw = "gut: ü\n".encode() + b"schlecht: \xfc\n"
    with pytest.raises(Refused, match=r"lines 2.*only in part"):
        utf8(raw)
    found = canonical(raw, name="a.txt", encoding="utf-8+cp1252")
    assert found.text == "gut: ü\nschlecht: ü\n"
    assert found.notes == ("1 lines were read as cp1252: 2",)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_asked_about(codec):
    raw = "Interviewer: hello there".encode(codec)
    with pytest.raises(Refused, match=codec):
        utf8(raw)
    assert canonical(raw, name="a.txt", encoding=codec).text == "Interviewer: hello there"


@pytest.mark.parametrize("encoding", ["no-such", "hex"])
def test_an_encoding_that_is_none_is_refused(encoding):
    with pytest.raises(Refused, match="no encoding called"):
        canonical(b"a", name="a.txt", encoding=encoding)


def test_a_file_that_is_missing_empty_or_too_large_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    with pytest.raises(Refused, match="no such file"):
        read_bytes(path)
    path.write_bytes(b"")
    with pytest.raises(Refused, match="empty"):
        read_bytes(path)
    path.write_bytes(b"12345")
    with pytest.raises(Refused, match="limit"):
        read_bytes(path, largest=4)
