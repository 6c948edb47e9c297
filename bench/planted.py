"""Personal data planted into made-up and into real talk, so that what is found can be counted. Seeded; needs no network.

Names were written down by hand for this test, from twelve languages, common and rare, nicknames included. They were not
taken from the list of names the package has, and not chosen by what it finds.

Usage: ``python bench/planted.py 2026-11-22`` measures and writes what the package shows beside its results.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbench.reading.patterns import Span

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared" / "data"
STORED = ROOT / "workbench" / "reading" / "data" / "recall.json"
SEED = 20261122

#: Language: first names; surnames; firms; places.
PEOPLE: dict[str, tuple[str, str, str, str]] = {
    "english": (
        "Tash Gavin Maureen Will Daisy Callum Summer Jools Bex Hollie Nige Rosalind Kieran Dot Archie Winifred",
        "Thornbury Baker Pettigrew Ashdown Lightfoot Marsh Greaves Wetherell Cole Yardley",
        "Thornbury Vets|Lightfoot & Sons|Marsh Lane Bakery|Quayside Dental",
        "Kettering|Ludlow|Whitby|Stow",
    ),
    "irish": (
        "Siobhán Caoimhe Declan Tadhg Gráinne Oisín Maeve Cormac Róisín Pádraig",
        "O'Connor Ní Dhomhnaill|McGarrigle|Fitzgibbon|Gallagher|Byrne",
        "Shannon Freight|Liffey Dental",
        "Tralee|Sligo",
    ),
    "german": (
        "Heike Jörg Anneliese Torsten Lieselotte Björn Ulrike Detlef Mareike Götz",
        "Müller Schäfer Kleinschmidt Voß Brandstätter Obermaier Hagedorn Krüger",
        "Hagedorn Logistik|Bäckerei Voß",
        "Göttingen|Bielefeld",
    ),
    "french": (
        "Élodie Thibault Maëlle Guillaume Solène Anaïs Bastien Marguerite",
        "Lefèvre Beauchamp Charpentier Rousseau Delacroix Garnier",
        "Boulangerie Garnier|Transports Lefèvre",
        "Grenoble|Rennes",
    ),
    "spanish": (
        "Begoña Íñigo Macarena Joaquín Rocío Xavier Inés Álvaro",
        "Calderón Echeverría Ruiz Quintana Benítez Peñalver",
        "Ferretería Quintana|Clínica Peñalver",
        "Zaragoza|Badajoz",
    ),
    "polish": (
        "Grażyna Zbigniew Małgorzata Wojciech Bożena Kasia Sławomir Jagoda",
        "Kowalska Wiśniewski Szczepański Wójcik Dąbrowska Lis",
        "Piekarnia Wójcik|Zakład Lis",
        "Białystok|Rzeszów",
    ),
    "nordic": (
        "Åsa Håkon Ragnhild Torbjörn Sigrid Jens Pernille Øystein",
        "Lindqvist Bergström Haugen Søndergaard Åkesson Dahl",
        "Haugen Bygg|Lindqvist Café",
        "Trondheim|Gävle",
    ),
    "nigerian": (
        "Chidinma Oluwaseun Ngozi Babatunde Ifeoma Temitope Emeka Funmilayo",
        "Okonjo Adeyemi Nwachukwu Balogun Eze Afolabi",
        "Eze Motors|Balogun Catering",
        "Ibadan|Enugu",
    ),
    "indian": (
        "Priya Raghavendra Ananya Sukhwinder Deepa Harsh Meenakshi Jaspreet",
        "Iyer Chatterjee Venkataraman Gill Deshpande Kaur",
        "Iyer Textiles|Gill Haulage",
        "Nagpur|Kochi",
    ),
    "arabic": (
        "Khadija Abdulrahman Yusra Tariq Ghassan Noor Hisham Salma",
        "Haddad El-Masri Al-Farsi Boutros Mansour Qureshi",
        "Haddad Pharmacy|Mansour Trading",
        "Tangier|Aleppo",
    ),
    "turkish": (
        "Elif Gülşen Oğuzhan Defne Çağla Barış Nazlı Tolga",
        "Yıldırım Şahin Özkan Kılıç Aydoğan Demir",
        "Özkan Market|Demir Nakliyat",
        "Eskişehir|Bursa",
    ),
    "chinese": (
        "Xiuying Jianguo Mei Haoran Lihua Weijie Yan Qiang",
        "Zhang Huang Ouyang Xu Li Zheng",
        "Huang Kitchen|Zheng Print",
        "Chengdu|Xiamen",
    ),
}

MIDDLE = (
    "So I showed {} the rota and we did it again.", "In the end it was {} who fixed the invoice for me.",
    "I asked {} whether the import was done.", "We sat down with {} on the Monday and nobody knew the price.",
    "My manager, {}, said the trial was too short.", "Then the two of us, {} and me, went through every shift.",
    "It took a call from {} before they changed it.", "I sent it to {} and heard nothing for a week.",
)  # fmt: skip
START = (
    "{} did the whole setup in an afternoon.", "{} told me the hours were wrong.", "{} and I share the one login.",
    "{} never opens the app on her phone.", "{}'s rota was empty again.", "{} wanted a printed copy on the wall.",
)  # fmt: skip
FIRM = ("Before that I worked at {} for six years.", "We bought it from {} in the spring.", "At {} they still use paper.")
PLACE = ("The other shop is in {} and they have no signal.", "I drove over to {} to sign it.", "We opened in {} last year.")
SHAPED = {
    "e-mail": ("You can write to {} if you need more.", "My address is {} by the way."),
    "phone": ("Ring me on {} after ten.", "The number is {} and it never works."),
    "account": ("The account was {} at the time.", "It kept asking for {} again."),
    "handle": ("I posted it as {} and got no answer.",),
    "link": ("It is all on {} if you look.",),
}
FILLER = (
    "Honestly it was fine until the second week.", "We print the schedule and put it on the fridge.",
    "Nobody told us that the price goes up with every person.", "I would rather have one page with everything on it.",
    "Thankfully the export worked in Excel.", "On Tuesday the whole thing was down for an hour.",
    "The support was kind but slow.", "You click on the plus and then nothing happens.", "It may be that I missed the mail.",
    "Will it ever remember the breaks?", "Rose gardens are what we do, so Monday is quiet.", "Mark the day off and save it.",
)  # fmt: skip
#: How often a first name comes without a surname.
_ALONE = 0.6
_SHORTEST, _LONGEST = 30, 400
DIGITS = dict(zip("0123456789", ["oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], strict=True))


@dataclass(frozen=True)
class Planted:
    """One text with what was planted: (start, end, kind, where) with where ``middle``, ``start`` or empty."""

    text: str
    spans: tuple[tuple[int, int, str, str], ...]


def names(rng: random.Random) -> str:
    """Return a first name, or a first name and a surname, of any language."""
    first, last, _, _ = PEOPLE[rng.choice(sorted(PEOPLE))]
    whole = rng.choice(first.split())
    return whole if rng.random() < _ALONE else f"{whole} {rng.choice([x for x in re.split(r'[| ]', last) if len(x) > 1])}"


def shaped(kind: str, rng: random.Random) -> str:
    """Return an address, a number, a handle or a link that belongs to nobody."""
    first, last, _, _ = PEOPLE[rng.choice(sorted(PEOPLE))]
    who = re.sub(r"[^a-z]", "", rng.choice(first.split()).casefold()) or "jo"
    other = re.sub(r"[^a-z]", "", re.split(r"[| ]", last)[0].casefold()) or "doe"
    number = "".join(rng.choice("0123456789") for _ in range(12))
    made: dict[str, tuple[str, ...]] = {
        "e-mail": (f"{who}.{other}@mail.example", f"{who}{number[:2]}@{other}-co.example", f"{who}@{other}.org.example"),
        "phone": (f"+44 7700 9{number[:5]}", f"(555) 01{number[0]}-{number[1:5]}", f"0171 1{number[:6]}", f"07700 9{number[:5]}"),
        "account": (f"DE44 5001 0517 {number[:4]} {number[4:8]} 31", f"4539 {number[:4]} {number[4:8]} {number[8:12]}"),
        "handle": (f"@{who}_{other}",),
        "link": (f"https://github.com/{who}{other}", f"linkedin.com/in/{who}-{other}"),
    }
    return rng.choice(made[kind])


def synthetic(count: int, *, spoken: bool, seed: int = SEED) -> list[Planted]:
    """Return texts with one planted item each, filler around it.

    Parameters
    ----------
    count
        How many.
    spoken
        As a speech recogniser writes: no capitals, no punctuation, numbers and addresses in words.
    seed
        Of all choices.
    """
    rng = random.Random(seed)  # noqa: S311 (no secret: planting that can be repeated)
    out = []
    for number in range(count):
        kind, where = ("person", "middle") if number % 4 == 0 else ("person", "start") if number % 4 == 1 else ("", "")
        if not kind:
            kind = rng.choice(["employer", "place", *SHAPED])
        frame, item = _item(kind, where, rng)
        if spoken:
            frame, item = _said(frame), _aloud(item, kind)
        before, after = (rng.choice(FILLER) for _ in range(2))
        if spoken:
            before, after = _said(before), _said(after)
        head = f"{before} " + frame[: frame.index("{}")]
        out.append(
            Planted(f"{head}{item}{frame[frame.index('{}') + 2 :]} {after}", ((len(head), len(head) + len(item), kind, where),))
        )
    return out


def _item(kind: str, where: str, rng: random.Random) -> tuple[str, str]:
    if kind == "person":
        return rng.choice(MIDDLE if where == "middle" else START), names(rng)
    if kind in {"employer", "place"}:
        words = PEOPLE[rng.choice(sorted(PEOPLE))][2 if kind == "employer" else 3]
        return rng.choice(FIRM if kind == "employer" else PLACE), rng.choice(words.split("|"))
    return rng.choice(SHAPED[kind]), shaped(kind, rng)


def _said(text: str) -> str:
    """Return `text` as a recogniser without punctuation writes it; the gap ``{}`` stays."""
    return re.sub(r"[.,?!]", "", text).lower()


def _aloud(item: str, kind: str) -> str:
    if kind == "e-mail":
        return item.replace("@", " at ").replace(".", " dot ").replace("-", " dash ").lower()
    if kind == "phone":
        return " ".join(DIGITS[d] for d in item if d.isdigit())
    return item.lower()


def real(count: int, *, spoken: bool = False, seed: int = SEED) -> list[Planted]:
    """Return sentences people really wrote or said in which *he* or *she* became a name; none if the texts are not here."""
    rng = random.Random(seed)  # noqa: S311 (no secret: planting that can be repeated)
    lines = sorted(
        {line for line in _lines() if _SHORTEST < len(line) < _LONGEST and re.search(r"\b(?:he|she)\b", line, re.IGNORECASE)}
    )
    rng.shuffle(lines)
    out = []
    for line in lines[:count]:
        hits = list(re.finditer(r"\b(?:He|She|he|she)\b(?!')", line))
        if not hits:
            continue
        hit = rng.choice(hits)
        name = names(rng)
        start = hit.start()
        first = not line[:start].strip() or line[:start].rstrip()[-1:] in ".!?"
        text = line[:start] + name + line[hit.end() :]
        if spoken:
            kept = re.sub(r"[.,?!]", " ", text[:start]).lower(), re.sub(r"[.,?!]", " ", text[start + len(name) :]).lower()
            text, name = kept[0] + name.lower() + kept[1], name.lower()
        out.append(Planted(text, ((start, start + len(name), "person", "start" if first else "middle"),)))
    return out


def _lines() -> Iterator[str]:
    """Yield real lines in English that name few people: meetings, patient comments, interviews."""
    for path in sorted((REAL / "qmsum_product_meetings_dev").glob("*.json")):
        for turn in json.loads(path.read_text(encoding="utf-8"))["meeting_transcripts"]:
            yield " ".join(turn["content"].split())
    for path in sorted((REAL / "nhs_fft_feedback_dev").glob("fft_comments.csv")):
        import csv

        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                yield from (" ".join(cell.split()) for cell in row if cell.count(" ") > 4)  # noqa: PLR2004
    for path in sorted((REAL / "pdpilot_user_study" / "transcripts").glob("*.txt")):
        yield from (" ".join(line.split()) for line in path.read_text(encoding="utf-8", errors="replace").splitlines())


def unplanted(count: int, seed: int = SEED) -> list[str]:
    """Return real lines as they are: what is masked in them is masked for nothing, or a name that was there."""
    lines = sorted({line for line in _lines() if len(line) > _SHORTEST})
    random.Random(seed).shuffle(lines)  # noqa: S311 (as above)
    return lines[:count]


@dataclass(frozen=True)
class Score:
    """How many of what was planted were found whole, by kind and place; and the share of other characters masked."""

    found: Counter[str]
    planted: Counter[str]
    over: float

    def of(self, key: str) -> float:
        """Return the share found."""
        return self.found[key] / self.planted[key] if self.planted[key] else float("nan")


def score(texts: Sequence[Planted], find: Callable[[list[str]], list[list[Span]]]) -> Score:
    """Count an item as found only if every character of it is covered."""
    found: Counter[str] = Counter()
    planted: Counter[str] = Counter()
    other = masked = 0
    for item, spans in zip(texts, find([t.text for t in texts]), strict=True):
        covered = {i for s in spans for i in range(s.start, s.end)}
        mine: set[int] = set()
        for start, end, kind, where in item.spans:
            mine |= set(range(start, end))
            letters = {i for i in range(start, end) if item.text[i].isalnum()}
            for key in {kind, f"{kind} {where}".strip()}:
                planted[key] += 1
                found[key] += letters <= covered
        other += len(item.text) - len(mine)
        masked += len(covered - mine)
    return Score(found, planted, masked / other if other else 0.0)


def masking(texts: list[str]) -> list[list[Span]]:
    """Find as the masks do when nobody is on the key file, each text on its own: no other mention of a name helps."""
    from workbench.reading.personal import find_personal

    return [find_personal(text, []) for text in texts]


def reviewing(texts: list[str]) -> list[list[Span]]:
    """Find as the review does, which a person reads: firms and places as well."""
    from workbench.reading.personal import find_personal

    return [find_personal(text, [], firms=True, places=True) for text in texts]


def measure(count: int = 1200) -> dict[str, dict[str, object]]:
    """Measure everything; the real texts only where they are."""
    sets: dict[str, list[Planted]] = {"written": synthetic(count, spoken=False), "spoken": synthetic(count, spoken=True)}
    if REAL.is_dir():
        sets |= {"real": real(count // 2), "real spoken": real(count // 2, spoken=True)}
    out: dict[str, dict[str, object]] = {}
    for name, texts in sets.items():
        masks, review = score(texts, masking), score(texts, reviewing)
        out[name] = {
            "masked": {k: [masks.found[k], masks.planted[k]] for k in sorted(masks.planted)},
            "listed": {k: [review.found[k], review.planted[k]] for k in sorted(review.planted)},
            "over": round(masks.over, 4),
            "over_listed": round(review.over, 4),
        }
    if REAL.is_dir():
        lines = unplanted(count)
        covered = sum(s.end - s.start for spans in masking(lines) for s in spans)
        out["real"]["over_unplanted"] = round(covered / sum(map(len, lines)), 4)
    return out


def main(day: str) -> None:
    """Measure and store what the package shows."""
    how = (
        f"bench/planted.py, seed {SEED}: names of {len(PEOPLE)} languages planted one a text, nobody on the key file; found means "
        "every letter, each text on its own. written: made-up sentences; "
        "spoken: without capitals and punctuation; real: sentences of product meetings, "
        "patient comments and interviews in which he or she became a name."
    )
    STORED.write_text(
        json.dumps({"date": day, "how": how, "sets": measure()}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(STORED.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1])
