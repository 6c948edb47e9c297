"""The fold: acts in, state out. Every number the workbench shows starts here.

Acts are taken in the order (lamport, coder, n, id), so any set of logs gives one state, however they were merged.
An act that a live ``undo`` names is skipped, and so is what was done in one gesture with it; an undo that is itself
undone is not live, which is what redo is.
An act whose body is not as docs/format.md has it is skipped and named; the others count.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from workbench.study import double, ledger, mapped, themed
from workbench.study.acts import fault
from workbench.study.codings import Codings, anchor_of, counts
from workbench.study.memory import uncollected
from workbench.study.records import FAMILIES, Act, Code, Coding, Correction, Decision, Example, Need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence

    from workbench.study.cards import Card, Cause, Comment, Estimate, Future, Hypothesis, Moment, Note, Signed
    from workbench.study.records import Adjudication, Anchor, Assignment, CoderKind, Dismissal, Kept, Placement, Ruling, Theme

Key = tuple[int, str, int, str]

_DEFINED = ("label", "definition", "stage", "valence", "colour", "key", "owner", "latent", "include", "exclude", "parent")


@dataclass
class State:
    """What the acts add up to. Two states are equal if a person would see the same.

    Attributes
    ----------
    codes, codings, needs
        By id.
    memos
        ``(kind, id)`` of what they are about to text; kinds are ``coding``, ``code``, ``source``, ``participant``.
    examples
        Passages that show what a code is for, by id of the act.
    decisions
        What people said of suggestions, by id of the act; a suggestion itself counts for nothing.
    assignments, adjudications
        Who codes what blind, and what was decided where coders differed, by id of the act.
    dismissed, rulings
        Candidates that are no needs, and what became of needs from one round to the next, by id of the act.
    fallen
        Codings that were decided to fall: they are kept, and they are no evidence.
    revised
        Codings that got another code, stance or place, and about which nobody has decided since.
    about
        ``(source, question)`` to the stages a question asks about, where somebody said so.
    same
        ``(source, question)`` to the questions somebody said it is the same as, whatever their wording.
    corrections
        Versions of sources that were corrected, in order.
    themes
        By id: also those that were retired, or merged into another.
    placed
        Passages that somebody put in a theme, or in none, by anchor; the last word on each, in the order of the acts.
    kept
        Fits of topics that somebody kept, by id of the act.
    cards, comments, signed, causes, estimates, future
        What people said of claims on the map, by claim (comments and the future also by stage; causes by claim and the claim
        it is because of).
    notes, moments, hypotheses
        Notes by id of the act; by stage whether it is a moment of truth; hypotheses by id.
    withdrawn
        Participants who withdrew, and the sha256 of the originals that must not come back.
    released
        Files that went out although the gate found something in them, by id of the act: file, sha256, found, reason, coder, at.
    coders
        Kind of each coder who declared it; everybody else is human.
    merged
        Codes that were merged into another, and which.
    removed
        Codings that somebody other than their coder removed, and who did.
    edited
        Codings that somebody other than their coder edited, and who did last.
    undone
        Ids of acts that are taken back.
    unknown
        Kinds of act this version does not know, with how often they occur; they are left alone.
    problems
        Acts that were skipped because of what they say, in words.
    last
        Where the last act stands in the order.
    undos, gestures
        Every undo, and the acts that are ``with`` another, by id of that: what `grow` needs to know who is taken back.
    mapped
        The acts about the map, also those that were taken back: `workbench.study.mapped` takes them after all others.
    made, touched
        Which act made each code, and the codings that an act edited or removed: what `grow` needs to take one out again.
    """

    codes: dict[str, Code] = field(default_factory=dict)
    codings: MutableMapping[str, Coding] = field(default_factory=Codings)
    needs: dict[str, Need] = field(default_factory=dict)
    memos: dict[tuple[str, str], str] = field(default_factory=dict)
    coders: dict[str, CoderKind] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    removed: dict[str, str] = field(default_factory=dict)
    edited: dict[str, str] = field(default_factory=dict)
    examples: dict[str, Example] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)
    adjudications: dict[str, Adjudication] = field(default_factory=dict)
    dismissed: dict[str, Dismissal] = field(default_factory=dict)
    rulings: dict[str, Ruling] = field(default_factory=dict)
    fallen: frozenset[str] = frozenset()
    revised: set[str] = field(default_factory=set)
    about: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    same: dict[tuple[str, str], tuple[tuple[str, str], ...]] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)
    withdrawn: dict[str, tuple[str, ...]] = field(default_factory=dict)
    released: dict[str, dict[str, Any]] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    placed: dict[Anchor, Placement] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    comments: dict[str, tuple[Comment, ...]] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    signed: dict[str, tuple[Signed, ...]] = field(default_factory=dict)
    moments: dict[str, Moment] = field(default_factory=dict)
    causes: dict[tuple[str, str], Cause] = field(default_factory=dict)
    hypotheses: dict[str, Hypothesis] = field(default_factory=dict)
    estimates: dict[str, Estimate] = field(default_factory=dict)
    future: dict[str, Future] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set, compare=False)
    unknown: dict[str, int] = field(default_factory=dict, compare=False)
    problems: list[str] = field(default_factory=list, compare=False)
    last: Key = field(default=(0, "", 0, ""), compare=False)
    undos: list[Act] = field(default_factory=list, compare=False)
    gestures: dict[str, list[str]] = field(default_factory=dict, compare=False)
    made: dict[str, str] = field(default_factory=dict, compare=False)
    touched: set[str] = field(default_factory=set, compare=False)
    mapped: list[Act] = field(default_factory=list, compare=False)

    def resolve(self, code: str) -> str:
        """Return the code that stands for `code` after merges."""
        while code in self.merged:
            code = self.merged[code]
        return code

    def counts(self, coding: Coding) -> bool:
        """Say whether a coding is evidence: see `workbench.study.codings.counts`."""
        return counts(coding.coder_kind, "falls" if coding.id in self.fallen else "")


#: Return the key by which an act is put in order.
order: Callable[[Act], Key] = attrgetter("lamport", "coder", "n", "id")


def ordered(acts: Iterable[Act]) -> list[Act]:
    """Return `acts` without repeats, in the order of the fold."""
    return sorted({a.id: a for a in acts}.values(), key=order)


def taken_back(acts: Iterable[Act]) -> dict[str, str]:
    """Return the acts that are undone and the undo that did it, by id, given acts in fold order."""
    undos, gestures = _reach(acts)
    return _back(undos, gestures)


def _reach(acts: Iterable[Act]) -> tuple[list[Act], dict[str, list[str]]]:
    """Return the undos among `acts`, and the acts that are ``with`` another, by id of that."""
    undos = []
    gestures: dict[str, list[str]] = {}
    for act in acts:
        if "with" in act.body and isinstance(head := act.body["with"], str):
            gestures.setdefault(head, []).append(act.id)
        if act.act == "undo" and not fault("undo", act.body):
            undos.append(act)
    return undos, gestures


def _back(undos: Sequence[Act], gestures: Mapping[str, list[str]]) -> dict[str, str]:
    gone: dict[str, str] = {}
    for undo in reversed(undos):
        if undo.id not in gone:
            for target in (undo.body["target"], *undo.body.get("also", ())):
                gone.setdefault(target, undo.id)
                for member in gestures.get(target, ()):
                    gone.setdefault(member, undo.id)
    return gone


def fold(acts: Iterable[Act]) -> State:
    """Return the state that `acts` add up to. The order in which they are given does not matter."""
    state = State()
    with uncollected():
        line = ordered(acts)
        state.undos, state.gestures = _reach(line)
        state.undone = set(_back(state.undos, state.gestures))
        # A model is a model from its first coding on, also where it said so later.
        for act in [a for a in line if a.act == "coder.join"]:
            if act.id not in state.undone and not fault(act.act, act.body):
                state.coders[act.coder] = act.body.get("kind", "human")
        state.codings = Codings(state.coders)
        _take(state, line)
        _settle(state)
        mapped.settle(state)
        state.fallen = double.fallen(state)
    return state


def grow(state: State, acts: Iterable[Act]) -> State | None:
    """Return `state` with later `acts` added, leaving `state` as it is; None if all acts must be folded again.

    That is so when an act merges, declares a coder's kind, sorts before one that is in already, or takes back something
    that cannot be taken out alone: anything but a coding that nobody touched and that made no code, and the acts about the
    map, which are taken again without the others.
    """
    line = ordered(acts)
    if any(a.act in {"code.merge", "coder.join"} for a in line):
        return None
    if state.merged and any(a.body.get("parent") for a in line):
        return None  # what stands above what is settled anew after all merges
    if line and order(line[0]) <= state.last:
        return None
    grown = replace(
        state, codes=dict(state.codes), codings=Codings.of(state.codings), needs=dict(state.needs), memos=dict(state.memos),
        removed=dict(state.removed), edited=dict(state.edited), unknown=dict(state.unknown), problems=list(state.problems),
        examples=dict(state.examples), decisions=dict(state.decisions), about=dict(state.about), same=dict(state.same),
        corrections=list(state.corrections), withdrawn=dict(state.withdrawn), made=dict(state.made), touched=set(state.touched),
        released=dict(state.released),
        assignments=dict(state.assignments), adjudications=dict(state.adjudications), revised=set(state.revised),
        dismissed=dict(state.dismissed), rulings=dict(state.rulings),
        themes=dict(state.themes), placed=dict(state.placed), kept=dict(state.kept), mapped=list(state.mapped),
    )  # fmt: skip
    undos, gestures = _reach(line)
    again = False
    if undos or gestures:
        grown.undos = [*state.undos, *undos]
        grown.gestures = {head: [*state.gestures.get(head, []), *gestures.get(head, [])]
                          for head in state.gestures.keys() | gestures.keys()}  # fmt: skip
        grown.undone = set(_back(grown.undos, grown.gestures))
        known = {a.id for a in line} | {a.id for a in state.undos}
        turned = (grown.undone ^ state.undone) - known
        rest = turned - {act.id for act in state.mapped} if turned else turned
        again = len(rest) < len(turned)
        if not all(name in grown.undone and _take_out(grown, name) for name in rest):
            return None
    _take(grown, line)
    _settle(grown, line)
    if again or len(grown.mapped) > len(state.mapped):
        mapped.settle(grown, None if again else grown.mapped[len(state.mapped) :])
    if grown.adjudications.keys() != state.adjudications.keys():
        grown.fallen = double.fallen(grown)
    return grown


def _take_out(state: State, name: str) -> bool:
    """Take out what the act `name` added, if that can be done exactly: say whether it was."""
    if state.decisions.pop(name, None) is not None or ledger.take_out(state, name):
        return True  # nothing else rests on it
    if name in state.assignments or name in state.adjudications:
        return double.take_out(state, name)
    if name not in state.codings or name in state.touched:
        return False
    code = cast("Codings", state.codings).code(name)
    if code in state.merged or code in state.merged.values() or state.made.get(code, name) == name:
        return False
    del state.codings[name]
    return True


#: No undo brings the words of somebody back, so their files stay refused; nor does it take a file back from those who have it.
_LASTS = frozenset({"participant.withdraw", "share.release"})


def _take(state: State, line: list[Act]) -> None:
    undone, add = state.undone, cast("Codings", state.codings).add
    for act in line:
        kind = act.act
        if wrong := fault(kind, act.body):
            state.problems.append(f"act {act.id} of {act.coder} is skipped: {wrong}")
        elif kind in mapped.STEPS:
            state.mapped.append(act)  # also if it is taken back: it may come again
        elif (act.id in undone and kind not in _LASTS) or kind in {"undo", "coder.join"}:
            continue
        elif kind == "coding.add":
            add(act)
            if act.body["code"] not in state.codes:
                _make(state, act.body["code"], act)
        elif step := STEPS.get(kind):
            step(state, act)
        else:
            state.unknown[kind] = state.unknown.get(kind, 0) + 1
    if line:
        state.last = order(line[-1])


def _settle(state: State, line: list[Act] | None = None) -> None:
    """Let everything coded with a merged code follow it, whether it was coded before the merge or after.

    With `line`, all but what these acts touched has been settled before.
    """
    if not state.merged:
        return
    codes = {old: state.resolve(old) for old in state.merged}
    for old in codes:
        if old in state.codes:
            state.codes[old] = replace(state.codes[old], retired=True)
        state.needs.pop(old, None)
    keys = None if line is None else [key for act in line if not fault(act.act, act.body) for key in _codings(act)]
    cast("Codings", state.codings).follow(codes, keys)
    for key, example in state.examples.items():
        if example.code in codes:
            state.examples[key] = replace(example, code=codes[example.code])
    for key, said in state.decisions.items():
        if said.code in codes or said.instead in codes:
            state.decisions[key] = replace(
                said, code=codes.get(said.code, said.code), instead=codes.get(said.instead, said.instead)
            )
    for key, code in state.codes.items():
        if code.parent in codes:
            state.codes[key] = replace(code, parent=_above(state, key, codes[code.parent]))


def _codings(act: Act) -> list[str]:
    """Return the ids of the codings that an act makes or changes."""
    if act.act == "need.confirm":
        return [f"{act.id}.{number}" for number in range(len(act.body.get("anchors", ())))]
    return [act.body["coding"]] if act.act == "coding.edit" else [act.id]


def _blank(code: str) -> Code:
    family, _, name = code.partition(":")
    return Code(code, family if family in FAMILIES else "free", (name or family).replace("-", " "))


def _make(state: State, code: str, act: Act) -> None:
    """Note that `act` is the first that names `code`, and list the code."""
    state.codes[code] = _blank(code)
    state.made[code] = act.id


def _define(state: State, act: Act) -> None:
    body = act.body
    if body["code"] not in state.codes:
        _make(state, body["code"], act)
    base = state.codes[body["code"]]
    changes = {k: body[k] for k in _DEFINED if k in body}
    if changes.get("parent") and not _above(state, base.id, changes["parent"]):
        state.problems.append(f"act {act.id} of {act.coder}: {base.id} stays where it is, since {body['parent']} is below it")
        del changes["parent"]
    state.codes[base.id] = replace(base, **changes)


def _above(state: State, code: str, parent: str) -> str:
    """Return `parent`, or nothing if `code` would then stand above itself."""
    seen, step = set(), state.resolve(parent)
    while step and step not in seen:
        if step == code:
            return ""
        seen.add(step)
        step = state.resolve(state.codes[step].parent) if step in state.codes else ""
    return parent


def _retire(state: State, act: Act) -> None:
    if code := state.codes.get(act.body["code"]):
        state.codes[code.id] = replace(code, retired=True)


def _merge(state: State, act: Act) -> None:
    old, new = act.body["code"], state.resolve(act.body["into"])
    if old != new:
        state.merged[old] = new
        if new not in state.codes:
            _make(state, new, act)


def _exemplify(state: State, act: Act) -> None:
    body = act.body
    state.examples[act.id] = Example(act.id, body["code"], anchor_of(body["anchor"]), body.get("stance", "for"), act.coder)
    if body["code"] not in state.codes:
        _make(state, body["code"], act)


def _decide(state: State, act: Act) -> None:
    body = act.body
    state.decisions[act.id] = Decision(
        act.id, act.coder, body["code"], anchor_of(body["anchor"]), body["decision"], body["model"], float(body["score"]),
        body.get("instead", ""), act.at,
    )  # fmt: skip


def _ask(state: State, act: Act) -> None:
    state.about[act.body["source"], act.body["question"]] = tuple(act.body["stages"])


def _same(state: State, act: Act) -> None:
    one, other = ((said["source"], said["question"]) for said in (act.body, act.body["as"]))
    if one != other:
        state.same[one] = tuple(sorted({*state.same.get(one, ()), other}))


def _correct(state: State, act: Act) -> None:
    body = act.body
    state.corrections.append(
        Correction(act.id, body["source"], body["before"], body["after"], act.coder, act.at, body.get("reason", ""))
    )


def _withdraw(state: State, act: Act) -> None:
    known = state.withdrawn.get(act.body["participant"], ())
    state.withdrawn[act.body["participant"]] = tuple(sorted({*known, *act.body["origins"]}))


def _release(state: State, act: Act) -> None:
    said = {name: act.body[name] for name in ("file", "sha256", "found", "reason")}
    state.released[act.id] = said | {"coder": act.coder, "at": act.at}


def _remove(state: State, act: Act) -> None:
    state.touched.add(act.body["coding"])
    coding = state.codings.pop(act.body["coding"], None)
    if coding and coding.coder != act.coder:
        state.removed[coding.id] = act.coder


def _edit(state: State, act: Act) -> None:
    state.touched.add(act.body["coding"])
    coding = state.codings.get(act.body["coding"])
    if coding is None:
        return
    changes: dict[str, Any] = {k: act.body[k] for k in ("valence", "stance", "memo", "code") if k in act.body}
    if "anchor" in act.body:
        changes["anchor"] = anchor_of(act.body["anchor"])
    state.codings[coding.id] = replace(coding, **changes)
    if coding.coder != act.coder:
        state.edited[coding.id] = act.coder
    if not double.SAYS.isdisjoint(act.body):
        state.revised.add(coding.id)
    if "code" in changes and changes["code"] not in state.codes:
        _make(state, changes["code"], act)


def _memo(state: State, act: Act) -> None:
    about = (act.body["kind"], act.body["about"])
    if text := act.body.get("text", ""):
        state.memos[about] = text
    else:
        state.memos.pop(about, None)


def _need(state: State, act: Act) -> None:
    body = act.body
    need = Need(body["need"], body["statement"], body.get("stage", ""), bool(body.get("latent")), act.coder, act.at,
                body.get("candidate", ""), *ledger.parts(state, body))  # fmt: skip
    state.needs[need.id] = need
    if need.id not in state.codes:
        _make(state, need.id, act)
    state.codes[need.id] = replace(state.codes[need.id], label=need.statement, stage=need.stage, latent=need.latent)
    for number, anchor in enumerate(body.get("anchors", ())):
        key = f"{act.id}.{number}"
        kind = state.coders.get(act.coder, "human")
        state.codings[key] = Coding(key, need.id, anchor_of(anchor), act.coder, kind, act.at)


#: What each kind of act does, but for ``coding.add``, ``undo`` and ``coder.join``.
STEPS: dict[str, Callable[[State, Act], None]] = {
    "code.define": _define,
    "code.retire": _retire,
    "code.merge": _merge,
    "code.example": _exemplify,
    "coding.remove": _remove,
    "coding.edit": _edit,
    "memo.set": _memo,
    "need.confirm": _need,
    "participant.withdraw": _withdraw,
    "share.release": _release,
    "question.about": _ask,
    "question.same": _same,
    "source.correct": _correct,
    "suggestion.decide": _decide,
    "assignment.make": double.assign,
    "assignment.reveal": double.reveal,
    "adjudication.make": double.adjudicate,
    "need.edit": ledger.edit,
    "need.dismiss": ledger.dismiss,
    "need.decide": ledger.decide,
    "theme.make": themed.make,
    "theme.edit": themed.edit,
    "theme.merge": themed.merge,
    "theme.retire": themed.retire,
    "theme.place": themed.place,
    "topics.keep": themed.keep,
}
