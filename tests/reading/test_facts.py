"""What the words beside it make somebody's: numbers, days of birth, addresses."""

from __future__ import annotations

import pytest
from pace import within

from workbench.reading.patterns import patterns


def masked(text):
    for span in sorted(patterns(text), key=lambda s: (-s.start, s.end)):
        text = text[: span.start] + span.replacement + text[span.end :]
    return text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("I was born on 12 March 1984.", "I was born on [date of birth]."),
        ("DOB: 03-12-84", "DOB: [date of birth]"),
        ("Ich bin am 12.3.1984 geboren.", "Ich bin am [date of birth] geboren."),
        ("née le 12 mars 1984", "née le [date of birth]"),
        ("nací el 12 de marzo de 1984", "nací el [date of birth]"),
        ("nasci a 9 de fevereiro de 1984, na Rua das Flores 45", "nasci a [date of birth], na [address]"),
        ("doğum tarihim 17 Ocak 1992, Lale Sokak No: 5", "doğum tarihim [date of birth], [address]"),
        ("17 Ocak 1992'de doğdum", "[date of birth]'de doğdum"),
        ("sinh ngày 11 tháng 6 năm 1991", "sinh ngày [date of birth]"),
        ("Я родилась 12 мая 1990 года", "Я родилась [date of birth] года"),
        ("我出生于1990年5月12日", "我出生于[date of birth]"),
        ("my customer number is 448291", "my customer number is [number]"),
        ("employee ID E-20931", "employee ID [number]"),
        ("Sozialversicherungsnummer 65 170839 J 003", "Sozialversicherungsnummer [number]"),
        ("número de socio 55812", "número de socio [number]"),
        ("DNI 12345678Z", "DNI [number]"),
        ("card 4111111111111111, thanks", "card [number], thanks"),
        ("de89370400440532013000", "[number]"),
        ("I live at 14 Marlowe Road, flat 3.", "I live at [address]."),
        ("Leeds LS6 2AB", "Leeds [address]"),
        ("in der Lindenstraße 12", "in der [address]"),
        ("Am Alten Markt 7b in Köln", "[address] in Köln"),
        ("12 rue des Lilas, Paris", "[address], Paris"),
        ("ul. Długa 8/12 w Krakowie", "[address] w Krakowie"),
        ("vivo en la calle Mayor 15", "vivo en la [address]"),
        ("anna (at) firma (dot) de", "[e-mail]"),
        ("anna ät firma punkt de", "[e-mail]"),
        ("anna @ firma . de", "[e-mail]"),
        ("see xing.com/profile/Anna_K", "see [link]"),
        ("u/annak_88 on reddit", "[link] on reddit"),
        ("电话13812345678", "电话[phone]"),
        ("電話は090-1234-5678です", "電話は[phone]です"),
        ("０９０１２３４５６７８", "[phone]"),
        ("null eins sieben sechs fünf fünf fünf eins", "[phone]"),
    ],
)
def test_what_is_somebodys_is_masked(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "My son was born 3 weeks ago, 12 hours late.",
        "Zum 67. meines Lebens, Geburtstagsgutschein!",
        "Customer number one. Case 3 of 4. The contract number has 12 digits.",
        "Order 66 and the road 14 miles on. 3 Lanes. Platz 2, Arbeitsplatz 12.",
        "Im Jahr 2024 war die Straße gesperrt, Straße 12 Uhr.",
        "We met via Zoom 5 times, then at point 3 of the plan.",
        "Meet @ noon. For @git.TAG see issue#1234.",
        "He was king (1973-1974).",
        "Elle ne viendra que le 8 mai. Nee, dat was 3 mei. Nascent by 12 April.",
        "4111111111111112 is no card.",
    ],
)
def test_what_is_nobodys_is_left_alone(text):
    assert [span for span in patterns(text) if span.kind != "handle"] == []


@pytest.mark.parametrize("text", ["a punkt " * 4_000, "a." * 6_000, "1 rue de " * 4_000, "born on the 1. " * 4_000, "-A" * 20_000])
def test_a_long_text_that_seems_to_begin_something_is_gone_through(text):
    """Whoever pastes a page without an end must not be waited for: a pattern that goes back takes hours here."""
    with within(40):
        assert [span for span in patterns(text) if span.kind == "birth"] == []
