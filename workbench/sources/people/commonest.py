"""The commonest words of languages: what tells which language a text is in, and what a known name may be besides (*Can*)."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMON = {
    "en": """the and to of a in is it i you that was for on with my not have be are this but they we so at or as what can when there
        had me if do would your just don't it's very no were has an out about get from all which been one could how more only will
        then did because their our them he she his her after too up i'm can't didn't i've need want why should am""",
    "de": """der die das und ist nicht ich es ein eine mit auf für von den dem zu sich wir sie aber auch war wenn dass wie noch kann
        mir mich bei oder nur sehr habe hatte nach aus einen einer wird schon immer keine mehr diese weil über
        haben sind werden zum zur vom beim kein doch dann gibt muss müssen durch ohne uns unser sein waren wäre viel etwas alles
        jetzt hier ihr als da""",
    "fr": """le la les de des et est pas je il elle une un que qui pour dans sur ce avec plus mais nous vous ne au du mon ma cette
        été était très j'ai c'est n'est tout comme quand aussi leur sont mes même sans faire trop
        fait peut alors donc bien ça où ont avait""",
    "es": """el la los las de que y es en un una no por con para se lo como más pero muy mi me su al del fue cuando yo hay está
        también todo esta porque si ya tengo eso nos
        entonces hace tiene puede nada siempre desde cada donde""",
    "pt": """o os de que e é em um uma não por com para se como mais mas muito meu minha eu foi quando ao da do na no dos das está
        também tudo porque isso já tenho são você
        então ele ela tem pode fazer sempre desde onde""",
    "it": """il lo la gli di che e è un una non per con si come più ma molto mi mio mia sono ho quando al del della nel questo anche
        tutto perché ci le ha stato era
        allora fare può hanno sempre niente dove quindi""",
    "nl": """de het een en van ik is niet dat in te op voor met zijn maar ook er aan als heb was wel bij naar om nog dan kan mijn
        geen meer door wat we deze moet worden
        heeft hebben kunnen altijd veel heel""",
    "sv": """och att det som en är på jag inte för med den av till har ett om men vi så var kan när från också mycket mig detta
        eller ska""",
    "da": """og at det som en er på jeg ikke for med den af til har et om men vi så var kan når fra også meget mig dette eller
        skal""",
    "pl": """i w nie się na że to jest z do jak ale po co tak za od już tylko mi bardzo przez być było są czy ten ja mnie żeby
        można kiedy wszystko mam jestem nic""",
    "cs": """a se v na je že to s z do jak ale po co tak za od už jen mi velmi být bylo jsou ten já mě aby jsem není""",
    "tr": """ve bir bu da de için çok ama ne daha gibi var ben o mi değil ile kadar sonra her olarak en yok şey bana""",
    "id": """yang dan di ini itu tidak saya untuk dengan dari ke ada akan bisa juga sudah karena lebih atau kami sangat saat""",
    "fi": """ja on ei se että en oli mutta kun niin tai jos ole minä kuin mitä vain sitä hyvin olen myös""",
    "vi": """và là của không có tôi được cho một này với các những rất người trong khi đã nhưng""",
}
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae"})


def _small() -> Iterator[tuple[str, str]]:
    """Yield small words besides with their language: those tell no language, since few texts have them or several languages do."""
    for line in (Path(__file__).parent / "data" / "small-words.txt").read_text(encoding="utf-8").splitlines():
        name, colon, words = line.partition(": ")
        if colon and not line.startswith("#"):
            yield from ((name, word) for word in words.split())


#: Word -> the languages it is common in.
IN: dict[str, list[str]] = {}
#: The same with small words besides, also without accents.
_SMALL_IN: dict[str, set[str]] = {}
for _name, _words in COMMON.items():
    for _word in _words.split():
        IN.setdefault(_word, []).append(_name)
for _name, _word in (*((name, word) for name, words in COMMON.items() for word in words.split()), *_small()):
    for _way in (_word, "".join(c for c in normalize("NFKD", _word.translate(_STROKES)) if not combining(c))):
        _SMALL_IN.setdefault(_way, set()).add(_name)
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
#: So much around a word says which language it stands in.
_AROUND = 150


def is_small(word: str) -> bool:
    """Say whether a word is one that some language cannot do without."""
    return word.lower().replace("\u2019", "'") in _SMALL_IN


def is_small_here(text: str, start: int, end: int, *, alone: bool = False) -> bool:
    """Say whether a word at ``text[start:end]`` is one that the language around it cannot do without: *Mais* in French.

    Where nothing around it says in which language that is, `alone` is the answer: *Dan* is a name, and *This* is none of Thi.
    """
    word = text[start:end].lower().replace("\u2019", "'")
    languages = _SMALL_IN.get(word)
    if not languages:
        return False
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    around = _languages(f"{before} {after}", word)
    return bool(languages & around) or (alone and not around)


@lru_cache(maxsize=1 << 12)
def _languages(text: str, but: str) -> frozenset[str]:
    """Return the languages that most of the small words in a text are of, all but one; none if there is no such word."""
    words = [word for word in _WORD.findall(text.lower().replace("\u2019", "'")) if word != but]
    counts: dict[str, int] = {}
    for word in words:
        for name in _SMALL_IN.get(word, ()):
            counts[name] = counts.get(name, 0) + 1
    most = max(counts.values(), default=0)
    return frozenset(name for name, count in counts.items() if count == most)
