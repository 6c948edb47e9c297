"""Where coders differ, and what somebody decides about it.

A case is one passage: codings of one family that overlap in one turn or answer, of which at least one says what not all
say who opened the text. Who said nothing there is a side as well. A decision is an act with a reason: codings stand or
fall, and what falls is kept, seen by agreement, and no evidence. It is about codings, not about coders, so it holds until
one of them is changed; then the case is open again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.coding.assign import unrevealed
from workbench.coding.frame import codings_frame
from workbench.study.errors import UserError
from workbench.study.records import Anchor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from workbench.study.fold import State
    from workbench.study.folder import Folder
    from workbench.study.records import Adjudication

#: A transcript (its id and ""), or an answer (the survey's id and the answer's).
_Text = tuple[str, str]
#: What a side says: codes with their stance, sorted; nothing if it says nothing.
_Said = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Case:
    """A passage about which coders differ.

    Attributes
    ----------
    anchor
        From the first to the last character that any of them coded.
    participant
        Whose words, or to whom the question was put.
    turn
        Index in a transcript; 0 in an answer.
    quote
        The words at the anchor, as they were said.
    sides
        Coder to the ids of their codings there; none if they opened the text and coded nothing of the family there.
    family
        Of the codes.
    decided
        What was decided last; None if nobody has, or if a coder changed one of the codings since.
    """

    anchor: Anchor
    participant: str
    turn: int
    quote: str
    sides: Mapping[str, tuple[str, ...]]
    family: str
    decided: Adjudication | None = None

    @property
    def id(self) -> str:
        """A name for it that stays as long as the codings do: text, place and family."""
        a = self.anchor
        return f"{a.source}/{a.item}/{a.start}-{a.end}/{self.family}"

    @property
    def codings(self) -> frozenset[str]:
        """Ids of all the codings it is about."""
        return frozenset(key for keys in self.sides.values() for key in keys)


class _Row(NamedTuple):
    """One coding. The order of the fields is the order in which codings are put together to passages."""

    source: str
    item: str
    turn: int
    family: str
    start: int
    end: int
    code: str
    stance: str
    coder: str
    id: str
    version: str
    participant: str

    @property
    def said(self) -> tuple[str, str]:
        return self.code, self.stance


def added(state: State) -> frozenset[str]:
    """Return the codings that were added in one gesture with a decision: no coder gave them on their own."""
    return frozenset(key for made in state.adjudications for key in state.gestures.get(made, ()) if key in state.codings)


def independent(frame: pd.DataFrame, state: State, coders: Iterable[str]) -> pd.DataFrame:
    """Return what coders gave on their own, which is what agreement is about.

    Parameters
    ----------
    frame
        Codings, as `workbench.coding.frame.codings_frame` gives them.
    state
        What the acts add up to.
    coders
        Who are compared.

    Returns
    -------
    DataFrame
        Without codings that came with a decision, and without sources that one of them still codes blind;
        ``frame.attrs["unrevealed"]`` names these. What fell is there.
    """
    blind, later = unrevealed(state, coders), added(state)
    out = frame[~(frame["source"].isin(list(blind)) | frame["id"].isin(list(later)))]
    out.attrs["unrevealed"] = sorted(blind)
    return out


def open_cases(folder: Folder, coders: Sequence[str] | None = None) -> list[Case]:
    """Return where coders differ, what to talk about first first.

    Parameters
    ----------
    folder
        The study.
    coders
        Two or more; everybody who codes if None. Whoever did not open a text is no side there: who coded nothing in it, but
        for an answer of a survey they were assigned, of which they coded others, once it is revealed.

    Returns
    -------
    list of Case
        Undecided ones first. Then by family, the one with most open cases first; within it, cases in which the sides differ
        in the same way, the most frequent way first, since one rule settles them all; then the most lopsided, where one
        side gave most codings more than another; then by place.

    Raises
    ------
    UserError
        If fewer than two different coders are named.
    """
    state, frame = folder.state(), codings_frame(folder)
    everybody = sorted(set(frame.loc[frame["coder_kind"] == "human", "coder"]))
    who = list(dict.fromkeys(everybody if coders is None else coders))
    if coders is not None and len(who) < 2:  # noqa: PLR2004 (a pair)
        raise UserError(f"name two different coders; there are: {', '.join(everybody) or 'none'}")
    frame = independent(frame, state, who)
    frame = frame[frame["coder"].isin(who)]
    opened = _opened(state, frame, who)
    rows = sorted(_Row(*values) for values in zip(*(frame[name].tolist() for name in _Row._fields), strict=True))
    last = _last_words(state)
    found = []
    for passages in _by_turn(rows):
        people = [c for c in who if c in opened[passages[0][0].source, passages[0][0].item]]
        given: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in (row for passage in passages for row in passage):
            given[row.said].add(row.coder)
        differ = (p for p in passages if any(len(given[row.said]) < len(people) for row in p))
        found += [_case(folder, state, passage, people, last) for passage in differ]
    return _worst_first(state, found)


def _opened(state: State, frame: pd.DataFrame, who: Sequence[str]) -> dict[_Text, set[str]]:
    """Return who opened which text."""
    found: dict[_Text, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    for source, item, coder in zip(frame["source"].tolist(), frame["item"].tolist(), frame["coder"].tolist(), strict=True):
        found[source, item].add(coder)
        sources[source].add(coder)
    done: dict[str, set[str]] = defaultdict(set)
    for made in state.assignments.values():
        for source in made.sources if made.purpose == "double" else ():  # those that are not revealed are in no frame
            done[source] |= set(made.coders) & set(who) & sources[source]
    return {text: people | done.get(text[0], set()) for text, people in found.items()}


def _by_turn(rows: Iterable[_Row]) -> Iterator[list[list[_Row]]]:
    """Yield, for each turn or answer and family, the passages: codings that overlap one after the other."""
    turn: list[list[_Row]] = []
    end = -1
    for row in rows:
        if turn and row[:4] != turn[0][0][:4]:
            yield turn
            turn = []
        if turn and row.start < end:
            turn[-1].append(row)
            end = max(end, row.end)
        else:
            turn.append([row])
            end = row.end
    if turn:
        yield turn


def _last_words(state: State) -> dict[str, tuple[int, Adjudication]]:
    """Return the last decision about each coding, and which of all it is."""
    return {key: (n, made) for n, made in enumerate(state.adjudications.values()) for key in (*made.stands, *made.falls)}


def _case(
    folder: Folder, state: State, passage: Sequence[_Row], people: Sequence[str], last: Mapping[str, tuple[int, Adjudication]]
) -> Case:
    first, end = passage[0], max(row.end for row in passage)
    anchor = Anchor(first.source, first.item, first.version, first.start, end)
    sides = {coder: tuple(row.id for row in passage if row.coder == coder) for coder in people}
    words = [last.get(row.id) for row in passage]
    said = [made for made in words if made is not None]
    named = {key for _, made in said for key in (*made.stands, *made.falls)}
    holds = len(said) == len(words) and named <= state.codings.keys() and state.revised.isdisjoint(named)
    decided = max(said, key=lambda pair: pair[0])[1] if holds else None
    text = folder.text(first.source, first.item)
    return Case(anchor, first.participant, first.turn, text[first.start : end], sides, first.family, decided)


def _worst_first(state: State, cases: Sequence[Case]) -> list[Case]:
    def ways(case: Case) -> tuple[str, tuple[_Said, ...]]:
        sides = (tuple(sorted({(state.codings[k].code, state.codings[k].stance) for k in keys})) for keys in case.sides.values())
        return case.family, tuple(sorted(sides))

    families = Counter(case.family for case in cases if case.decided is None)
    often = Counter(ways(case) for case in cases if case.decided is None)

    def key(case: Case) -> tuple[Any, ...]:
        sizes = [len(keys) for keys in case.sides.values()]
        way = ways(case)
        return (
            case.decided is not None, -families[case.family], case.family, -often[way], min(sizes) - max(sizes), way, case.anchor,
        )  # fmt: skip

    return sorted(cases, key=key)


# Decide --------------------------------------------------------------------------------------------------------------


def deciding(
    folder: Folder, case: Case | Anchor, stands: Iterable[str], falls: Iterable[str], *, coder: str, reason: str,
    add: Iterable[str | Mapping[str, Any]] = (),
) -> list[tuple[str, dict[str, Any]]]:  # fmt: skip
    """Return the acts of a decision, for who writes them together with others. Parameters and errors as in `adjudicate`."""
    anchor = case.anchor if isinstance(case, Case) else case
    kept, fell = list(dict.fromkeys(stands)), list(dict.fromkeys(falls))
    more = [{"code": one} if isinstance(one, str) else dict(one) for one in add]
    if not reason.strip():
        raise UserError("say why: a decision without a reason helps nobody who codes the next text")
    _sound(folder.state(), anchor, kept, fell, coder)
    if isinstance(case, Case) and (left := case.codings - {*kept, *fell}):
        raise UserError(
            f"say of each coding of the case whether it stands or falls; {len(left)} are left: {', '.join(sorted(left))}"
        )
    told = {"anchor": asdict(anchor), "stands": kept, "falls": fell, "reason": reason}
    given = [("coding.add", {"anchor": asdict(anchor), "stance": "for", **body}) for body in more]
    return [("adjudication.make", told), *given]


def adjudicate(
    folder: Folder, case: Case | Anchor, stands: Iterable[str], falls: Iterable[str], *, coder: str, reason: str,
    add: Iterable[str | Mapping[str, Any]] = (),
) -> Adjudication:  # fmt: skip
    """Decide about codings where coders differ: one gesture, which one undo takes back.

    Parameters
    ----------
    folder
        The study.
    case
        As `open_cases` gives it: then each of its codings stands or falls. Or a passage.
    stands, falls
        Ids of codings.
    coder
        Who decides.
    reason
        Why; others will read it. No words of a participant.
    add
        Codes that neither side gave, or bodies of ``coding.add`` with another anchor, a valence, a stance: they are coded in
        the decider's name, at the passage if they do not say where.

    Returns
    -------
    Adjudication
        As it is in the log now.

    Raises
    ------
    UserError
        If no reason is given, a coding is of another text or not there any more, one both stands and falls, one of the case
        is left open, nothing is decided, or one of the coders still codes the source blind. Nothing is written.
    NotSaved
        If the disk said no.
    """
    items = deciding(folder, case, stands, falls, coder=coder, reason=reason, add=add)
    act, *_ = folder.act(coder, *items, together=True)
    return folder.state().adjudications[act.id]


def _sound(state: State, anchor: Anchor, stands: Sequence[str], falls: Sequence[str], coder: str) -> None:
    named = [*stands, *falls]
    if not named:
        raise UserError("name the codings that stand and those that fall")
    if both := set(stands) & set(falls):
        raise UserError(f"a coding stands or falls, not both: {', '.join(sorted(both))}")
    if gone := [key for key in named if key not in state.codings]:
        raise UserError(f"{len(gone)} of the codings are not there any more ({gone[0]}); look at the cases again")
    made = [state.codings[key] for key in named]
    if any((one.anchor.source, one.anchor.item) != (anchor.source, anchor.item) for one in made):
        raise UserError("a decision is about codings of one text")
    if anchor.source in unrevealed(state, {coder, *(one.coder for one in made)}):
        raise UserError(f"{anchor.source} is still coded blind: reveal the assignment first")
    if any(one.coder_kind != "human" for one in made):
        raise UserError("only what people coded is decided about: what models suggest, and what is coded again, is no evidence")
