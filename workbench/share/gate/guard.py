"""The gate as others call it: for a text, for a file by its name, and with everything it needs kept ready."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.share.gate.leak import Leak, Level
from workbench.share.gate.look import Look
from workbench.share.gate.names import Names
from workbench.share.gate.plain import plain
from workbench.share.gate.said import Said
from workbench.sources.people.known import fold
from workbench.study.errors import CheckFailed
from workbench.study.memory import uncollected

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from workbench.reading.roster import KeyEntry
    from workbench.share.withheld import Runs

_SHOWN = 20


class Guard:
    """The gate, ready for any number of files.

    Parameters
    ----------
    roster
        Entries of the key file.
    withheld
        Runs of words of people who may not be quoted (`workbench.share.withheld.withheld`).
    allow
        Words that may stand: the product's own address, say. Compared without case.
    coders
        Who coded. They sign what they do, so a name spelt just as they sign is theirs: a coder called ana is not taken for a
        participant called Ana, nor an interviewer who codes for somebody to be kept secret. A name of several words that a
        participant has, too, is looked for all the same.
    """

    def __init__(
        self,
        roster: Sequence[KeyEntry] = (),
        withheld: Runs = frozenset(),
        allow: Collection[str] = (),
        coders: Collection[str] = (),
    ) -> None:
        self._names = _names(tuple((e.pseudonym, e.name, tuple(e.aliases), e.kind) for e in roster))
        self._said = _said(frozenset(withheld))
        self._allow = frozenset(plain(a).casefold().strip() for a in allow)
        others = {fold(name)[0] for e in roster if e.kind != "interviewer" for name in (e.name, *e.aliases)}
        self._coders = frozenset(plain(c) for c in coders if len(c.split()) == 1 or fold(c)[0] not in others)

    def leaks(self, name: str, data: bytes | str) -> list[Leak]:
        """Return what in a file gives somebody away, sorted, each once.

        Parameters
        ----------
        name
            Its name: also looked at. What the file is, its first bytes say.
        data
            What is in it.
        """
        with uncollected():
            return self._leaks(name, data)

    def _leaks(self, name: str, data: bytes | str) -> list[Leak]:
        look = self._look()
        look.text(name.rpartition("/")[2], "its own name", Level.PROSE)
        if isinstance(data, str):
            look.document(data)
        else:
            look.raw(data, "", name)
        return look.leaks()

    def scan(self, document: str) -> list[Leak]:
        """Return what in a notebook, a page or any other text gives somebody away."""
        with uncollected():
            look = self._look()
            look.document(document)
            return look.leaks()

    def require(self, name: str, data: bytes | str) -> None:
        """Do nothing if a file is clean.

        Raises
        ------
        CheckFailed
            Otherwise; the message lists what and where, masked.
        """
        if found := self.leaks(name, data):
            raise CheckFailed(told(name, found))

    def _look(self) -> Look:
        return Look(self._names, self._said, self._allow, self._coders)


def told(name: str, leaks: Sequence[Leak]) -> str:
    """Return in words what stands against sharing a file: what and where, masked."""
    shown = [f"  {leak.kind} in {leak.place}: {leak.excerpt}" for leak in leaks[:_SHOWN]]
    more = [f"  and {len(leaks) - _SHOWN} more"] if len(leaks) > _SHOWN else []
    places = "1 place says" if len(leaks) == 1 else f"{len(leaks)} places say"
    return "\n".join([f"{name} is not fit to share: {places} who somebody is.", *shown, *more])


def scan(
    document: str, roster: Sequence[KeyEntry] = (), *, allow: Collection[str] = (), withheld: Runs = frozenset()
) -> list[Leak]:
    """Return what in a finished notebook or page gives somebody away.

    Parameters
    ----------
    document
        The text of an ``.ipynb`` or ``.html`` file.
    roster
        Entries of the key file.
    allow
        Words that may stand: the product's own address, say. Compared without case.
    withheld
        Runs of words of people who may not be quoted (`workbench.share.withheld.withheld`).

    Returns
    -------
    list of Leak
        Sorted, each once.
    """
    return Guard(roster, withheld, allow).scan(document)


def scan_file(
    name: str, data: bytes, roster: Sequence[KeyEntry] = (), *, allow: Collection[str] = (), withheld: Runs = frozenset()
) -> list[Leak]:
    """Return what in a file of any form gives somebody away.

    Parameters
    ----------
    name
        Name of the file: also looked at.
    data
        Its bytes: a page, a notebook, a table, a picture, a PDF, an Office file or any other zip, a database.
    roster, allow, withheld
        As for `scan`.

    Returns
    -------
    list of Leak
        Sorted, each once. What cannot be looked into is among them, as ``not looked at``.
    """
    return Guard(roster, withheld, allow).leaks(name, data)


def require_clean(
    document: str, roster: Sequence[KeyEntry] = (), *, allow: Collection[str] = (), withheld: Runs = frozenset(),
    name: str = "the file",
) -> None:  # fmt: skip
    """Do nothing if `document` is clean.

    Raises
    ------
    CheckFailed
        Otherwise; the message lists what and where, masked.
    """
    if leaks := scan(document, roster, allow=allow, withheld=withheld):
        raise CheckFailed(told(name, leaks))


@lru_cache(maxsize=8)
def _names(entries: tuple[tuple[str, str, tuple[str, ...], str], ...]) -> Names:
    from workbench.sources.people.key import KeyEntry

    return Names([KeyEntry(*entry) for entry in entries])  # type: ignore[arg-type]


@lru_cache(maxsize=8)
def _said(runs: Runs) -> Said:
    return Said(runs)
