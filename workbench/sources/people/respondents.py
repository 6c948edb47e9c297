"""The respondents of the key file: a million ids are columns, not objects.

Here are those whose line says no more than *R0417 is x@y.org*. Whoever has aliases, or another kind, is an entry of
their own in the key.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from workbench.sources.tables import cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pyarrow as pa

_SPACE, _DELETE = 0x20, 0x7F
_BLOCK = 50_000
_OFTEN = 64  # from so many names looked up one by one on, a dictionary of all is worth its memory


def key(name: str) -> str:
    """Return `name` for looking up: case, width of characters and runs of space do not matter."""
    folded = name.lower() if name.isascii() else unicodedata.normalize("NFKC", name).casefold()
    return " ".join(folded.split())


#: Names of nobody: whoever has one is not whoever else has it.
_NOBODYS = (
    "A Google user", "Ein Google-Nutzer", "Un utilisateur de Google", "Un usuario de Google", "Google user", "Amazon Customer",
    "Kindle Customer", "Amazon Kunde", "Kindle-Kunde", "Client d'Amazon", "Cliente Amazon", "Anonymous", "Anonymous User", "Anonym",
    "Anonyme", "Anónimo", "Anonimo", "Anônimo", "anon", "Guest", "Gast", "Deleted User", "deleted", "[deleted]", "Unknown",
    "n/a", "none", "Verified User", "Verified Customer", "Validated Reviewer", "Verified Reviewer",
    "匿名", "匿名ユーザー", "익명", "Аноним",
)  # fmt: skip


def keys(names: pa.Array) -> pa.Array:
    """Return the `key` of each of many names."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if is_plain(names):
        return names if _has_no_capitals(names) else pc.ascii_lower(names)
    odd = pc.match_substring_regex(names, r"[^!-~]")
    folded = pa.array([key(n) for n in names.filter(odd).to_pylist()], pa.large_string())
    return pc.replace_with_mask(pc.ascii_lower(names), odd, folded)


def nobodys(folded: pa.Array) -> pa.Array:
    """Return for each `key` whether it is what programs write where somebody gave no name: *A Google user*, *Anonymous*."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.is_in(folded, value_set=pa.array(sorted(map(key, _NOBODYS)), pa.large_string()))


def is_plain(names: pa.Array) -> bool:
    """Say whether all names are of ASCII without any white space or control character, as ids are."""
    return all(int(text.min()) > _SPACE and int(text.max()) < _DELETE for text in cells.blocks(names))


def _has_no_capitals(names: pa.Array) -> bool:
    return not any(bool(((text >= ord("A")) & (text <= ord("Z"))).any()) for text in cells.blocks(names))


class Respondents:
    """Names and pseudonyms, in the order in which they were given; no name has two.

    Parameters
    ----------
    names, pseudonyms
        As in the key file.
    """

    def __init__(self, names: pa.Array | None = None, pseudonyms: pa.Array | None = None) -> None:
        self._names: list[pa.Array] = []
        self._pseudonyms: list[pa.Array] = []
        self._gone: set[str] = set()
        self._forget()
        if names is not None and pseudonyms is not None and len(names):
            self.add(names, pseudonyms)

    def _forget(self) -> None:
        self._keys: pa.Array | None = None
        self._asked = 0
        self._by_key: dict[str, int] | None = None
        self._order: tuple[np.ndarray[Any, Any], list[str]] | None = None

    def __len__(self) -> int:
        return sum(map(len, self._names)) - len(self._gone)

    def add(self, names: pa.Array, pseudonyms: pa.Array) -> None:
        """Add people who are not here."""
        self._names.append(names)
        self._pseudonyms.append(pseudonyms)
        self._forget()

    def _columns(self) -> tuple[pa.Array, pa.Array]:
        """Return names and pseudonyms, each in one piece."""
        import pyarrow as pa

        if len(self._names) != 1:
            self._names = [pa.concat_arrays(self._names) if self._names else pa.array([], pa.large_string())]
            self._pseudonyms = [pa.concat_arrays(self._pseudonyms) if self._pseudonyms else pa.array([], pa.large_string())]
        return self._names[0], self._pseudonyms[0]

    def _folded(self) -> pa.Array:
        if self._keys is None:
            self._keys = keys(self._columns()[0])
        return self._keys

    def find(self, wanted: str) -> str | None:
        """Return the pseudonym of whoever has this key; None if nobody."""
        import pyarrow.compute as pc

        if not len(self):
            return None
        self._asked += 1
        if self._asked > _OFTEN and self._by_key is None:
            folded = self._folded().to_pylist()
            self._by_key = dict(zip(reversed(folded), range(len(folded) - 1, -1, -1), strict=True))  # the first of a key wins
        at = self._by_key.get(wanted, -1) if self._by_key is not None else pc.index(self._folded(), wanted).as_py()
        found = str(self._columns()[1][at]) if at >= 0 else None
        return None if found in self._gone else found

    def find_all(self, wanted: pa.Array) -> pa.Array:
        """Return the pseudonym for each key, null where there is none."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if not len(self):
            return pa.nulls(len(wanted), pa.large_string())
        found = self._columns()[1].take(pc.index_in(wanted, value_set=self._folded()))
        return pc.if_else(self._left(found), found, None) if self._gone else found

    def _left(self, pseudonyms: pa.Array) -> pa.Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        return pc.invert(pc.is_in(pseudonyms, value_set=pa.array(sorted(self._gone), pa.large_string())))

    def at(self, pseudonym: str) -> int:
        """Return where a pseudonym is; -1 if it is not here."""
        import pyarrow.compute as pc

        held = self._columns()[1]
        if pseudonym in self._gone or not len(held):
            return -1
        self._asked += 1
        if self._asked <= _OFTEN:
            return int(pc.index(held, pseudonym).as_py())
        if self._order is None:
            order = pc.sort_indices(held).to_numpy()
            self._order = (order, held.take(order).to_pylist())
        place = bisect_left(self._order[1], pseudonym)
        found = place < len(self._order[1]) and self._order[1][place] == pseudonym
        return int(self._order[0][place]) if found else -1

    def name(self, at: int) -> str:
        """Return the name at a place."""
        return str(self._columns()[0][at])

    def have(self, pseudonyms: pa.Array) -> pa.Array:
        """Say for each pseudonym whether it is here."""
        import pyarrow.compute as pc

        return pc.is_in(pseudonyms, value_set=self._columns()[1])

    def remove(self, pseudonym: str) -> None:
        """Take somebody out."""
        self._gone.add(pseudonym)

    def highest(self) -> int:
        """Return the highest number in a pseudonym; 0 if nobody is here."""
        import pyarrow as pa
        import pyarrow.compute as pc

        held = self._columns()[1]
        return int(pc.max(pc.utf8_slice_codeunits(held, 1).cast(pa.int64())).as_py()) if len(held) else 0

    def widths(self) -> set[int]:
        """Return of how many digits the numbers are."""
        import pyarrow.compute as pc

        return {int(w) - 1 for w in pc.unique(pc.binary_length(self._columns()[1])).to_pylist()}

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield pseudonyms with names, block by block."""
        names, pseudonyms = self._columns()
        for at in range(0, len(names), _BLOCK):
            for pseudonym, name in zip(pseudonyms[at : at + _BLOCK].to_pylist(), names[at : at + _BLOCK].to_pylist(), strict=True):
                if pseudonym not in self._gone:
                    yield pseudonym, name

    def lines(self) -> Iterator[memoryview]:
        """Yield their lines of the key file, block by block: a million of them are never held at once."""
        names, pseudonyms = self._columns()
        if self._gone:
            left = self._left(pseudonyms)
            names, pseudonyms = names.filter(left), pseudonyms.filter(left)
        for at in range(0, len(names), _BLOCK):
            yield cells.text(_lines(pseudonyms[at : at + _BLOCK], names[at : at + _BLOCK])).data


def _lines(pseudonyms: pa.Array, names: pa.Array) -> pa.Array:
    """Return lines of the key file, as the csv module would write them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    held = cells.text(names)
    if any(bool((held == ord(sign)).any()) for sign in '",\r\n'):
        special = pc.match_substring_regex(names, r'[",\r\n]')
        doubled = pc.replace_substring(names, '"', '""')
        quote = pa.scalar('"', pa.large_string())
        quoted = pc.binary_join_element_wise(quote, doubled, quote, pa.scalar("", pa.large_string()))
        names = pc.if_else(special, quoted, names)
    comma, rest = pa.scalar(",", pa.large_string()), pa.scalar(",respondent\n", pa.large_string())
    return pc.binary_join_element_wise(pseudonyms, names, rest, comma)
