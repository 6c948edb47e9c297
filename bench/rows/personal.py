"""How many planted names are found while nobody is on the key file, and how much else is masked for nothing."""

from __future__ import annotations

import functools

from measure import Row
from planted import REAL, SEED, Score, masking, real, score, synthetic, unplanted

COUNT = 1200


@functools.cache
def _written() -> Score:
    return score(synthetic(COUNT, spoken=False), masking)


@functools.cache
def _spoken() -> Score:
    return score(synthetic(COUNT, spoken=True), masking)


def _recall(found: Score, what: str) -> Row:
    low, high = sorted((found.of("person middle"), found.of("person start")))
    names = found.planted["person"]
    how = f"{names} names of twelve languages planted one a text, {what}, seed {SEED}; whole names; nobody on the key file"
    return Row(found.of("person"), "share", "", f"{how}; spread: in the middle and at the start of sentences", [low, high])


def personal_recall() -> Row:
    """Written sentences."""
    return _recall(_written(), "written sentences")


def personal_recall_asr() -> Row:
    """As a speech recogniser writes."""
    return _recall(_spoken(), "without capitals and punctuation")


def personal_recall_real() -> Row:
    """Names in the place of *he* and *she* in sentences that people really said or wrote."""
    if not REAL.is_dir():
        message = f"the texts are not here ({REAL.name} beside the checkout)"
        raise RuntimeError(message)
    return _recall(score(real(COUNT), masking), "real sentences in which he or she became a name")


def personal_over() -> Row:
    """Characters masked in real sentences as they are: some of them are names that were there."""
    if not REAL.is_dir():
        message = f"the texts are not here ({REAL.name} beside the checkout)"
        raise RuntimeError(message)
    lines = unplanted(COUNT)
    shares = []
    for part in (lines[::2], lines[1::2]):
        covered = sum(span.end - span.start for spans in masking(part) for span in spans)
        shares.append(covered / sum(map(len, part)))
    how = f"share of characters masked in {len(lines)} real lines, names that were there included; spread: two halves"
    return Row(sum(shares) / 2, "share", "", how, sorted(shares))


ROWS = {
    "personal_recall": personal_recall,
    "personal_recall_asr": personal_recall_asr,
    "personal_recall_real": personal_recall_real,
    "personal_over": personal_over,
}
