"""Sets that people coded, ready for learning: texts, who said them, codes, and which text has which; beside the checkout."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import ROOT

from workbench.study.settings import DEFAULT_EMOTIONS as EMOTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: So many texts of a set may be learned from, and so many are tested on: drawn once, with a fixed seed.
POOL, TEST = 4_000, 4_000
SEED = 11


@dataclass(frozen=True)
class Coded:
    """A set: the texts to learn from come first.

    Attributes
    ----------
    texts, people
        What was said, and by whom or in which document; each text is its own person where a set does not say.
    codes, meanings
        Names of the codes, and what is known of each before anybody uses it.
    labels
        (texts, codes): True where people gave it; for a set of valences (texts, 1) of numbers.
    pool
        So many of the texts may be learned from; the others are tested on.
    """

    texts: list[str]
    people: list[str]
    codes: list[str]
    meanings: list[str]
    labels: Any
    pool: int

    @cache  # noqa: B019 (a handful of sets, as long as the run)
    def read(self) -> tuple[Any, Any]:
        """Return the rows of the texts and those of the meanings, as the workbench makes them."""
        from workbench.coding.features import Features
        from workbench.reading.backends import load_encoder
        from workbench.reading.cache import embed

        vectors = embed([*self.texts, *self.meanings], load_encoder(), ROOT / "bench" / ".cache")
        features = Features.of(self.texts)
        return features.rows(self.texts, vectors[: len(self.texts)]), features.rows(self.meanings, vectors[len(self.texts) :])

    def __hash__(self) -> int:
        return id(self)


def folder(name: str) -> Path:
    """Return where a set lies."""
    return Path(os.environ.get("WORKBENCH_REAL_DATA") or ROOT.parent / "shared" / "data") / name


@cache
def goemotions() -> Coded:
    """Comments of Reddit with Ekman's six emotions or none, as its authors group their 28; tested on their dev part."""
    import json

    place = folder("goemotions_train_dev")
    names = (place / "labels.txt").read_text(encoding="utf-8").split()
    ekman = json.loads((place / "ekman_mapping.json").read_text(encoding="utf-8"))

    def part(file: str) -> list[tuple[str, set[str]]]:
        lines = (line.split("\t") for line in (place / file).read_text(encoding="utf-8").splitlines())
        return [(text, {ekman[names[int(n)]] for n in given.split(",")}) for text, given, _ in lines]

    return _drawn(part("train.tsv"), part("dev.tsv"))


@cache
def xed() -> Coded:
    """Lines of film subtitles with Plutchik's eight emotions; divided by chance, since films are not named."""
    with (folder("xed_english") / "xed_en.csv").open(encoding="utf-8", newline="") as file:
        return _drawn([(row["text"], set(row["emotions"].split("; "))) for row in csv.DictReader(file)])


@cache
def emobank() -> Coded:
    """Sentences with a mean valence, from 1 to 5 there and from -2 to 2 here; tested on their dev part. Known are emotions."""
    import numpy as np

    with (folder("emobank_vad_dev") / "emobank.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["text"].strip()]
    learn, test = ([row for row in rows if row["split"] == part] for part in ("train", "dev"))
    kept = [*(learn[int(i)] for i in _order(len(learn))[:POOL]), *test]
    values = np.array([[float(row["V"])] for row in kept], dtype=np.float32)
    texts = [row["text"] for row in kept]
    return Coded(texts, [str(n) for n in range(len(kept))], ["valence"], list(EMOTIONS), values - 3, len(kept) - len(test))


@cache
def pdpilot() -> Coded:
    """Passages of seven interviews with their eight top codes and what the researchers' codebook says of each."""
    import numpy as np

    place = folder("pdpilot_user_study")
    with (place / "coded_segments.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (place / "code_system.csv").open(encoding="utf-8", newline="") as file:
        memos = {row["path"]: row["memo"] for row in csv.DictReader(file)}
    given: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        given.setdefault((row["document"], row["segment"]), set()).add(row["code"].partition(" > ")[0])
    codes = sorted({code for mine in given.values() for code in mine})
    meanings = [f"{code}: {memos.get(code, '')}".removesuffix(": ") for code in codes]
    labels = np.array([[code in mine for code in codes] for mine in given.values()])
    people = [document for document, _ in given]
    return Coded([text for _, text in given], people, codes, meanings, labels, len(given))


def _order(number: int) -> Any:  # noqa: ANN401 (an array)
    import numpy as np

    return np.random.default_rng(SEED).permutation(number)


def _drawn(learn: list[tuple[str, set[str]]], test: list[tuple[str, set[str]]] | None = None) -> Coded:
    """Draw texts; one that comes twice is taken once. Codes go by their names alone: nobody wrote definitions."""
    import numpy as np

    seen: set[str] = set()
    first = list(_new((learn[int(i)] for i in _order(len(learn))), seen.add, seen.__contains__))
    second = first[POOL:] if test is None else list(_new((test[int(i)] for i in _order(len(test))), seen.add, seen.__contains__))
    kept = [*first[:POOL], *second[:TEST]]
    codes = sorted({code for _, mine in kept for code in mine})
    labels = np.array([[code in mine for code in codes] for _, mine in kept])
    return Coded([text for text, _ in kept], [str(n) for n in range(len(kept))], codes, codes, labels, len(first[:POOL]))


def _new(
    rows: Iterable[tuple[str, set[str]]], note: Callable[[str], None], known: Callable[[str], bool]
) -> Iterable[tuple[str, set[str]]]:
    for text, mine in rows:
        plain = " ".join(text.casefold().split())
        if plain and not known(plain):
            note(plain)
            yield text, mine
