"""The need ledger: what people confirmed, edited, dismissed, merged and retired, with its history; and the acts that do so.

A need keeps its id for ever; what is found again is new evidence for it and no new candidate (`workbench.themes.review`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.coding.frame import Places
from workbench.study.acts import fault
from workbench.study.errors import UserError
from workbench.study.fold import fold, ordered
from workbench.study.kinds import UNCOUNTED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Act, Anchor, Segment
    from workbench.themes.needs import Candidate
    from workbench.themes.review import Match

Status = Literal["confirmed", "dismissed", "merged", "retired"]

#: A participant's words in a row that may stand in what a person writes: more of them is a quotation.
_WORDS = 5


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a need's history: what was done, in which round, from which needs or candidate, by whom, when and why."""

    round: str
    kind: str
    from_: tuple[str, ...]
    similarity: float | None
    decided_by: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One need of the ledger, or one candidate that was dismissed.

    Attributes
    ----------
    id
        ``need:…``, permanent; of a dismissed candidate the candidate's.
    statement, who, what, because, stage, latent
        As a person said them; empty for a dismissed candidate.
    status
        Where it stands.
    into
        The need it was merged into; empty if it was not.
    people
        Round -> participants whose passages are coded with it, in the order of the rounds. Authors of tickets, reviews and
        posts are not counted.
    history
        Oldest first.
    """

    id: str
    statement: str
    who: str
    what: str
    because: str
    stage: str
    latent: bool
    status: Status
    into: str
    people: dict[str, int]
    history: tuple[Event, ...]


def ledger(folder: Folder) -> list[Entry]:
    """Return the need ledger of a study: needs by id, then dismissed candidates by the time they were.

    Parameters
    ----------
    folder
        The study.
    """
    state = folder.state()
    line = [a for a in ordered(folder.acts()) if a.id not in state.undone and not fault(a.act, a.body)]
    # What merged needs said before they were merged: the same fold without the merges.
    needs = fold(a for a in line if a.act in {"need.confirm", "need.edit"}).needs | state.needs
    people = _people(folder, state)
    entries = []
    for need in sorted(needs.values(), key=lambda n: n.id):
        into = state.resolve(need.id) if need.id in state.merged else ""
        status: Status = "merged" if into else "retired" if state.codes[need.id].retired else "confirmed"
        told = (need.statement, need.who, need.what, need.because, need.stage, need.latent, status, into)
        entries.append(Entry(need.id, *told, people.get(need.id, {}), tuple(_history(need.id, line))))
    for gone in state.dismissed.values():
        event = Event(gone.round, "dismissed", (), None, gone.coder, gone.at, gone.reason)
        entries.append(Entry(gone.candidate, "", "", "", "", "", False, "dismissed", "", {}, (event,)))  # noqa: FBT003
    return entries


def _history(need: str, line: Iterable[Act]) -> Iterable[Event]:
    confirmed = False
    for act in line:
        body, by = act.body, (act.coder, act.at, act.body.get("reason", ""))
        if act.act == "need.confirm" and body["need"] == need:
            origin = (body["candidate"],) if body.get("candidate") else ()
            yield Event(body.get("round", ""), "edited" if confirmed else "confirmed", origin, None, *by)
            confirmed = True
        elif act.act == "need.edit" and body["need"] == need:
            yield Event("", "edited", (), None, *by)
        elif act.act == "need.decide" and need in {*body["needs"], *body["into"]}:
            yield Event(body["round"], body["kind"], tuple(body["needs"]), body.get("similarity"), *by)
        elif act.act == "code.merge" and need in {body["code"], body["into"]} and body["code"] != body["into"]:
            yield Event("", "merged", (body["code"],), None, *by)
        elif act.act == "code.retire" and body["code"] == need:
            yield Event("", "retired", (), None, *by)


def _people(folder: Folder, state: State) -> dict[str, dict[str, int]]:
    """Return for each need its people by round."""
    places = Places(folder)
    heard: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for coding in state.codings.values():
        if coding.code.startswith("need:") and coding.stance == "for" and state.counts(coding):
            place = places.find(coding)
            if place and place.participant and place.kind not in UNCOUNTED and place.speech != "interviewer":
                heard[coding.code][place.round].add(place.participant)
    in_order = folder.settings.in_order
    return {need: {r: len(by_round[r]) for r in in_order(by_round)} for need, by_round in heard.items()}


def own_words(segments: Iterable[Segment], **parts: str) -> None:
    """Refuse what quotes a participant: acts are for ever, and a person must be erasable without breaking them.

    Parameters
    ----------
    segments
        Of the candidate.
    parts
        What is to be written into the log, by name.

    Raises
    ------
    UserError
        If a part holds more than five words in a row that one of the segments holds.
    """
    said = {run for s in segments for run in _runs(s.text)}
    for name, text in parts.items():
        if not said.isdisjoint(_runs(text)):
            raise UserError(
                f"{name} holds a participant's words. Say it in your own: the log keeps them after their text is erased."
            )


def _runs(text: str) -> set[tuple[str, ...]]:
    words = ["".join(c for c in word if c.isalnum()) for word in text.casefold().split()]
    kept = [word for word in words if word]
    return {tuple(kept[n : n + _WORDS + 1]) for n in range(len(kept) - _WORDS)}


def edit(folder: Folder, need: str, *, coder: str, reason: str = "", **parts: str | bool) -> Act:
    """Change what the ledger says of a need: ``statement``, ``stage``, ``latent``, ``who``, ``what``, ``because``.

    Raises
    ------
    UserError
        If there is no such need in the ledger, or no such part.
    """
    _known(folder, need)
    if wrong := sorted(parts.keys() - {"statement", "stage", "latent", "who", "what", "because"}):
        raise UserError(f"a need has no {wrong[0]}; it has statement, stage, latent, who, what and because")
    (act,) = folder.act(coder, ("need.edit", {"need": need, **parts, **_why(reason)}))
    return act


def dismiss(
    folder: Folder, candidate: Candidate, segments: Mapping[str, Segment], reason: str, *, coder: str, round_: str = ""
) -> Act:
    """Say that a candidate is no need, and why; it is not proposed again while it is mostly the same segments.

    Raises
    ------
    UserError
        If no reason is given.
    """
    if not reason.strip():
        raise UserError("say why it is no need: whoever reads the ledger later will ask")
    own_words((segments[s] for s in candidate.segments), reason=reason)
    body = {"candidate": candidate.id, "anchors": [_raw(segments[s].anchor) for s in sorted(candidate.segments)], "reason": reason}
    (act,) = folder.act(coder, ("need.dismiss", body | ({"round": round_} if round_ else {})))
    return act


def decide(
    folder: Folder,
    match: Match,
    round_: str,
    segments: Mapping[str, Segment],
    *,
    coder: str,
    accept: Collection[str] | None = None,
    into: Sequence[str] = (),
    reason: str = "",
) -> list[Act]:
    """Take a proposal: it goes into the history of its needs, and the passages one accepts become their evidence.

    Parameters
    ----------
    folder
        The study.
    match
        From `workbench.themes.review.review`.
    round_
        In which round it was seen.
    segments
        All segments, by id.
    coder
        Who decides.
    accept
        Those of its new segments that one read and found right; all if None.
    into
        Needs after it; the needs themselves if not given. New evidence goes to the first. Needs are not merged by this: that
        is ``code.merge``, and it is another act.
    reason
        Why.

    Returns
    -------
    list of Act
        One gesture: the decision, then the codings.

    Raises
    ------
    UserError
        If a need is not in the ledger, or a segment is not one of the proposal's.
    """
    after = list(into) or ([] if match.kind == "gone" else list(match.needs))
    for need in {*match.needs, *after}:
        _known(folder, need)
    chosen = match.segments if accept is None else tuple(accept)
    if stray := sorted(set(chosen) - set(match.segments)):
        raise UserError(f"not a segment of this proposal: {stray[0]}")
    body = {"round": round_, "kind": match.kind, "needs": list(match.needs), "into": after, "candidate": ",".join(match.candidates)}
    similarity = {} if match.similarity is None else {"similarity": match.similarity}
    items = [("coding.add", {"code": after[0], "anchor": _raw(segments[s].anchor)}) for s in (chosen if after else ())]
    return folder.act(coder, ("need.decide", {**body, **similarity, **_why(reason)}), *items, together=True)


def _known(folder: Folder, need: str) -> None:
    needs = folder.state().needs
    if need not in needs:
        raise UserError(f"the ledger has no {need!r}; it has: {', '.join(sorted(needs)) or 'no need yet'}")


def _raw(anchor: Anchor) -> dict[str, str | int]:
    return {"source": anchor.source, "item": anchor.item, "version": anchor.version, "start": anchor.start, "end": anchor.end}


def _why(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}
