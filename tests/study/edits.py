"""Texts to be edited at random, the truth about every character, and two ways of carrying offsets that do not work."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from functools import cached_property

from hypothesis import strategies as st
from study.makers import talk

from workbench.study.align import between
from workbench.study.errors import UserError

#: What makes offsets go wrong: emoji of several code points, marks that combine, text from right to left, what is
#: invisible, line ends of two characters, and above all words that come again and again.
UNITS = (
    "yes", "yes", "yes", "no", "no", "the week", "planner", "fees are bad", " ", " ", " ", "\n", "\n\nP01: ", "\n\nInterviewer: ",
    "👩\u200d👩\u200d👧", "🇩🇪", "🏳️\u200d🌈", "e\u0301", "\u200b", "\u00ad", "\u202eעברית\u202c", "مرحبا", "\r\n", "ab", "ba",
    "a", "b", "I thought it was quite fine, really", "And what happened then? ",
)  # fmt: skip
FRESH = -1


@dataclass(frozen=True)
class Case:
    """A text and edits of it: spans and what to put there, in order, apart."""

    old: str
    edits: tuple[tuple[int, int, str], ...]

    @cached_property
    def _after(self) -> tuple[str, list[int]]:
        text, ids, at = "", [], 0
        for start, end, put in self.edits:
            if self.old[start:end] == put:
                continue  # words put in their own place are the words that were there
            text += self.old[at:start] + put
            ids += [*range(at, start), *[FRESH] * len(put)]
            at = end
        return text + self.old[at:], [*ids, *range(at, len(self.old))]

    @property
    def new(self) -> str:
        """The text after the edits."""
        return self._after[0]

    @property
    def ids(self) -> list[int]:
        """For each character of the new text the place it had in the old one, or FRESH: the truth."""
        return self._after[1]

    @property
    def can_tell(self) -> bool:
        """Say whether no shorter account of the new text exists than the edits that were made.

        Where one exists (half of a sentence was deleted and the whole of it typed anew beside what is left), the two texts
        say something else than what was done, and no comparison of them can know.
        """
        least = sum(subsequence(self.old[s:e], put) for s, e, put in self.edits)
        stayed = len(self.old) - sum(e - s for s, e, _ in self.edits)
        return stayed + least == subsequence(self.old, self.new)


def subsequence(a: str, b: str) -> int:
    """Return the length of the longest common subsequence, row by row as in the textbook."""
    import numpy as np

    row = np.zeros(len(b) + 1, dtype=int)
    letters = np.array([ord(c) for c in b])
    for letter in a:
        if len(b):
            row[1:] = np.maximum.accumulate(np.maximum(row[1:], row[:-1] + (letters == ord(letter))))
    return int(row[-1])


def _edits(length: int, cuts: list[int], words: list[str]) -> tuple[tuple[int, int, str], ...]:
    cuts = sorted(min(c, length) for c in cuts)
    spans = zip(cuts[::2], cuts[1::2], strict=False)
    return tuple((start, min(end, start + 25), put) for (start, end), put in zip(spans, words, strict=False))


#: Cases for hypothesis.
cases = st.builds(
    lambda units, cuts, words: Case("".join(units), _edits(len("".join(units)), cuts, ["".join(w) for w in words])),
    st.lists(st.sampled_from(UNITS), min_size=3, max_size=40),
    st.lists(st.integers(0, 300), min_size=2, max_size=10),
    st.lists(st.lists(st.sampled_from(UNITS), max_size=4), min_size=5, max_size=5),
)


def by_chance(number: int, units: int = 40) -> Case:
    """Return a case by its number: the same one on every run."""
    chance = random.Random(number)  # noqa: S311 (not for secrets)
    old = "".join(chance.choices(UNITS, k=chance.randint(3, units)))
    cuts = [chance.randint(0, len(old)) for _ in range(2 * chance.randint(1, 5))]
    words = ["".join(chance.choices(UNITS, k=chance.choice([0, 0, 1, 1, 2, 4]))) for _ in range(5)]
    return Case(old, _edits(len(old), cuts, words))


def passages(case: Case, number: int, count: int = 8) -> list[tuple[int, int]]:
    """Return passages of the old text, some as short as a character."""
    chance = random.Random(number)  # noqa: S311 (not for secrets)
    starts = [chance.randrange(len(case.old)) for _ in range(count)]
    return [(start, min(len(case.old), start + chance.choice([1, 3, 8, 20]))) for start in starts]


def same_offsets(case: Case, start: int, end: int) -> tuple[int, int]:
    """Carry a passage as tools do that know nothing of edits."""
    del case
    return start, end


def first_found(case: Case, start: int, end: int) -> tuple[int, int] | None:
    """Carry a passage as tools do that look for its words."""
    at = case.new.find(case.old[start:end])
    return None if at < 0 else (at, at + end - start)


def is_right(case: Case, passage: tuple[int, int], now: tuple[int, int]) -> bool:
    """Say whether `now` holds the very characters of `passage`.

    A character that was deleted may be another one typed at its place: the same letter among the same neighbours is what
    the two texts show.
    """
    wanted, got = range(*passage), case.ids[slice(*now)]
    if len(got) != len(wanted) or case.old[slice(*passage)] != case.new[slice(*now)]:
        return False
    stayed = set(case.ids)
    return all(g == w or (g == FRESH and w not in stayed) for g, w in zip(got, wanted, strict=True))


# In a study ----------------------------------------------------------------------------------------------------------


def replaced(folder, words, name="p01"):
    """Put another version of a transcript in its place, with the history of the edits."""
    old = folder.store.source(name)
    new = talk(name, words)
    step = between(old.text, new.text)
    folder.add_transcript(replace(new, history=(*old.history, step)))


def quotes(folder):
    """Return the words of every coding, None for an orphan."""
    found = {}
    for key, one in folder.state().codings.items():
        try:
            found[key] = folder.quote(one.anchor)
        except (UserError, KeyError):
            found[key] = None
    return found
