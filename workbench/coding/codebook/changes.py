"""What changed in a codebook from one time or round to another, who changed it, when and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.coding.codebook.codes import codebook
from workbench.coding.codebook.recheck import RULES
from workbench.study.acts import fault
from workbench.study.errors import UserError
from workbench.study.fold import ordered
from workbench.study.history import until
from workbench.study.records import FAMILIES, Code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pandas as pd

    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Act
    from workbench.study.settings import Settings

COLUMNS = ("change", "code", "label", "field", "before", "now", "codings", "coder", "at", "reason")
_KINDS = {
    "label": "renamed", **dict.fromkeys((*RULES, "stage", "valence", "latent"), "redefined"), "parent": "moved",
    **dict.fromkeys(("colour", "key", "owner"), "marked"),
}  # fmt: skip
_ORDER = ("added", "restored", "split", "merged", "moved", "renamed", "redefined", "exemplified", "marked", "retired", "removed")


@dataclass(frozen=True, slots=True)
class _Change:
    """One change; `wrote` says of an act whether it may have made it."""

    change: str
    code: Code
    field: str
    before: object
    now: object
    codings: int
    wrote: Callable[[Act], bool]


def codebook_diff(before: State, now: State, *, settings: Settings | None = None, acts: Iterable[Act] = ()) -> pd.DataFrame:
    """Return what changed in the codebook from one state to another.

    Parameters
    ----------
    before, now
        As `Folder.as_of` and `Folder.state` give them.
    settings
        Of the study: its stages and emotions are codes before anybody uses them.
    acts
        What was done between the two; who, when and why come from here.

    Returns
    -------
    DataFrame
        Columns as in `COLUMNS`. ``change`` is ``added``, ``restored``, ``split``, ``merged``, ``moved``, ``renamed``,
        ``redefined``, ``exemplified``, ``marked`` (colour, key, owner), ``retired`` or ``removed``. ``codings`` counts those
        it touched: that the code had before, or that went from one code to another.
    """
    import pandas as pd

    told = [a for a in ordered(acts) if not fault(a.act, a.body)]
    why = {a.id: a.body.get("reason", "") for a in told}
    live: dict[str, list[Act]] = {}  # by the code they name, the last first
    for act in reversed(told):
        if act.id not in now.undone:
            live.setdefault(str(act.body.get("code", act.body.get("need", ""))), []).append(act)
    rows = []
    for c in _changes(_Codes(before, settings), _Codes(now, settings)):
        wrote = next((a for a in live.get(c.code.id, ()) if c.wrote(a)), None)
        reason = (why[wrote.id] or why.get(wrote.body.get("with", ""), "")) if wrote else ""
        rows.append((c.change, c.code.id, c.code.label, c.field, _words(c.before), _words(c.now), c.codings,
                     wrote.coder if wrote else "", wrote.at if wrote else "", reason))  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    places = {f: n for n, f in enumerate(FAMILIES)}
    keys = [(places.get(r[1].partition(":")[0], len(places)), r[1], _ORDER.index(r[0]), r[3], r[4], r[5]) for r in rows]
    return frame.iloc[sorted(range(len(rows)), key=keys.__getitem__)].reset_index(drop=True)


def codebook_changes(folder: Folder, before: str, now: str | None = None) -> pd.DataFrame:
    """Return what changed in the codebook between two times or two rounds.

    Parameters
    ----------
    folder
        The study.
    before, now
        Each an ISO date or time, or the id or label of a round: then the moment of the last coding of its sources.
        Without `now`, the codebook as it is.

    Returns
    -------
    DataFrame
        As of `codebook_diff`.

    Raises
    ------
    UserError
        If it is none of these, or nothing of the round was coded yet.
    """
    acts = folder.acts()
    start = _moment(folder, before)
    earlier = {a.id for a in until(acts, start)}
    later = until(acts, _moment(folder, now)) if now is not None else acts
    state = folder.as_of(_moment(folder, now)) if now is not None else folder.state()
    between = [a for a in later if a.id not in earlier]
    return codebook_diff(folder.as_of(start), state, settings=folder.settings, acts=between)


def _moment(folder: Folder, name: str) -> str:
    round_ = next((r.id for r in folder.settings.rounds if name in {r.id, r.label}), name)
    sources = {t.id for t in folder.transcripts() if t.round == round_} | {s.id for s in folder.surveys() if s.round == round_}
    if not sources:
        return name
    coded = [c.at for c in folder.state().codings.values() if c.anchor.source in sources]
    if not coded:
        raise UserError(f"Nothing of the round {name!r} was coded yet. Name a date, such as 2026-03-31.")
    return max(coded)


class _Codes:
    """The codes of a state, and what was coded with each."""

    def __init__(self, state: State, settings: Settings | None) -> None:
        self.state = state
        listed = codebook(settings, state) if settings else list(state.codes.values())
        self.all = {c.id: c for c in listed}
        self.used = {c.id: c for c in listed if not c.retired and c.id not in state.merged}
        self.counts = Counter(c.code for c in state.codings.values())
        self.examples = Counter((e.code, e.stance) for e in state.examples.values())


def _changes(old: _Codes, new: _Codes) -> Iterator[_Change]:
    went, came = dict(_sent(old, new)), set[str]()
    for code, into in went.items():
        one, other = old.all.get(code) or new.all[code], new.all[into]
        alone = into not in old.all and one.label == other.label and one.family != other.family
        came |= {into} if alone else set()
        yield _Change(
            "moved" if alone else "merged", one, "family" if alone else "", code, into, old.counts[code], _is("code.merge")
        )
    for (code, into), number in sorted(_parted(old, new).items()):
        came.add(into)
        yield _Change("split", new.all[into], "", code, into, number, _is("coding.edit"))
    for code in sorted((new.all.keys() | old.all.keys()) - went.keys()):
        was, here = old.all.get(code), new.all.get(code)
        if here is None and was is not None:
            yield _Change("removed", was, "", was.label, "", old.counts[code], _never)
        elif here is not None and code in new.used and code not in old.all and code not in came:
            yield _Change("added", here, "", "", here.label, 0, _defined())
        elif here is not None and was is not None:
            yield from _same(was, here, old, new)


def _sent(old: _Codes, new: _Codes) -> Iterator[tuple[str, str]]:
    """Yield the codes that were merged since, with the code that stands for them."""
    for code in sorted(new.state.merged.keys() - old.state.merged.keys()):
        if code in old.all and new.state.resolve(code) in new.all:
            yield code, new.state.resolve(code)


def _parted(old: _Codes, new: _Codes) -> Counter[tuple[str, str]]:
    """Count the codings that went from a code to one that was not there before."""
    return Counter(
        (was.code, here.code) for key, here in new.state.codings.items()
        if (was := old.state.codings.get(key)) and here.code not in old.all and new.state.resolve(was.code) != here.code
    )  # fmt: skip


def _same(was: Code, here: Code, old: _Codes, new: _Codes) -> Iterator[_Change]:
    number = old.counts[was.id]
    if (was.id in old.used) != (here.id in new.used):
        retired = was.id in old.used
        yield _Change("retired" if retired else "restored", here, "", "", "", number, _is("code.retire") if retired else _never)
    for field, change in _KINDS.items():
        before, now = getattr(was, field), getattr(here, field)
        if before != now and not (field == "parent" and new.state.resolve(before) == now):
            yield _Change(change, here, field, before, now, number, _defined(field))
    for stance in ("for", "against"):
        before, now = old.examples[was.id, stance], new.examples[here.id, stance]
        if before != now:
            yield _Change("exemplified", here, stance, before, now, number, _shown(stance))


def _is(kind: str) -> Callable[[Act], bool]:
    return lambda act: act.act == kind


def _shown(stance: str) -> Callable[[Act], bool]:
    return lambda act: act.act == "code.example" and act.body.get("stance", "for") == stance


def _defined(field: str = "") -> Callable[[Act], bool]:
    def wrote(act: Act) -> bool:
        if act.act == "need.confirm":
            return field in {"", "label", "stage", "latent"}
        return (act.act == "code.define" and (not field or field in act.body)) or (act.act == "coding.add" and not field)

    return wrote


def _never(_: Act) -> bool:
    """No live act did it: it was taken back."""
    return False


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
