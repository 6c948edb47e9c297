"""What a text is written in, as far as it says."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from workbench.reading.notices import Notice
from workbench.reading.tongues import SCRIPT, heard, is_small, language, warn
from workbench.study.records import Anchor, Segment

GERMAN = "Ich finde die Rechnungen nicht und weiß nicht, wo ich suchen soll."
ENGLISH = "I wish the invoices were not so hard to find when I need them."
ENCODER = SimpleNamespace(id="x", languages=("en",))


def said(texts, source="2026-q1/a"):
    return [
        Segment(f"{source}/{n}", Anchor(source, str(n), "v", 0, len(t)), t, f"P{n}", "r", "survey") for n, t in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ENGLISH, "en"),
        (GERMAN, "de"),
        ("Je ne trouve pas mes factures, c'est trop compliqué.", "fr"),
        ("No encuentro las facturas y es muy difícil.", "es"),
        ("Não encontro as faturas e é muito difícil.", "pt"),
        ("Non trovo le fatture ed è molto difficile.", "it"),
        ("Ik kan de facturen niet vinden en het is moeilijk.", "nl"),
        ("Jag hittar inte fakturorna och det är svårt.", "sv"),
        ("Nie mogę znaleźć faktur i to jest bardzo trudne.", "pl"),
        ("Saya tidak bisa menemukan faktur ini.", "id"),
        ("我找不到发票,很难。", SCRIPT),
        ("Я не могу найти счета", SCRIPT),
        ("لا أستطيع العثور على الفواتير", SCRIPT),
    ],
)
def test_a_sentence_says_its_language(text, found):
    assert language(text) == found


@pytest.mark.parametrize("text", ["", "price", "n/a", "12345", "😀😀😀", "👩🏽‍🍳", "café", "\ud800", "?" * 50, "Wien Berlin"])
def test_what_says_too_little_is_in_no_language(text):
    assert language(text) == ""


def test_a_megabyte_is_judged_by_its_beginning():
    assert language(ENGLISH + " " + GERMAN * 20_000) == "de"
    assert language((ENGLISH + " ") * 40 + GERMAN * 20_000) == "en"


def test_sources_are_counted_each():
    found = heard(said([GERMAN] * 3 + [ENGLISH, "ok"]) + said([ENGLISH] * 4, "2026-q1/b"), ("en",))
    assert {source: (one.unread, one.told, one.mostly, one.little) for source, one in found.items()} == {
        "2026-q1/a": (3, 4, "de", True),
        "2026-q1/b": (0, 4, "", False),
    }


def test_a_source_that_cannot_be_read_is_told_with_what_could_read_it():
    with pytest.warns(Notice, match=r"2026-q1/a: 3 of 4, mostly de.*sentence-transformers:paraphrase-multilingual"):
        warn(said([GERMAN] * 3 + [ENGLISH]) + said([ENGLISH] * 9, "2026-q1/b"), ENCODER)


def test_a_part_that_cannot_be_read_is_told_too():
    with pytest.warns(Notice, match=r"2026-q1/a: 5 of 100, mostly de.* by language rather than by subject"):
        warn(said([GERMAN] * 5 + [ENGLISH] * 95), ENCODER)


@pytest.mark.parametrize("languages", [("en", "de"), ()])
def test_signals_are_english_whatever_the_encoder_reads(languages):
    with pytest.warns(Notice, match=r"^Signals of needs are found in English only.*2026-q1/a: 9 of 9, mostly de"):
        warn(said([GERMAN] * 9), SimpleNamespace(id="x", languages=languages))


@pytest.mark.parametrize(
    ("texts", "languages"),
    [
        ([ENGLISH] * 5 + [GERMAN], ("en",)),
        ([GERMAN] * 2, ("en",)),  # too few to say
        (["😀", "", "ok"] * 10, ("en",)),
        ([GERMAN] * 4 + [ENGLISH] * 9, ("en",)),  # a few
        ([GERMAN] * 5 + [ENGLISH] * 96, ("en",)),  # one in twenty, and less
        ([ENGLISH] * 9, ()),  # reads everything, or nobody knows
        ([], ("en",)),
    ],
)
def test_there_is_no_notice_without_need(texts, languages, recwarn):
    warn(said(texts), SimpleNamespace(id="x", languages=languages))
    assert not recwarn.list


def test_small_words_say_nothing_by_themselves():
    assert [is_small(w) for w in ("the", "und", "les", "it's", "price", "rechnung")] == [True, True, True, True, False, False]
