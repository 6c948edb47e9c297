"""How often one person is quoted: who is quoted often is known by their words, whatever they are called."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Quotes = Mapping[str, Mapping[str, Any]]

#: What stands in the place of words that are counted and not shown. Their ids stay, so every number leads to its list.
NOT_SHOWN = "(counted, not shown: others of this person are shown here)"


def capped(model: dict[str, Any], most: int) -> dict[str, Any]:
    """Return `model` with no more than `most` quotes of one person shown on a card.

    Of a person's passages on a card, those are shown in which most is said: the longest, of equals the one with the earlier
    place; one for and one against, where they said both. A passage that stands on several cards is shown on all of them or on
    none. Every card with words that may be shown keeps a quote, also where that is one more of a person on another card.

    Parameters
    ----------
    model
        The map model, consent applied.
    most
        Quotes of one person on one card.
    """
    quotes: Quotes = model["quotes"]
    shown = chosen(quotes, list(_cards(model)), most)
    kept = {
        name: quote if name in shown or not quote["consent"] or not quote["text"] else {**quote, "text": NOT_SHOWN, "capped": True}
        for name, quote in quotes.items()
    }
    return {**model, "quotes": kept}


def chosen(quotes: Quotes, cards: Iterable[tuple[list[str], list[str]]], most: int) -> set[str]:
    """Return the ids of the quotes that are shown.

    Parameters
    ----------
    quotes
        By id: ``participant``, ``text``, ``consent`` and where it stands.
    cards
        Of each card the ids for it, and those against it.
    most
        Quotes of one person on one card.
    """
    choice = _Choice(quotes, [([q for q in dict.fromkeys((*a, *b)) if _may(quotes, q)], frozenset(b)) for a, b in cards], most)
    choice.one_each()
    choice.more()
    return choice.shown | {q for q in quotes if q not in choice.on}


class _Choice:
    """The quotes that are shown, as they are chosen: the piles are the quotes of each card, and those of them against it."""

    def __init__(self, quotes: Quotes, piles: list[tuple[list[str], frozenset[str]]], most: int) -> None:
        self._quotes, self._piles, self._most = quotes, piles, most
        self.on: defaultdict[str, list[int]] = defaultdict(list)
        for number, (pile, _) in enumerate(piles):
            for q in pile:
                self.on[q].append(number)
        self.shown: set[str] = set()
        self._there: Counter[tuple[int, str]] = Counter()

    def _rank(self, q: str) -> tuple[int, str, str, int, str]:
        said = self._quotes[q]
        return -len(said["text"]), str(said.get("source")), str(said.get("item")), said.get("start", 0), q

    def _fits(self, q: str) -> bool:
        return all(self._there[number, self._quotes[q]["participant"]] < self._most for number in self.on[q])

    def _show(self, q: str) -> None:
        self.shown.add(q)
        self._there.update((number, self._quotes[q]["participant"]) for number in self.on[q])

    def one_each(self) -> None:
        """Give each card a quote; the card with least to show comes first."""
        for pile, _ in sorted(self._piles, key=lambda both: len(both[0])):
            if pile and self.shown.isdisjoint(pile):
                ordered = sorted(pile, key=self._rank)
                self._show(next((q for q in ordered if self._fits(q)), ordered[0]))

    def more(self) -> None:
        """Add as many as may be: of each person one of each side before a second of either."""
        for pile, against in self._piles:
            met = {(self._quotes[q]["participant"], q in against) for q in pile if q in self.shown}
            for first in (True, False):
                for q in sorted(pile, key=self._rank):
                    side = (self._quotes[q]["participant"], q in against)
                    if q not in self.shown and self._fits(q) and not (first and side in met):
                        self._show(q)
                        met.add(side)


def _may(quotes: Quotes, name: str) -> bool:
    return name in quotes and bool(quotes[name]["consent"]) and bool(quotes[name]["text"])


def _cards(model: dict[str, Any]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the ids for and against each claim of a map."""
    for name in sorted(model["claims"]):
        claim = model["claims"][name]
        yield list(claim["supports"]), list(claim["contradicts"])
