"""What a large study's acts add up to, kept in the cache, so that opening need not read them all again.

``.workbench/acts.json`` has two lines. The first says, for every log, with which bytes it began when the state in the
second line was folded. The second is believed only if it has the hash the first line gives, was folded by this very code,
and every log still begins with those bytes. Anything else means that all acts are read and folded, as if it were not there.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study import mapped
from workbench.study.canon import write_atomic
from workbench.study.codings import Codings, Columns, columns
from workbench.study.fold import State
from workbench.study.logfile import Prefix
from workbench.study.records import (
    Act,
    Adjudication,
    Anchor,
    Assignment,
    Code,
    Correction,
    Decision,
    Dismissal,
    Example,
    Kept,
    Need,
    Placement,
    Ruling,
    Theme,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.study.logfile import LogFile

FILE = "acts.json"
FEWEST = 5000  # acts; with fewer, reading them takes no longer than reading the snapshot
_FORMAT = 1
_FOLDED_BY = (
    "acts.py", "cards.py", "codings.py", "double.py", "fold.py", "ledger.py", "logfile.py", "mapped.py", "records.py",
    "snapshot.py", "themed.py",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot whose hash is right; whether its logs are still those is for `workbench.study.folder` to see."""

    logs: Mapping[str, Prefix]
    _body: bytes

    def state(self) -> State | None:
        """Return the state, or None if it is not as expected."""
        try:
            return _read(json.loads(self._body))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError):
            return None


def load(cache: Path) -> Snapshot | None:
    """Return the snapshot in `cache` if there is one that this version made and that is whole."""
    try:
        head, _, body = (cache / FILE).read_bytes().partition(b"\n")
        said = json.loads(head)
        if said["format"] != _FORMAT or said["by"] != _code() or said["sha256"] != hashlib.sha256(body).hexdigest():
            return None
        return Snapshot({name: Prefix(*prefix) for name, prefix in said["logs"].items()}, body)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def save(cache: Path, logs: Iterable[LogFile], state: State) -> bool:
    """Keep `state`, which is what `logs` add up to; say whether it could be kept. Nobody needs it: nothing is raised."""
    with contextlib.suppress(OSError, ValueError, OverflowError):
        body = json.dumps(_written(state), separators=(",", ":")).encode()
        head = {
            "format": _FORMAT, "by": _code(), "sha256": hashlib.sha256(body).hexdigest(),
            "logs": {log.path.name: astuple(log.prefix()) for log in logs if log.acts},
        }  # fmt: skip
        write_atomic(cache / FILE, json.dumps(head).encode() + b"\n" + body)
        return True
    return False


@functools.cache
def _code() -> str:
    """Return a hash of the code that folds: what another version folded is not believed."""
    here = Path(__file__).parent
    return hashlib.sha256(b"".join((here / name).read_bytes() for name in _FOLDED_BY)).hexdigest()


def _written(state: State) -> dict[str, Any]:
    out = {name: getattr(state, name) for name in _PLAIN}
    return out | {
        "codes": list(map(astuple, state.codes.values())),
        "codings": columns(state.codings),
        "needs": list(map(astuple, state.needs.values())),
        "memos": [[*about, text] for about, text in state.memos.items()],
        "examples": [[e.id, e.code, astuple(e.anchor), e.stance, e.coder] for e in state.examples.values()],
        "decisions": list(map(astuple, state.decisions.values())),
        "assignments": list(map(astuple, state.assignments.values())),
        "adjudications": list(map(astuple, state.adjudications.values())),
        "dismissed": list(map(astuple, state.dismissed.values())),
        "rulings": list(map(astuple, state.rulings.values())),
        "themes": list(map(astuple, state.themes.values())),
        "placed": [[p.id, astuple(p.anchor), p.theme, p.coder, p.at] for p in state.placed.values()],
        "kept": list(map(astuple, state.kept.values())),
        "fallen": sorted(state.fallen),
        "revised": sorted(state.revised),
        "about": [[*about, stages] for about, stages in state.about.items()],
        "same": [[*question, others] for question, others in state.same.items()],
        "corrections": list(map(astuple, state.corrections)),
        "undone": sorted(state.undone),
        "touched": sorted(state.touched),
        "undos": list(map(asdict, state.undos)),
        "mapped": list(map(asdict, state.mapped)),
    }


#: Parts of a state that JSON holds as they are.
_PLAIN = ("coders", "merged", "removed", "edited", "withdrawn", "released", "unknown", "problems", "last", "gestures", "made")


def _read(raw: Mapping[str, Any]) -> State:
    state = State(**{name: raw[name] for name in _PLAIN})
    state.last = tuple(raw["last"])
    state.withdrawn = {who: tuple(origins) for who, origins in raw["withdrawn"].items()}
    state.codes = {code[0]: Code(*code) for code in raw["codes"]}
    state.codings = Codings(state.coders, Columns(raw["codings"]))
    state.needs = {need[0]: Need(*need) for need in raw["needs"]}
    state.memos = {(kind, about): text for kind, about, text in raw["memos"]}
    state.examples = {e[0]: Example(e[0], e[1], Anchor(*e[2]), e[3], e[4]) for e in raw["examples"]}
    state.decisions = {d[0]: Decision(d[0], d[1], d[2], Anchor(*d[3]), *d[4:]) for d in raw["decisions"]}
    state.assignments = {a[0]: _assignment(a) for a in raw["assignments"]}
    state.adjudications = {a[0]: _adjudication(a) for a in raw["adjudications"]}
    state.themes = {t[0]: _theme(t) for t in raw["themes"]}
    state.placed = {p.anchor: p for p in (Placement(name, Anchor(*at), *said) for name, at, *said in raw["placed"])}
    state.kept = {k[0]: Kept(*k) for k in raw["kept"]}
    state.dismissed = {d[0]: _dismissal(d) for d in raw["dismissed"]}
    state.rulings = {r[0]: _ruling(r) for r in raw["rulings"]}
    state.fallen, state.revised = frozenset(raw["fallen"]), set(raw["revised"])
    state.about = {(source, question): tuple(stages) for source, question, stages in raw["about"]}
    state.same = {(source, question): tuple((s, q) for s, q in others) for source, question, others in raw["same"]}
    state.corrections = [Correction(*correction) for correction in raw["corrections"]]
    state.undone, state.touched = set(raw["undone"]), set(raw["touched"])
    state.undos = [Act(**undo) for undo in raw["undos"]]
    state.mapped = [Act(**act) for act in raw["mapped"]]
    mapped.settle(state)
    return state


def _assignment(raw: list[Any]) -> Assignment:
    name, coders, sources, purpose, coder, at, revealed, anchors = raw
    passages = tuple(Anchor(*anchor) for anchor in anchors)
    return Assignment(name, tuple(coders), tuple(sources), purpose, coder, at, revealed, passages)


def _theme(raw: list[Any]) -> Theme:
    name, label, description, codes, *said = raw
    return Theme(name, label, description, tuple(codes), *said)


def _adjudication(raw: list[Any]) -> Adjudication:
    name, anchor, stands, falls, *said = raw
    return Adjudication(name, Anchor(*anchor), tuple(stands), tuple(falls), *said)


def _dismissal(raw: list[Any]) -> Dismissal:
    name, candidate, anchors, *said = raw
    return Dismissal(name, candidate, tuple(Anchor(*anchor) for anchor in anchors), *said)


def _ruling(raw: list[Any]) -> Ruling:
    name, round_, kind, needs, into, *said = raw
    return Ruling(name, round_, kind, tuple(needs), tuple(into), *said)
