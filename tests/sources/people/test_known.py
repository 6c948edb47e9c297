from __future__ import annotations

import pytest

from workbench.sources.people.key import KeyEntry
from workbench.sources.people.known import find_known


def found(text, *names, kind="participant"):
    return [text[s:e] for s, e, *_ in find_known(text, [KeyEntry(f"P{n:02d}", name, (), kind) for n, name in enumerate(names)])]


@pytest.mark.parametrize(
    ("text", "name", "hits"),
    [
        ("I am not sure. AM said so.", "AM", ["AM"]),
        ("Et puis, et alors ? ET le sait.", "ET", ["ET"]),
        ("It is Jo, says JO, and JO-ANN.", "JO", ["Jo", "JO", "JO"]),
        ("Vitamin c, plan B and person C.", "C", ["C"]),
        ("I do. Sam asked. Thanks sam.", "SAM", ["Sam", "sam"]),
        ("My dan asked Dan and DAN.", "Dan", ["dan", "Dan", "DAN"]),
    ],
)
def test_initials_are_found_where_they_are_written_as_such(text, name, hits):
    """Who labels turns *ET:* and *AM:* must not find every *et* and *am* of the study masked."""
    assert found(text, name) == hits


@pytest.mark.parametrize("name", ["call with Anna", "Interview mit Anna", "Anna (she/her)", "Anna (Unverified)", "Frau Anna"])
def test_only_the_name_in_a_label_or_a_file_name_is_masked(name):
    said = "I call with my card, an interview mit Frau Lund; she said it was unverified. Anna knows her."
    assert found(said, name) == ["Anna"]


@pytest.mark.parametrize("name", ["Mme Delphine Rousselot", "Pani Delphine", "Señora Delphine", "Prof. Dr. med. Delphine von Graf"])
def test_a_title_is_nobodys_name_in_any_language(name):
    assert found("Pani powie, señora, Mme Lund et le Dr. med. Oak: Delphine.", name) == ["Delphine"]


@pytest.mark.parametrize(
    ("text", "name", "hits"),
    [
        ("Thanks Ben. Omar!", "Ben Oak", ["Ben"]),
        ("Thanks Ben. Omar!", "Ali ben Omar", ["Omar"]),
        ("A young man, Ms Young.", "Mia Young", ["Young"]),
        ("A young man, Ms Young.", "Young Mia", []),
        ("Voy al banco con Al y la señora Hall.", "Al Hall", ["Al", "Hall"]),
    ],
)
def test_a_word_before_or_between_names_is_a_name_where_it_is_the_first_or_the_last(text, name, hits):
    assert found(text, name) == hits


GLUED = [KeyEntry(f"P{n:02d}", name) for n, name in enumerate(
    ("Will Grace", "Maria Wozniak", "Marek Wozniak", "山田太郎", "김민수", "สมชาย ใจดี", "Jürgen Müller"), 1)]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("my handle is willgrace82, everywhere", [("willgrace82", "P01")]),
        ("will.grace or grace_will_7", [("will.grace", "P01"), ("grace_will_7", "P01")]),
        ("mariawozniak, and m.wozniak of two", [("mariawozniak", "P02"), ("m.wozniak", "[person]")]),
        ("山田太郎です。", [("山田太郎", "P04")]),
        ("김민수는 말했다", [("김민수", "P05")]),
        ("คุณสมชายบอกว่า", [("สมชาย", "P06")]),
        ("willgracefully, with grace, will", []),
        ("a mwozniaks", []),
        ("Herr Mueller, Juergen Mueller, j.mueller", [("Mueller", "P07"), ("Juergen Mueller", "P07"), ("j.mueller", "P07")]),
    ],
)  # fmt: skip
def test_names_written_together_are_found(text, wanted):
    assert [(text[s:e], who) for s, e, _, who in find_known(text, GLUED)] == wanted


NAMES = ("Mia Lund", "Ola-Mari Berg", "O'Brien", "mia@lund.org", "+44 7700", "田中", "Müller", "Jo", "- Ann", "Kim -- Lee", "...")


@pytest.mark.parametrize(
    "text",
    [
        "Mia Lund and Mia; lund said Ola-\nMari Berg, ola mari berg. Mialund? m.lund82!",
        "O\u2019Brien wrote to mia@lund.org or rang 1+44 7700.",
        "田中さん met Mueller, MÜLLER and jo, Jo.",
        "An Ann-ex: Ann, Kim - Lee... kimlee",
        "nobody",
        "",
    ],
)
def test_of_many_names_the_same_are_found_as_of_few(text):
    """Where names are many only those whose words are in the text are looked for."""
    roster = tuple(KeyEntry(f"P{n:02d}", name) for n, name in enumerate(NAMES))
    few = list(find_known(text, roster))
    crowd = tuple(KeyEntry(f"R{n:04d}", f"u{n}x@example.org", (), "respondent") for n in range(1000))
    assert list(find_known(text, (*roster, *crowd))) == few
    assert list(find_known(f"{text} U17X@example.org", (*crowd, *roster)))[len(few) :] == [
        (len(text) + 1, len(text) + 17, "respondent", "R0017")
    ]


def test_another_roster_is_another_roster():
    first, second = ((KeyEntry(number, "Mia"),) for number in ("P01", "P02"))
    assert [next(find_known("Mia", roster))[3] for roster in (first, second, first)] == ["P01", "P02", "P01"]


def test_three_of_one_name_and_names_with_stray_hyphens_break_nothing():
    assert found("mialee and Mia Lee", "Mia Lee", "Mia Lee", "Mia Lee") == ["mialee", "Mia Lee"]
    assert found("so - Ann, Kim Lee", "-Ann", "Kim -- Lee", "--") == ["Ann", "Kim Lee"]


@pytest.mark.parametrize("name", ["group1_2026-Q1 / P16", "call 2026-Q1 Anna", "focus-Q1", "group1 Anna"])
def test_the_number_of_a_round_in_the_name_of_a_file_is_nobodys_name(name):
    """A round called 2026-Q1 was masked to "2026-[person]" beside every number, since files are called after it."""
    said = "Since 2026-Q1 group1 fell by 3 points; Anna said so in Q1."
    assert found(said, name) == ["Anna"] * ("Anna" in name)
