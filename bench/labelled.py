"""Sets of texts of which people said what each is about, one thing a text: what a topic model's groups are held against."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from coded import folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SEED = 11
#: A label with fewer texts is no theme.
LEAST = 10
_NO_LABEL = {"Labelling not possible", "Not assigned", ""}


@dataclass(frozen=True)
class Labelled:
    """Texts, who wrote each, and the one thing each is about.

    Attributes
    ----------
    name
        As results show it.
    texts, labels
        Side by side.
    people
        Who wrote each; a set that does not say counts each text as one person.
    silver
        What to know before trusting the labels; empty where people read each text.
    """

    name: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    people: tuple[str, ...]
    silver: str = ""

    @property
    def about(self) -> str:
        """Name, size and what to know of it."""
        return f"{self.name} ({len(self.texts):,} texts, {len(set(self.labels))} labels{self.silver and ', ' + self.silver})"


def rows(name: str, file: str) -> list[dict[str, str]]:
    """Return a table of a set."""
    with (folder(name) / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def order(number: int, seed: int) -> list[int]:
    """Return the positions shuffled."""
    import numpy as np

    return [int(i) for i in np.random.default_rng(seed).permutation(number)]


@cache
def intents() -> tuple[list[str], list[str]]:
    """Questions put to a bank with their 77 intents: banking77_train, duplicates as they are."""
    table = rows("banking77_train", "train.csv")
    return [row["text"] for row in table], [row["category"] for row in table]


@cache
def comments() -> list[str]:
    """Comments about anything at all: goemotions_train_dev."""
    lines = (folder("goemotions_train_dev") / "train.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0] for line in lines]


def _of(name: str, pairs: Iterable[tuple[str, str]], people: Iterable[str] | None = None, silver: str = "") -> Labelled:
    texts, labels = zip(*pairs, strict=True)
    return Labelled(name, texts, labels, tuple(people or (f"P{n:05}" for n in range(len(texts)))), silver)


def sample(number: int = 2_000, seed: int = 0) -> Labelled:
    """Return so many questions of all 77 intents, drawn by chance."""
    texts, labels = intents()
    return _of(f"banking77, {number:,} of 77 intents", ((texts[i], labels[i]) for i in order(len(texts), seed)[:number]))


def twelve(seed: int = 0) -> Labelled:
    """Return all questions of twelve intents drawn by chance: what a study of a thousand answers looks like."""
    texts, labels = intents()
    known = sorted(set(labels))
    mine = {known[i] for i in order(len(known), 100 + seed)[:12]}
    return _of("banking77, 12 intents", ((t, label) for t, label in zip(texts, labels, strict=True) if label in mine))


def nhs() -> Labelled:
    """Return comments of patients that got exactly one code."""
    table = [
        row for row in rows("nhs_fft_feedback_dev", "fft_comments.csv") if row["FFT answer"].strip() not in {"", "Did not answer"}
    ]
    given = [set(row["labels"].split("; ")) - _NO_LABEL for row in table]
    seen: set[str] = set()
    kept = []
    for row, mine in zip(table, given, strict=True):
        plain = " ".join(row["FFT answer"].lower().split())
        if len(mine) == 1 and plain not in seen:
            seen.add(plain)
            kept.append((row["FFT answer"], next(iter(mine)), row["Respondent ID"]))
    kept = common(kept, lambda item: item[1], 30)
    return _of("nhs_fft, comments with one code", [item[:2] for item in kept], [item[2] for item in kept])


def jupyter(question: str) -> Labelled:
    """Return answers to one open question of 2015 with exactly one theme."""
    table = [row for row in rows("jupyter_ux_survey_2015_2020", "2015_themed_long.csv") if row["question"] == question]
    pairs = [(row["text"], row["themes"]) for row in table if row["themes"] and "," not in row["themes"]]
    return _of(f"jupyter_ux 2015, {question}", common(pairs, lambda pair: pair[1]), silver="themes given by lists of words")


def apps() -> Labelled:
    """Return sentences of app reviews by the word that the features marked in them share; one with two such words is left out."""
    pairs = []
    for row in rows("app_reviews_features_dev", "sentences_features.csv"):
        words = {stem(w) for w in re.findall(r"[a-z]{4,}", row["Feature (All Annotated)"].lower())}
        pairs.append((row["Sentence content"], words))
    counts = Counter(word for _, words in pairs for word in words)
    frequent = {word for word, count in counts.items() if count >= LEAST} - {"with", "from", "that", "your", "using"}
    one = [(text, next(iter(words & frequent))) for text, words in pairs if len(words & frequent) == 1]
    return _of(
        "app_reviews, sentences by feature", common(one, lambda pair: pair[1], 8), silver="features are spans; grouped by word"
    )


def stem(word: str) -> str:
    """Return a word without its ending: updates, updated and updating are one feature."""
    return re.sub(r"(ing|ed|es|e|s)$", "", word)


def common(items: list[Any], label: Callable[[Any], str], least: int = LEAST) -> list[Any]:
    """Return those whose label has enough of them."""
    counts = Counter(label(item) for item in items)
    return [item for item in items if counts[label(item)] >= least]


def real() -> list[Labelled]:
    """Return the sets that come from surveys and reviews: harder than intents, closer to what a study holds."""
    return [nhs(), jupyter("hinderances"), jupyter("workflow_needs_not_addressed"), apps()]


def short_answers(number: int = 10_000, seed: int = 0) -> list[str]:
    """Return as many short answers, half about a bank and half about anything, as they come: what is said twice is in it twice."""
    texts = intents()[0]
    others = comments()
    half = number // 2
    mixed = [texts[i] for i in order(len(texts), seed)[:half]] + [others[i] for i in order(len(others), seed)[: number - half]]
    return [mixed[i] for i in order(len(mixed), seed + 1)]


def words_of(texts: Iterable[str]) -> str:
    """Return what identifies a list of texts, for the name of a cache file."""
    import hashlib

    return hashlib.sha256(json.dumps(list(texts)).encode()).hexdigest()[:16]
