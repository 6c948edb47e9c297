"""Whom a label means that is a role and more: *Dana Fox (Guest)* is a name, *P07* of ``P07_talk.txt`` the researchers' number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.sources.people.key import key
from workbench.sources.people.known import FILES
from workbench.sources.transcripts.labels import ROLES, fold, named, role, undirected, unnumbered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.sources.people.key import KeyFile

_TOKEN = re.compile(r"(?<![^\W_])(?P<word>[^\W\d_]{1,14})[\s_-]?0*(?P<number>[1-9]\d{0,3})(?![^\W_])")
_AGAIN = re.compile(r" \(\d+\)$")  # what tells files of one name apart, as `ingest` calls the second of them
#: Words beside a role that say what somebody is, not who.
_KINDS = frozenset({
    "female", "male", "woman", "man", "frau", "mann", "femme", "homme", "mujer", "hombre", "remote", "online", "phone", "zoom",
    "teams", "video", "onsite", "new", "old", "yes", "no", "pilot", "control",
})  # fmt: skip


def name_first(label: str) -> str:
    """Return the name that stands before a role, *Dana Fox* of *Dana Fox (Guest)*; empty for *Participant (Berlin)*.

    What stands behind a role may tell the kind of person: it must not make one person of all who are of that kind.
    """
    name = named(label)
    return name if name and undirected(label).strip().startswith(name) else ""


def name_beside(label: str) -> list[str]:
    """Return the name behind a role, *Anna* of *Participant (Anna)*, so that it is masked."""
    name = named(label)
    return [name] if name and not name_first(label) and fold(name) not in _KINDS and not role(name) else []


def known_from_elsewhere(name: str, label: str, called: str, held: KeyFile) -> tuple[str, ...]:
    """Say if somebody of an earlier file has a name so short that two people may be meant: initials, a letter and a number."""
    short = re.fullmatch(r"(?:[^\W\d_]\.?\s?){1,3}|[^\W\d_]{1,3}[\s_-]?\d{1,2}", name.strip()) and name.upper() == name
    there = held.find(name) if short else None
    way = f"if not, say speakers={{{label!r}: {f'{name} of {called}'!r}}}"
    return (f"{name!r} is {there}, who is in the study already: read as the same person; {way}",) if there else ()


def file_for(label: str, called: str, held: KeyFile, *, alone: bool) -> tuple[str, tuple[str, ...]]:
    """Return what to call somebody whom a file does not name, `alone` or beside others like them, and notes."""
    return number_of(label, called, held) if alone else (f"{called} / {label or 'nobody named'}", ())


def own_number(label: str, name: str, called: str, held: KeyFile, *, alone: bool) -> tuple[str, bool]:
    """Return the number that a label is, *P16* of a focus group, if it can be somebody's, and whether somebody has it already.

    A table of people, and a survey, that say *P16* then mean who the file calls so.

    Parameters
    ----------
    label
        The label in the file.
    name
        What its person is called in the key.
    called
        The file's name: of one participant, another number in it leaves open which is meant.
    held
        The key.
    alone
        Whether the file has one participant without a name.
    """
    if not held.is_number(label) or held.find(name) is not None:
        return "", False
    if alone and any(ROLES.get(fold(m["word"])) == "answers" for m in _TOKEN.finditer(called)):
        return "", False
    return (label, False) if held.is_free(label) else ("", True)


def given_away(labels: Sequence[str]) -> tuple[str, ...]:
    """Say that somebody else has the numbers that these labels are."""
    others = "is somebody else" if len(labels) == 1 else "are others"
    why = "in this study already: who is called so in the file has a number of their own"
    return (f"{', '.join(labels)} {others} {why}",) if labels else ()


def number_of(label: str, called: str, held: KeyFile) -> tuple[str, tuple[str, ...]]:
    """Return what to call the one participant whom a file does not name, and notes: by the researchers' number, or as the file.

    Parameters
    ----------
    label
        The label in the file, such as *P07* or *Participant*; empty if it has none.
    called
        The file's name. It tells the number if the label is the same, or if nothing else in it could be a name.
    held
        The key: a file known by its name stays who it was, and a number that is somebody else's is not taken.
    """
    found = {(fold(m["word"]), int(m["number"])): m[0] for m in _TOKEN.finditer(called) if ROLES.get(fold(m["word"])) == "answers"}
    if held.find(called) is not None or _AGAIN.search(called) or len(found) != 1:
        return called, ()
    (word, number), token = next(iter(found.items()))
    mine = re.search(r"\d+$", label.strip())
    if mine:
        agrees = int(mine[0]) == number and unnumbered(label) == word
    else:
        others = re.findall(r"[^\W\d_]+", called.replace(token, " ", 1).casefold())
        agrees = all(w in FILES for w in others)
    if not agrees:
        return called, ()
    name = f"{word.upper()}{number:02d}" if len(word) == 1 else token
    taken = held.entries.get(name)
    if taken is not None and key(taken.name) != key(name):
        return called, (f"{name} is somebody else in this study already: what the file calls so has a number of its own",)
    there = held.find(name)
    return name, (f"{token!r} of the file's name is {there}, who is in the study already",) if there else ()
