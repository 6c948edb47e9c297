"""All memos of a study in one place: who noted what about which coding, code, source or participant, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.coding.codebook.codes import codebook
from workbench.coding.frame import Places
from workbench.coding.query.words import holds
from workbench.study.acts import fault
from workbench.study.fold import ordered

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Act, Coding

COLUMNS = ("about", "id", "name", "memo", "coder", "at", "code", "participant", "source", "item", "start", "end", "quote")
#: What a memo can be about, in the order in which they are listed.
KINDS = ("coding", "code", "source", "participant")


def memos(folder: Folder, search: str = "", *, coder: str = "", hidden: frozenset[str] = frozenset()) -> pd.DataFrame:
    """Return every memo, one row each: those about codings first, by place, then about codes, sources and participants.

    Parameters
    ----------
    folder
        The study.
    search
        Words the memo must hold, as a query looks for them: whole words, case and accents do not matter, ``*`` ends a word.
        All memos if empty.
    coder, hidden
        Sources in which `coder` works blind: what others noted about these and about codings in them is left out, and
        ``frame.attrs["hidden"]`` says how much.

    Returns
    -------
    DataFrame
        Columns as in `COLUMNS`. ``coder`` and ``at`` are who wrote the memo as it is now, and when. ``name`` is a code's
        label, a source's title or a pseudonym. The columns after ``at`` are empty where they do not apply; a coding whose
        words are not here any more has no quote.
    """
    import pandas as pd

    state = folder.state()
    wrote = writers(folder, state)
    rows = [*_about_codings(folder, state, wrote), *_about_others(folder, state, wrote)]
    seen = [r for r in rows if r["source"] not in hidden or r["coder"] == coder]
    shown = [r for r in seen if not search.strip() or holds(r["memo"], search)]
    frame = pd.DataFrame(shown, columns=list(COLUMNS)).astype({"start": "Int64", "end": "Int64"})
    frame.attrs["hidden"] = len(rows) - len(seen)
    return frame


def writers(folder: Folder, state: State) -> dict[tuple[str, str], tuple[str, str]]:
    """Return who wrote each memo as it is now, and when: the last who set it and was not taken back."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for act in ordered(a for a in folder.acts() if a.act in {"memo.set", "coding.edit"} and a.id not in state.undone):
        if key := _memo_of(act):
            found[key] = (act.coder, act.at)
    return found


def _memo_of(act: Act) -> tuple[str, str] | None:
    """Return what an act sets the memo of; None if it sets none."""
    if fault(act.act, act.body):
        return None
    if act.act == "memo.set":
        return act.body["kind"], act.body["about"]
    return ("", act.body["coding"]) if "memo" in act.body else None


def _about_codings(folder: Folder, state: State, wrote: dict[tuple[str, str], tuple[str, str]]) -> Iterator[dict[str, Any]]:
    places = Places(folder)
    labels = {c.id: c.label for c in codebook(folder.settings, state)}
    noted = [c for c in state.codings.values() if c.memo.strip() or ("coding", c.id) in state.memos]
    for coding in sorted(noted, key=lambda c: (c.anchor, c.code, c.coder, c.id)):
        place = places.find(coding)
        for text, who, at in _texts(coding, state, wrote):
            anchor = coding.anchor
            yield {
                "about": "coding", "id": coding.id, "name": labels.get(coding.code, coding.code), "memo": text, "coder": who,
                "at": at, "code": coding.code, "participant": place.participant if place else "", "source": anchor.source,
                "item": anchor.item, "start": anchor.start, "end": anchor.end, "quote": place.quote if place else "",
            }  # fmt: skip


def _texts(coding: Coding, state: State, wrote: dict[tuple[str, str], tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield the memos of a coding: the one it has, and one that somebody set about it."""
    if coding.memo.strip():
        yield coding.memo, *wrote.get(("", coding.id), (coding.coder, coding.at))
    if text := state.memos.get(("coding", coding.id), ""):
        yield text, *wrote.get(("coding", coding.id), ("", ""))


def _about_others(folder: Folder, state: State, wrote: dict[tuple[str, str], tuple[str, str]]) -> Iterator[dict[str, Any]]:
    codes = {c.id: c.label for c in codebook(folder.settings, state)}
    sources = {t.id: t.title for t in folder.transcripts()} | {s.id: s.title for s in folder.surveys()}
    rank = {kind: n for n, kind in enumerate(KINDS)}
    for kind, about in sorted(state.memos, key=lambda key: (rank.get(key[0], len(rank)), key)):
        if kind == "coding":
            continue
        coder, at = wrote.get((kind, about), ("", ""))
        names = {"code": codes, "source": sources}.get(kind, {})
        yield {
            "about": kind, "id": about, "name": names.get(about, about), "memo": state.memos[kind, about], "coder": coder,
            "at": at, "code": about if kind == "code" else "", "participant": about if kind == "participant" else "",
            "source": about if kind == "source" else "", "item": "", "start": None, "end": None, "quote": "",
        }  # fmt: skip
