"""Names in columns that are left out: whoever is called so is masked in every text, also in what others say of them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from unicodedata import category

from workbench.sources.people.commonest import is_small
from workbench.sources.people.handles import UNSPACED
from workbench.sources.people.key import key
from workbench.sources.people.words import is_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd
    import pyarrow as pa

    from workbench.sources.people.key import KeyFile

#: What a column of names is called, in the languages surveys come in.
CALLED = re.compile(
    r"^(user|author|reviewer|reporter|requester|submitter|consumer)$|name\b|\bnom\b|prenom|prénom|nombre|nome\b|naam|apell?ido|cognome|nazwisko|imi[eę]\b|姓名|氏名|名前|الاسم|имя|фамилия|фио"
    r"|^nick$|\balias|\baka\b|also known as|^(apodo|surnom|przezwisko)$",
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
_LEAST, _MOST_WORDS = 2, 6
#: Columns of numbers of customers, orders and the like; and how many digits such a number has.
NUMBERED = re.compile(r"(number|no\.?|nr\.?|num\.?|nummer)$|^(n[uú]mero|num[ée]ro|numer)\b", re.IGNORECASE)
_DIGITS = 4
#: What stands between several names in a cell.
_SEVERAL = re.compile(r"\s*[;,/|\n]\s*")
#: Columns that hold a part of a name.
_IN_PARTS = re.compile(
    r"\b(first|last|sur|given|family|middle|maiden|vor|nach|familien|achter|voor)[ _-]?name|prenom|prénom|^nom$|apell?ido|cognome"
    r"|nazwisko|^imi[eę]$|^имя$|фамилия|отчество",
    re.IGNORECASE,
)


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
    columns = [c for c in ignored if CALLED.search(c)]
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


def learn_people(frame: pd.DataFrame, columns: Sequence[str], people: Sequence[str | None], held: KeyFile) -> int:
    """Take into the key what a table of people says they are called besides: nicknames, names in other letters, a surname.

    Whoever is in the table and in no source yet is known to be somebody: others may speak of them.

    Parameters
    ----------
    frame
        The table.
    columns
        Those that hold names.
    people
        The pseudonym of each row; None for whom the key does not know.
    held
        The key; it is not saved.

    Returns
    -------
    int
        How many names it did not have.
    """
    entire = [c for c in columns if not _IN_PARTS.search(c)]  # a first name alone may be somebody else's
    numbered = [c for c in columns if NUMBERED.search(c)]
    rows = [
        (_name(cells), [*_said(other), *(cell.strip() for cell in numbers if _is_number(cell))])
        for cells, other, numbers in zip(*(_rows(frame, some) for some in (columns, entire, numbered)), strict=True)
    ]
    often = Counter(key(name) for whole, said in rows for name in {whole, *said})
    fresh: dict[str, None] = {}
    for who, (whole, said) in zip(people, rows, strict=True):
        for name in (n for n in dict.fromkeys((whole, *said)) if n and held.find(n) is None):
            entire_name = " " in name or UNSPACED.search(name) is not None
            if who is not None and who in held.entries and often[key(name)] == 1:
                held.add_aliases(who, [name])
            elif (entire_name or who is not None) and not _is_number(name):
                held.pseudonyms([name], "person")
            else:
                continue
            fresh[name] = None
    return len(fresh)


def _is_number(cell: str) -> bool:
    """Say whether a cell holds a number that says who somebody is: letters and digits, as a mere number may be anything."""
    return sum(map(str.isdigit, cell)) >= _DIGITS and any(map(str.isalpha, cell)) and len(cell.split()) == 1


def _rows(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return iter(frame[list(columns)].itertuples(index=False, name=None)) if columns else iter(((),) * len(frame))


def _said(cells: Iterable[str]) -> list[str]:
    """Return the names in some cells, of which one may hold several."""
    parts = (part for cell in cells for part in (_SEVERAL.split(cell) if cell.count(",") != 1 else [cell]))
    return [name for part in parts if _is_somebody(name := " ".join(part.split()))]


def _is_somebody(name: str) -> bool:
    """Say whether a cell holds a name, in any letters: no number, no address, none of what people type for no name."""
    words = name.casefold().split()
    letters = all(c.isalpha() or category(c).startswith("M") or c in " '\u2019.-\u00b7\u200c\u200d" for c in name)
    return (
        letters and 0 < len(words) <= _MOST_WORDS and len(name) > 1 and name.casefold() not in _BLANK
        and _NOBODY.isdisjoint(words) and not (name.islower() and is_word(name)) and not is_small(name)
    )  # fmt: skip


def _name(cells: Sequence[str]) -> str:
    """Return the whole name that a row says: from one cell if it is there, else its words in the order of the columns."""
    tidy = (" ".join(cell.split()) for cell in cells)
    said = [n for n in tidy if _NAME.fullmatch(n) and n.casefold() not in _BLANK and _NOBODY.isdisjoint(n.casefold().split())]
    whole = [name for name in said if " " in name]
    name = max(whole, key=len) if whole else " ".join(dict.fromkeys(said))
    return name if " " in name or not name.islower() else ""  # alone and in small letters it is a word as well
