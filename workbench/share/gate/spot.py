"""Places in a file, put into words only where something was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.share.gate.markup import Markup, Where

#: Words, or what makes them.
Place: TypeAlias = "str | Spot"


class Spot:
    """A place that is put into words only if something is found there.

    Parameters
    ----------
    outer
        The document, or what holds it.
    page, words, where
        What `Markup.places` wants; no page if `outer` and `suffix` say it all.
    suffix
        What is said behind it.
    """

    __slots__ = ("_outer", "_page", "_suffix", "_where", "_words")

    def __init__(
        self, outer: Place, page: Markup | None = None, words: str = "", where: Where = ("line", [0]), suffix: str = ""
    ) -> None:
        self._outer, self._page, self._words, self._where, self._suffix = outer, page, words, where, suffix

    def __str__(self) -> str:
        return next(self.every())

    def every(self) -> Iterator[str]:
        """Yield each place, if the same text stands in several."""
        outer = str(self._outer).lstrip("/")
        if self._page is None:
            yield f"{outer}{self._suffix}"
        else:
            yield from (f"{outer or 'page'}: {place}{self._suffix}" for place in self._page.places(self._words, self._where))
