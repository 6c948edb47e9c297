"""Places in a file, put into words only where something was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from workbench.share.gate.markup import Markup

#: Words, or what makes them.
Place: TypeAlias = "str | Spot"


class Spot:
    """A place that is put into words only if something is found there.

    Parameters
    ----------
    outer
        The document, or what holds it.
    page, words, where
        What `Markup.place` wants; no page if `outer` and `suffix` say it all.
    suffix
        What is said behind it.
    """

    __slots__ = ("_outer", "_page", "_suffix", "_where", "_words")

    def __init__(
        self, outer: Place, page: Markup | None = None, words: str = "", where: tuple[str, int] = ("line", 0), suffix: str = ""
    ) -> None:
        self._outer, self._page, self._words, self._where, self._suffix = outer, page, words, where, suffix

    def __str__(self) -> str:
        outer = str(self._outer).lstrip("/")
        if self._page is None:
            return f"{outer}{self._suffix}"
        return f"{outer or 'page'}: {self._page.place(self._words, self._where)}{self._suffix}"
