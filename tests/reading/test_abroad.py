"""Where a text is not in English, what gives a name away is what does so in its own language, and plain words stay."""

import pytest

from workbench.reading import guesses
from workbench.reading.abroad import Evidence, read_abroad, spoken
from workbench.reading.notices import Notice
from workbench.reading.personal import find_personal_in
from workbench.reading.review import abroad, found_names
from workbench.study.canon import sha256_text
from workbench.study.folder import Folder
from workbench.study.records import Transcript, Turn
from workbench.study.settings import Settings

GERMAN = (
    "Man kann neue Kollegen zum Dienstplan hinzufügen, aber die Anleitung ist versteckt.",
    "Gute Übersicht, schnelle Antworten, freundlicher Support.",
    "Wenn der Kunde anruft, muss ich zuerst die Telefonnummer suchen und dann den Auftrag öffnen.",
    "Bei uns ist der Koch auch für die Bestellung zuständig, das steht aber nirgends.",
    "Leider fehlt eine Funktion für Urlaub und Krankheit.",
    "Keine Ahnung, wo man das ändert, vielleicht unter Profil oder Konto.",
    "das passwort vergesse ich ständig und die anmeldung dauert zu lange",
    "Der Schneider und der Fischer nebenan nutzen das gleiche System, glaube ich.",
)
OTHERS = {
    "fr": (
        "Franchement, l'application est lente et les avis sont trop longs.",
        "Parfois le logiciel plante et je perds tout.",
    ),
    "es": ("Sinceramente, la aplicación es lenta pero muy práctica.", "Desde la actualización, las letras son más pequeñas."),
    "pt": ("Ninguém lê as instruções porque o texto é longo demais.", "Ainda bem que o suporte responde rápido para mim."),
    "it": ("Nessuno legge le istruzioni perché il testo è troppo lungo.", "Volevo chiederLe se Lei usa la cassa per lavoro."),
    "nl": (
        "Soms loopt het programma vast en ben ik het kwijt.",
        "Niemand leest de tekst die te lang is.",
    ),
    "pl": ("Szczerze mówiąc, aplikacja jest wolna i bardzo droga.", "Proszę mi powiedzieć, czy Pan używa tego co dzień."),
    "sv": ("Ärligt talat är appen långsam och det är inte bra.", "Ibland kraschar programmet och det är borta."),
    "other script": (
        "Честно говоря, приложение медленное.",
        "Пароль я всегда забываю.",
        "お客さんから電話があると、仕様を探します。",
    ),
}


def masked(texts, roster=()):
    found = find_personal_in(list(texts), roster)
    return [[text[s.start : s.end] for s in spans] for text, spans in zip(texts, found, strict=True)]


def test_the_nouns_of_german_are_no_names():
    assert masked(GERMAN) == [[] for _ in GERMAN]


@pytest.mark.parametrize("tongue", sorted(OTHERS))
def test_what_no_english_text_spells_so_is_no_name_in_its_own_language(tongue):
    assert masked(OTHERS[tongue]) == [[] for _ in OTHERS[tongue]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ich heiße Torsten Kleinschmidt und leite eine Bäckerei.", ["Torsten Kleinschmidt"]),
        ("Also mein Name ist Chidinma, ich bin neu.", ["Chidinma"]),
        ("Dann hat mir Frau Dr. Obermaier die Kasse gezeigt.", ["Obermaier"]),
        ("Gestern rief Frau Koch an und war mit der Mahnung nicht zufrieden.", ["Frau Koch"]),
        ("Meine Kollegin Dilara macht die Buchhaltung und schimpft.", ["Dilara"]),
        ("Ich habe mit Heike telefoniert, weil die Rechnung nicht da war.", ["Heike"]),
        ("Hallo Ifeoma, das ist nicht gut für mich.", ["Ifeoma"]),
        ("Das ist so, dann hat Chidinma gesagt, wir sind nicht dran.", ["Chidinma"]),
        ("DANKE AN KATHARINA FÜR DIE HILFE, DAS WAR GUT", ["KATHARINA"]),
        ("ich heiße torsten und das ist nicht gut", ["torsten"]),
        ("Je m'appelle Thibault Lefèvre et je suis dans la vente.", ["Thibault Lefèvre"]),
        ("Il faut dire que c'est d'Anaïs que vient l'idée, pas de moi.", ["Anaïs"]),
        ("La señora Echeverría dice que no es para ella.", ["Echeverría"]),
        ("Meu nome é Joaquim Figueiredo e tenho uma loja.", ["Joaquim Figueiredo"]),
        ("Mam na imię Zbigniew i to jest moja piekarnia.", ["Zbigniew"]),
        ("Mevrouw Van den Berg zegt dat het niet werkt.", ["Van den Berg"]),
        ("Mi chiamo Giovanni Ferraro e non è il mio lavoro.", ["Giovanni Ferraro"]),
        ("Тогда Дмитрий показал мне, как выгрузить счёт.", None),
        ("Меня зовут Светлана Орлова, и у меня пекарня.", ["Светлана Орлова"]),
        ("その時、佐藤さんが教えてくれました。", ["佐藤"]),
    ],
)
def test_a_title_an_introduction_and_a_list_of_names_give_a_name_away(text, names):
    (found,) = masked([text])
    assert found == (["Дмитрий"] if names is None else names)


def test_a_name_of_the_key_is_masked_in_any_language(entry):
    roster = [entry("P01", "Chidinma Koch")]
    assert masked(["Von Chidinma weiß ich, dass es nicht geht.", "Das ist von CHIDINMA KOCH und nicht von mir."], roster) == [
        ["Chidinma"], ["CHIDINMA KOCH"],
    ]  # fmt: skip


def test_a_surname_behind_a_title_is_masked_in_the_other_texts_too_unless_it_is_a_word():
    texts = ("Frau Obermaier und Frau Koch sind nicht da.", "Obermaier war auch bei uns.", "Der Koch ist nicht da.")
    assert masked(texts) == [["Obermaier", "Frau Koch"], ["Obermaier"], []]


@pytest.mark.parametrize(
    ("texts", "sources", "tongues"),
    [
        (["Preis zu hoch", "das ist nicht gut für mich"], None, ["de", "de"]),
        (["the price is too high for me", "Gute Sache", "so it was not for us"], None, ["", "", ""]),
        (["das ist nicht gut für mich", "Excel", "it is not for me and you"], ["a", "b", "b"], ["de", "", ""]),
        (["Excel"], None, [""]),
    ],
)
def test_a_text_that_does_not_say_is_in_the_language_of_its_source(texts, sources, tongues):
    assert spoken(texts, sources) == tongues


def test_a_short_answer_of_a_german_study_too_large_to_read_is_german(tmp_path, monkeypatch, entry):
    folder = study(tmp_path / "s", GERMAN)
    monkeypatch.setattr(guesses, "MOST", 1)
    assert guesses.study_names(folder) is None
    text = "Öffnungszeiten, Rückfragen bezüglich Heike, Kunibald"
    (found,) = guesses.finder(folder)([text], [entry("P01", "Kunibald")], ner=True, names=None)
    assert [text[s.start : s.end] for s in found] == ["Heike", "Kunibald"]
    assert "Rückfragen" in masked([text])[0], "in a study that is not in German"


@pytest.mark.parametrize(
    "paste", ["é\u2019A" * 9_000, "Aa-" * 9_000, "Frau " * 3_000, "é\u2019A" * 9_000 + "@", "das " + "e" * 9_000]
)
def test_a_pasted_page_without_a_space_holds_nobody_up(paste):
    """Forty letters at most are a word: each of these took minutes, or would at ten times the length."""
    assert read_abroad([paste], "de")
    assert not Evidence([paste]).word("Heike", "de")


def test_one_text_among_many_that_seems_foreign_is_read_as_english():
    texts = ["it is not for me and that was all"] * 30 + ["no es la que me gusta, pero con eso"]
    assert set(spoken(texts)) == {""}


def study(path, said):
    folder = Folder.create(path, Settings())
    for number, words in enumerate(said):
        name, text = f"p{number}", f"P: {words}"
        turns = (Turn(0, "P", name, 3, len(text)),)
        folder.add_transcript(Transcript(name, "interview", "r1", name, None, text, sha256_text(text), turns))
    return folder


def test_a_study_in_two_languages_says_that_its_guesses_are_weaker_and_keeps_both(tmp_path):
    said = (GERMAN[0], "Frau Obermaier hat mir das nicht gezeigt.", "I told Philippa Strand about the hours and the price.")
    folder = study(tmp_path / "s", said)
    with pytest.warns(Notice, match=r"2 of 3 texts are not in English.*Put every name you know into the key file"):
        names = guesses.study_names(folder)
    assert set(names) == {"Obermaier", "Philippa Strand"}
    assert guesses.study_names(Folder(folder.root)) == names
    for path in (folder.cache / "names").glob("*-*.json"):
        assert "Obermaier" not in path.read_text(encoding="utf-8"), "places and hashes only"
    assert abroad(folder) == (2, 3)
    assert {f.name for f in found_names(folder)} == {"Obermaier", "Philippa Strand"}


def test_a_listed_name_in_the_genitive_is_found_and_a_noun_is_not():
    text = "Annikas Konto ist gesperrt, und Torstens Chef weiß das nicht. Alles war des Vaters Idee, mit Chefs und Tests."
    assert {text[s:e] for said, listed, _ in read_abroad([text], "de") for s, e in (*said, *listed)} == {"Annikas", "Torstens"}


PUBLIC = (
    (
        "es",
        "Trabajé en el Ministerio de Sanidad y en los Estados Unidos, cerca del Mar Negro, cuando la Segunda Guerra Mundial",
        "",
    ),
    (
        "es",
        "Me lo dijo Izarbe Gurruchaga del Ayuntamiento, y luego Ximo Guerra en la Ferretería Olaizola",
        "Izarbe Gurruchaga, Ximo Guerra",
    ),
    ("fr", "Je travaille pour le Sénat et la Cour Suprême, avec les Romains et des Belges, dans le Nord", ""),
    ("fr", "On a demandé à Tiphanie Kerguelen de la Mairie, et puis à monsieur Quémener", "Tiphanie Kerguelen, Quémener"),
    ("pt", "Fui ao Ministério da Saúde e aos Jogos Olímpicos, no Reino Unido, com a União Europeia", ""),
    ("pt", "Falei com a Iracema Quaresma, que trabalha no Tribunal Supremo", "Iracema Quaresma"),
    ("it", "Lavoro per il Senato e per la Corte Suprema, con gli Ottomani, nella Seconda Guerra Mondiale", ""),
    ("it", "Ho chiesto a Fiorenza Scognamiglio del Comune, e poi al dottor Zampolli", "Fiorenza Scognamiglio, Zampolli"),
)


@pytest.mark.parametrize(("tongue", "text", "names"), PUBLIC)
def test_offices_wars_seas_and_peoples_are_nobody_and_who_stands_beside_them_is_found(tongue, text, names):
    said, listed, inside = read_abroad([text], tongue)[0]
    found = [text[s:e] for s, e, *_ in (*said, *listed, *inside)]
    assert all(any(name in one for one in found) for name in filter(None, names.split(", ")))
    public = (
        "Ministerio Sanidad Estados Unidos Mar Negro Segunda Mundial Sénat Cour Suprême Romains Belges Nord Ministério Saúde Jogos"
        " Olímpicos Reino Unido União Europeia Senato Corte Suprema Ottomani Seconda"
    )
    assert not {word for one in found for word in one.split()} & set(public.split())
