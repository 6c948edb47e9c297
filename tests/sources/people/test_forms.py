"""A known name is found in the forms in which people say and write it, and words are left alone."""

from __future__ import annotations

import pytest

from workbench.sources.people.forms import Forms, spelt
from workbench.sources.people.key import KeyEntry
from workbench.sources.people.known import SOMEBODY, find_known


def found(text, name):
    """Return what is found of somebody called `name`: their own pseudonym marks what nobody else can be."""
    return [(text[s:e], who) for s, e, _, who in find_known(text, (KeyEntry("P01", name),))]


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("Torsten Weber", "Ich habe Webers Nummer gewählt.", "Webers"),
        ("Torsten Weber", "torstens idee war das nicht", "torstens"),
        ("Jonas Schulz", "Schulzens wohnen nebenan.", "Schulzens"),
        ("Franz Klein", "Kleins Wunsch ist größere Schrift.", "Kleins"),
        ("Astrid Lindqvist", "Lindqvists faktura kom aldrig.", "Lindqvists"),
        ("Maria Delgado", "The Delgados next door had it too.", "Delgados"),
        ("Jürgen Müller", "Then Muller rang.", "Muller"),
        ("Juergen Mueller", "Herr Müller sagte nein.", "Müller"),
        ("Đorđe Petrović", "Djordje helped me.", "Djordje"),
        ("Наталья Кузнецова", "Kuznetsova told me.", "Kuznetsova"),
        ("Natalia Kuznetsova", "Мне помогла Наталья.", "Наталья"),
        ("Nikos Papadopoulos", "Ο Παπαδόπουλος πλήρωσε.", "Παπαδόπουλος"),
        ("محمد الهاشمي", "اتصلت بالهاشمي أمس.", "بالهاشمي"),
        ("Fiona MacDonald", "Mac Donald called, then left.", "Mac Donald"),
        ("Anne-Sophie Heydt", "Annesophie called.", "Annesophie"),
        ("D'Angelo Brown", "DAngelo called.", "DAngelo"),
        ("Wang Xiaoming", "Xiao Ming said so.", "Xiao Ming"),
        ("Katarzyna Nowak", "Kata\u200brzyna said so.", "Kata\u200brzyna"),
        ("Katarzyna Nowak", "N\u043ewak said so.", "N\u043ewak"),
        ("Katarzyna Nowak", "It was Katar-\nzyna who said so.", "Katar-\nzyna"),
        ("Katarzyna Nowak", "#TeamNowak", "Nowak"),
        ("Katarzyna Nowak", "_Nowak_ and the rest", "Nowak"),
        ("王小明", "我问了小明", "小明"),
        ("田中美咲", "田中さんに聞きました。", "田中"),
    ],
)
def test_a_form_that_only_they_can_be_is_them(name, text, form):
    assert found(text, name) == [(form, "P01")]


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("Katarzyna Nowak", "Zapytałem Katarzynę o umowę.", "Katarzynę"),
        ("Katarzyna Nowak", "Dzwoniłem do Nowaka w sprawie faktury.", "Nowaka"),
        ("Katarzyna Wiśniewska", "Powiedziałem Kasi o tym.", "Kasi"),
        ("Małgorzata Zając", "Dałam to Małgorzacie wczoraj.", "Małgorzacie"),
        ("Piotr Kowalski", "Powiedziałam Kowalskiemu, że nie.", "Kowalskiemu"),
        ("Jana Nováková", "Mluvila jsem s Janou včera.", "Janou"),
        ("Mikko Virtanen", "Puhuin Virtasen kanssa eilen.", "Virtasen"),
        ("Mikko Virtanen", "Mikolta tuli viesti.", "Mikolta"),
        ("Mikko Virtanen", "I told you to ask Virtasen again.", "Virtasen"),
        ("Анна Петрова", "У Петровой не было счёта.", "Петровой"),
        ("Ayşe Yılmaz", "Yılmazların evi uzakta.", "Yılmazların"),
        ("Zoltán Nagy", "Zoltánnal beszéltem tegnap.", "Zoltánnal"),
        ("Jonas Kazlauskas", "Skambinau Kazlauskui.", "Kazlauskui"),
        ("Robert Hughes", "Bob said the same thing to me.", "Bob"),
        ("Bob Tanner", "His wife calls him Robert.", "Robert"),
        ("Elizabeth Marsh", "It was Lizzie who noticed.", "Lizzie"),
        ("Johannes Becker", "Der Hannes hat mich angerufen.", "Hannes"),
        ("José María Prieto", "Chema lo arregló.", "Chema"),
        ("Александр Смирнов", "Саша мне помог.", "Саша"),
    ],
)
def test_a_form_that_somebody_else_may_be_says_no_number(name, text, form):
    assert found(text, name) == [(form, SOMEBODY)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Franz Klein", "Das ist ein kleines Problem, zu klein für uns."),
        ("Ernst Gross", "Das Problem ist groß."),
        ("Sandra Sommer", "Im Sommer war es besser, letzten Sommer auch."),
        ("Uwe Koch", "Wir kochen selbst, das Kochen macht Spaß, und ein Koch war da."),
        ("Paz Rey", "El rey no soy yo, que en paz descanse."),
        ("Aimée Petit", "Un petit problème."),
        ("Victor Harmon", "Victory and harmony. Harmony it was, in Germany."),
        ("German Alban", "They came from Germany, and I from Albany."),
        ("Katharina Bauer", "Die Katze der Bauern."),
        ("Anne Dubois", "Il y a des années, mais oui."),
        ("Phil Moss", "Files are lost."),
        ("Owen Pryce", "ovens and prices"),
        ("Owen Pryce", "Ovens. Oven prices went up in our ovens. - Oven cold."),
        ("Mikael Koski", "Koska en tiedä."),
        ("Jan Novak", "On 12 Jan 2026, and again in Jan. 2026."),
        ("Johannes May", "1 Jan, 23 May 2026 and May 3"),
        ("Arthur Moss", "Art is hard."),
        ("Guillermo Vega", "Memo of the day."),
        ("Alejandro Cruz", "Al final no pude."),
    ],
)
def test_a_word_is_nobody(name, text):
    assert found(text, name) == []


def test_a_word_that_is_a_surname_is_masked_where_it_is_the_name():
    assert found("Herr Klein sagt: zu klein.", "Franz Klein") == [("Klein", "P01")]
    assert found("waiting-like-herr-klein", "Franz Klein") == [("klein", "P01")]
    assert found("klein said it again and it is true", "Franz Klein") == [("klein", "P01")]


@pytest.mark.parametrize(
    "text",
    [
        "price",
        "pain:price-hidden",
        "Price page",
        "Touchpoints: Price page",
        "Then the Price page was down.",
        "We saw the Tern Price list.",
        "Pr Price hidden until you make an account",
    ],
)
def test_a_word_that_only_sounds_like_a_surname_is_a_word(text):
    assert found(text, "Gareth Pryce") == []


@pytest.mark.parametrize("text", ["Then Mr Price rang.", "I met Gareth Price there.", "Gareth Price rang."])
def test_unless_a_title_or_a_known_name_stands_before_it(text):
    assert ("Price", "P01") in found(text, "Gareth Pryce"), "heard wrong"


def test_an_exact_name_goes_before_a_short_form_of_another():
    roster = (KeyEntry("P01", "Robert Hughes"), KeyEntry("P02", "Bob Tanner"))
    assert [who for *_, who in find_known("Bob asked Robert and Bobby.", roster)] == ["P02", "P01", SOMEBODY]


def test_a_firm_has_no_forms():
    assert list(find_known("Roberts and Bobs", (KeyEntry("E01", "Robert", (), "employer"),))) == []


@pytest.mark.parametrize("ways", [("Müller", "Mueller", "Muller"), ("Petrović", "Petrovich"), ("Yılmaz", "Yilmaz")])
def test_spellings_of_one_name_sound_alike(ways):
    assert len({spelt(way) for way in ways}) == 1


def test_who_has_no_first_name_on_the_key_has_no_short_form():
    assert Forms(["tanner"], []).of("Bob") is None


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("pain:kasia-cannot-find-it", ["kasia"]),
        ("The code need:says-katarzynie, and kasia beside it.", ["katarzynie"]),
        ("pain:the-bill", []),
        ("see https://kasia.example and 12:kasia", []),
    ],
)
def test_in_the_id_of_a_code_nothing_has_a_capital(text, forms):
    roster = (KeyEntry("P01", "Katarzyna Lund"), KeyEntry("P02", "William Oak"))
    assert [text[s:e] for s, e, *_ in find_known(text, roster)] == forms
