"""Names in columns that are left out: whoever is called so is masked in every text, also in what others say of them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from workbench.sources.people.key import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    import pyarrow as pa

    from workbench.sources.people.key import KeyFile

#: What a column of names is called, in the languages surveys come in.
_CALLED = re.compile(
    r"^(user|author|reviewer|reporter|requester|submitter|consumer)$|name\b|\bnom\b|prenom|prénom|nombre|nome\b|naam|apell?ido|cognome|nazwisko|imi[eę]\b|姓名|氏名|名前|الاسم|имя|фамилия|фио",
    re.IGNORECASE,
)
_WORD = r"[^\W\d_][\w'\u2019.-]*"
_NAME = re.compile(rf"{_WORD}(?:,?\s+{_WORD}){{0,4}}")
#: What people write where they give no name; masked, it would be missing in every text. Below, also as one of several words.
_BLANK = frozenset({"me", "myself", "na", "n.a.", "nan", "no", "none", "null", "nil", "name", "private", "privat", "keine"})
_NOBODY = frozenset({
    "anonymous", "anonym", "anonyme", "anonimo", "anon", "unknown", "unbekannt", "nobody", "test", "tester", "testing", "customer",
    "client", "user", "guest", "admin", "kunde", "happy", "respondent", "participant", "prefer",
})  # fmt: skip
#: Of more rows no names are taken: a key of as many is a list of customers, and looking for each takes long.
MOST = 20_000
_LEAST = 2


def learn(frame: pd.DataFrame, ignored: Iterable[str], people: pa.Array, held: KeyFile) -> tuple[str, ...]:
    """Take the names of respondents into the key, so that they are masked; return notes.

    Whoever has a first name and a surname that nobody else has goes by it; others are known to be names of somebody.

    Parameters
    ----------
    frame
        The table.
    ignored
        Columns that are left out.
    people
        The pseudonym of each row.
    held
        The key; it is not saved.
    """
    columns = [c for c in ignored if _CALLED.search(c)]
    if not columns:
        return ()
    if len(frame) > MOST:
        return (f"names of more than {MOST:,} rows are not looked for in what others say",)
    rows = zip(people.to_pylist(), *(frame[c] for c in columns), strict=True)
    whole = dict.fromkeys((who, name) for who, *cells in rows if (name := _name(cells)))
    often = Counter(key(name) for _, name in whole)
    somebody = []
    for who, name in whole:
        if often[key(name)] == 1 and len(name.split()) >= _LEAST and who in held.entries:
            held.add_aliases(who, [name])
        elif held.find(name) is None:
            somebody.append(name)
    if somebody:
        held.pseudonyms(list(dict.fromkeys(somebody)), "person")
    told = "are masked wherever somebody says them, and whoever comes by a whole one later is the same person"
    return (f"{len(often)} names of left-out columns {told}",) if often else ()


def _name(cells: Sequence[str]) -> str:
    """Return the whole name that a row says: from one cell if it is there, else its words in the order of the columns."""
    tidy = (" ".join(cell.split()) for cell in cells)
    said = [n for n in tidy if _NAME.fullmatch(n) and n.casefold() not in _BLANK and _NOBODY.isdisjoint(n.casefold().split())]
    whole = [name for name in said if " " in name]
    name = max(whole, key=len) if whole else " ".join(dict.fromkeys(said))
    return name if " " in name or not name.islower() else ""  # alone and in small letters it is a word as well
