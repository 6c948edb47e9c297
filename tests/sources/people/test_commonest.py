"""Words that a language cannot do without, in a study in which somebody is called so."""

from __future__ import annotations

import pytest

from workbench.share.gate import scan
from workbench.sources.people.commonest import COMMON
from workbench.sources.people.key import KeyEntry
from workbench.sources.people.known import find_known

#: Names that are such a word, or become one with an ending: Thi, This.
NAMES = """Thị Can You Me So Be An Do Nur Su Mia Elle Mai Or No Ha Ma Sie Am Dan Tim Thu Tou Al Ben Ada Om Jo Si Una Per Como Nos
    Het Wat Kan Elif He She Ella"""


@pytest.mark.parametrize("name", NAMES.split())
def test_the_commonest_words_of_languages_are_nobody(name):
    entry = KeyEntry("P01", f"{name} Kowalczykowa")
    for tongue, listed in COMMON.items():
        if tongue == "vi" and name == "Thị":
            continue
        words = listed.split()
        text = " ".join(f"{word.capitalize()} {words[0]} {words[1]} {word} {words[2]}." for word in words)
        assert [text[s:e] for s, e, *_ in find_known(text, [entry])] == [], tongue
        assert scan(text, [entry]) == [], tongue


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Can", "I asked Can about it and he said no."),
        ("Can", "Can said it was fine, and I did."),
        ("Can", "Can's laptop is the one that broke."),
        ("Can", "Herr Can hat das gemacht."),
        ("Mai", "I like the way Mai and I did this."),
        ("Mai", "Mai est venue avec moi."),
        ("Dan", "Dan told me that it was slow."),
        ("Dan", "Hoi Dan, hoe gaat het?"),
        ("Nur", "Ich habe Nur gefragt, ob das geht."),
        ("Mia", "Mia dice che va bene, ma non so."),
        ("Thị", "Chị Thị nói với tôi là không được."),
        ("Elle", "Elle Kowalczykowa, c'est elle."),
    ],
)
def test_and_the_names_are_found_all_the_same(name, text):
    entry = KeyEntry("P01", f"{name} Kowalczykowa")
    assert [text[s:e].split()[0] for s, e, *_ in find_known(text, [entry])] == [name]
    assert scan(text, [entry])
