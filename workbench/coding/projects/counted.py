"""How a text counts its own places: from what another program counts to code points of canonical text, and back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.sources.text import clean
from workbench.study.errors import Refused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from workbench.coding.projects.records import Dialect

    Places = NDArray[np.int64]

_ASTRAL = 0xFFFF


@dataclass(frozen=True)
class Counted:
    """A text as a program stored it, and as the study keeps it.

    Attributes
    ----------
    text
        Canonical.
    bom
        Whether a byte order mark stands before it.
    pairs
        Places in the canonical text of line ends that were two characters, sorted.
    inline
        Whether the text came inside XML, which makes every line end one character whatever it was.
    """

    text: str
    bom: bool
    pairs: Places
    inline: bool = False

    @classmethod
    def of(cls, stored: str, *, inline: bool = False) -> Counted:
        """Return a text with what its canonical form no longer shows."""
        import numpy as np

        plain = stored.lstrip("\ufeff")
        text = clean(stored)[0]
        pairs: list[int] = []
        at = plain.find("\r\n")
        while at >= 0:
            pairs.append(at - len(pairs))
            at = plain.find("\r\n", at + 2)
        return cls(text, len(plain) < len(stored), np.asarray(pairs, dtype=np.int64), inline)

    @cached_property
    def astral(self) -> Places:
        """Places of characters that are two units of UTF-16, sorted."""
        import numpy as np

        if self.text.isascii():
            return np.empty(0, dtype=np.int64)
        codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        return np.flatnonzero(codes > _ASTRAL).astype(np.int64)

    @cached_property
    def ends(self) -> Places:
        """Places of all line ends, sorted."""
        import numpy as np

        if not self.text.isascii():
            codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
            return np.flatnonzero(codes == ord("\n")).astype(np.int64)
        return np.flatnonzero(np.frombuffer(self.text.encode(), dtype=np.uint8) == ord("\n")).astype(np.int64)

    def two(self, dialect: Dialect) -> Places:
        """Return the places of line ends that count two."""
        import numpy as np

        if dialect.crlf == 1:
            return np.empty(0, dtype=np.int64)
        return self.ends if self.inline else self.pairs

    def places(self, given: Places, dialect: Dialect) -> tuple[Places, NDArray[np.bool_]]:
        """Return the canonical places of what a dialect counted, and which are exact.

        A count inside a character or a line end of two is not exact: its place is that of the character. One outside the
        text is neither: its place is before or behind it.
        """
        import numpy as np

        events, starts = self._twos(dialect)
        plain = given - int(dialect.bom and self.bom)
        before = np.searchsorted(starts, plain, side="left")
        at = plain - before
        split = np.zeros(len(at), dtype=bool)
        if len(events):  # inside of what counts two: after its first half
            split = (before > 0) & (at == events[np.maximum(before, 1) - 1])
        inside = (at >= 0) & (at <= len(self.text))
        return np.where(inside, at, np.where(at < 0, -1, len(self.text) + 1)), inside & ~split

    def _twos(self, dialect: Dialect) -> tuple[Places, Places]:
        """Return the places of what counts two, and what is counted up to each; the same few are asked for again and again."""
        import numpy as np

        kept: dict[Any, tuple[Places, Places]] = self.__dict__.setdefault("_kept", {})
        key = (dialect.unit, dialect.crlf)
        if key not in kept:
            some = [self.astral] if dialect.unit == "utf16" else []
            events = np.sort(np.concatenate([*some, self.two(dialect)]))
            kept[key] = (events, events + np.arange(len(events)))
        return kept[key]


def decoded(raw: bytes, name: str, place: str) -> str:
    """Return the text of a member as it is stored, byte order mark, line ends and all.

    Raises
    ------
    Refused
        If it is neither UTF-8 nor UTF-16 with its mark.
    """
    wide = raw[:2] in {b"\xff\xfe", b"\xfe\xff"}
    try:
        return ("\ufeff" if wide else "") + raw.decode("utf-16" if wide else "utf-8")
    except UnicodeDecodeError as error:
        found = f"a text that is not UTF-8 ({error.reason} at byte {error.start:,})"
        raise Refused(name, found, "Export the project again.", place) from None
