"""Which passage holds which codings, kept up to date by what changed: a hundred thousand are looked up by place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.study.records import Coding

Text = tuple[str, str]  # source and item


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text, as somebody looks at it.

    Attributes
    ----------
    source, item
        Of the text; `item` is empty in a transcript.
    version
        Of the text.
    start, end
        Code points.
    """

    source: str
    item: str
    version: str
    start: int
    end: int

    @property
    def id(self) -> str:
        """What the browser calls it."""
        return f"{self.source}/{self.item}/{self.start}-{self.end}"

    @property
    def text(self) -> Text:
        """Which text it is in."""
        return self.source, self.item

    def exactly(self, one: Coding) -> bool:
        """Say whether a coding is on these words, no more and no fewer."""
        return (one.anchor.start, one.anchor.end) == (self.start, self.end)


class Placed:
    """The codings somebody may see, by text.

    Parameters
    ----------
    me
        Who looks.
    """

    def __init__(self, me: str) -> None:
        self._me = me
        self._all: Mapping[str, Coding] = {}
        self._by_text: dict[Text, dict[str, Coding]] = {}
        self._sorted: dict[Text, tuple[list[Coding], list[int], list[int]]] = {}
        self.counts: dict[str, int] = {}
        self.rank: dict[str, int] = {}  # of each code in the codebook
        self._others: dict[str, tuple[int, str]] = {}

    def take(self, codings: Mapping[str, Coding]) -> set[Text]:
        """Take over the codings there are now; return the texts where something changed."""
        old = self._all
        changed = [(old.get(key), one) for key, one in codings.items() if old.get(key) is not one]
        changed = [(was, one) for was, one in changed if was != one]
        gone = [(one, None) for key, one in old.items() if key not in codings]
        self._all = codings
        touched: set[Text] = set()
        for was, one in (*changed, *gone):
            if was is not None:
                touched.add(self._drop(was))
            if one is not None:
                touched.add(self._put(one))
        for text in touched:
            self._sorted.pop(text, None)
        return touched

    def _put(self, one: Coding) -> Text:
        text = (one.anchor.source, one.anchor.item)
        self._by_text.setdefault(text, {})[one.id] = one
        self.counts[one.code] = self.counts.get(one.code, 0) + 1
        if one.coder != self._me:
            number, last = self._others.get(one.coder, (0, ""))
            self._others[one.coder] = (number + 1, max(last, one.at))
        return text

    def _drop(self, one: Coding) -> Text:
        text = (one.anchor.source, one.anchor.item)
        del self._by_text[text][one.id]
        self.counts[one.code] -= 1
        if one.coder != self._me:
            number, last = self._others[one.coder]
            self._others[one.coder] = (number - 1, last)
        return text

    def __len__(self) -> int:
        return len(self._all)

    def get(self, key: str) -> Coding | None:
        """Return a coding by its id."""
        return self._all.get(key)

    def on(self, passage: Passage) -> list[Coding]:
        """Return the codings that share a code point with a passage: mine first, those on exactly these words first.

        Then by coder, and as the codebook has them.
        """
        if passage.text not in self._sorted:
            here = sorted(self._by_text.get(passage.text, {}).values(), key=lambda c: (c.anchor.start, c.anchor.end, c.id))
            furthest = list(accumulate((c.anchor.end for c in here), max))
            self._sorted[passage.text] = (here, [c.anchor.start for c in here], furthest)
        here, starts, furthest = self._sorted[passage.text]
        low, high = bisect_right(furthest, passage.start), bisect_left(starts, passage.end)
        found = [c for c in here[low:high] if c.anchor.end > passage.start and c.anchor.version == passage.version]
        return sorted(found, key=lambda c: (c.coder != self._me, not passage.exactly(c), c.coder, self.rank.get(c.code, -1), c.id))

    def people(self) -> list[dict[str, Any]]:
        """Return who else has coded: name, how many codings, when last."""
        return [{"coder": c, "codings": n, "last": last} for c, (n, last) in sorted(self._others.items()) if n]

    def mine(self, passages: Iterable[Passage], code: str) -> list[Coding]:
        """Return my codings of one code on some passages, each once."""
        found = {c.id: c for p in passages for c in self.on(p) if c.coder == self._me and c.code == code}
        return list(found.values())
