"""What was done, by whom, when and why; and which acts a moment of the past had seen.

The words name codes, sources, places and pseudonyms. They quote nobody: a history may be shown where a transcript may not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from workbench.study import map_words
from workbench.study.acts import AGAIN, fault
from workbench.study.errors import UserError
from workbench.study.fold import ordered, taken_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from workbench.study.records import Act

_SHORT = 8
_FEW = 3
_VERBS = {True: "did again", False: "took back"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, told.

    Attributes
    ----------
    id, at, coder, act
        Of the act: its id, its time, who, and its kind.
    about
        Id of what it is about: a code, a coding, a source, a question, a participant, a need, or the act taken back.
    what
        In words; nothing that a participant said.
    reason
        Why, if they said so.
    undone_by
        Id of the undo that takes it back now; empty if it counts.
    """

    id: str
    at: str
    coder: str
    act: str
    about: str
    what: str
    reason: str = ""
    undone_by: str = ""


def history(acts: Iterable[Act]) -> list[Entry]:
    """Return every act as an entry, oldest first, in the order of the fold.

    Parameters
    ----------
    acts
        All acts of the study.
    """
    line = ordered(acts)
    gone = taken_back(line)
    known = {act.id: act for act in line}
    return [_entry(act, known, gone) for act in line]


def _entry(act: Act, known: Mapping[str, Act], gone: Mapping[str, str]) -> Entry:
    wrong = fault(act.act, act.body)
    reason = act.body.get("reason", "")
    about, what = ("", f"skipped: {wrong}") if wrong else told(act, known)
    return Entry(act.id, act.at, act.coder, act.act, about, what, reason if isinstance(reason, str) else "", gone.get(act.id, ""))


def told(act: Act, known: Mapping[str, Act]) -> tuple[str, str]:
    """Return what an act is about, and what it says in words.

    Parameters
    ----------
    act
        One whose body is as docs/format.md has it.
    known
        All acts by id: an edit names the coding it changes, an undo what it takes back.
    """
    if act.act == "undo":
        return act.body["target"], _undoing(act, known)
    tell = _WORDS.get(act.act)
    if tell is None:
        return "", f"an act of the unknown kind {act.act}"
    return tell(act.body, known)


def _undoing(act: Act, known: Mapping[str, Act]) -> str:
    target, again, steps = known.get(act.body["target"]), False, {act.id}
    more = len(act.body.get("also", ()))
    while target is not None and target.act == "undo" and target.id not in steps and not fault("undo", target.body):
        again, more = not again, more + len(target.body.get("also", ()))
        steps.add(target.id)
        target = known.get(target.body["target"])
    if target is None or target.id in steps or fault(target.act, target.body):
        return f"{_VERBS[again]} an act that is not here"
    rest = f", and {more} more" if more else ""
    return f"{_VERBS[again]}: {told(target, known)[1]}{rest}"


def _place(anchor: Mapping[str, Any]) -> str:
    source = f"{anchor['source']}/{anchor['item']}" if anchor.get("item") else str(anchor["source"])
    return f"{source} {anchor['start']}–{anchor['end']}"


def _coding(name: str, known: Mapping[str, Act]) -> str:
    """Return which coding is meant: its code and place when it was made, or its id if that is not here."""
    made = known.get(name.partition(".")[0])
    if made is None or made.act not in {"coding.add", "need.confirm"} or fault(made.act, made.body):
        return f"a coding that is not here ({name[:_SHORT]})"
    if made.act == "need.confirm":
        return f"a passage of {made.body['need']}"
    return f"{made.body['code']} at {_place(made.body['anchor'])}"


Body = dict[str, Any]
Told = tuple[str, str]


def _joined(body: Body, _: Mapping[str, Act]) -> Told:
    kind = body.get("kind", "human")
    return "", "joined to code again what they coded before" if kind == AGAIN else f"joined as a {kind}"


def _defined(body: Body, _: Mapping[str, Act]) -> Told:
    said = [name for name in body if name not in {"code", "with", "reason"}]
    return body["code"], f"defined {body['code']}" + (f" ({', '.join(sorted(said))})" if said else "")


def _coded(body: Body, _: Mapping[str, Act]) -> Told:
    against = " as speaking against it" if body.get("stance") == "against" else ""
    return body["code"], f"coded {_place(body['anchor'])} with {body['code']}{against}"


def _edited(body: Body, known: Mapping[str, Act]) -> Told:
    changed = ", ".join(sorted(k for k in body if k in {"code", "anchor", "valence", "stance", "memo"})) or "nothing"
    return body["coding"], f"changed {changed} of {_coding(body['coding'], known)}"


def _noted(body: Body, _: Mapping[str, Act]) -> Told:
    return body["about"], f"{'wrote' if body.get('text') else 'emptied'} the memo on {body['kind']} {body['about']}"


def _shown(body: Body, _: Mapping[str, Act]) -> Told:
    kind = "what is not" if body.get("stance") == "against" else "an example of"
    return body["code"], f"named {_place(body['anchor'])} as {kind} {body['code']}"


def _decided(body: Body, _: Mapping[str, Act]) -> Told:
    instead = f" and gave it {body['instead']}" if body.get("instead") else ""
    return body["code"], f"{body['decision']} the suggestion of {body['code']} at {_place(body['anchor'])}{instead}"


def _asked(body: Body, _: Mapping[str, Act]) -> Told:
    stages = ", ".join(body["stages"]) or "no stage"
    return body["question"], f"said that question {body['question']} of {body['source']} asks about {stages}"


def _equated(body: Body, _: Mapping[str, Act]) -> Told:
    other = body["as"]
    what = f"said that question {body['question']} of {body['source']} is question {other['question']} of {other['source']}"
    return body["question"], what


def _corrected(body: Body, _: Mapping[str, Act]) -> Told:
    return body["source"], f"corrected {body['source']} (version {body['before'][:_SHORT]} to {body['after'][:_SHORT]})"


def _confirmed(body: Body, _: Mapping[str, Act]) -> Told:
    return body["need"], f"confirmed {body['need']} with {_passages(len(body.get('anchors', ())))}"


def _assigned(body: Body, _: Mapping[str, Act]) -> Told:
    who, what = _several(body["coders"]), _several(body["sources"])
    if body["purpose"] == "recode":
        return "", f"asked {who} to code again {len(body.get('anchors', ())) or 'all'} passages of {what}"
    return "", f"asked {who} to code {what} without seeing each other's codings"


def _renamed(body: Body, _: Mapping[str, Act]) -> Told:
    said = sorted(body.keys() & {"statement", "stage", "latent", "who", "what", "because"})
    return body["need"], f"changed {', '.join(said) or 'nothing'} of {body['need']}"


def _dismissed(body: Body, _: Mapping[str, Act]) -> Told:
    return body["candidate"], f"dismissed the candidate {body['candidate']}: {body['reason']}"


def _ruled(body: Body, _: Mapping[str, Act]) -> Told:
    before, after = (_several(body[name]) if body[name] else "" for name in ("needs", "into"))
    words = {
        "same": f"{before} is heard again", "split": f"{before} is now {after}", "merged": f"{before} are now {after}",
        "new": f"{after} is new", "gone": f"{before} is not heard any more",
    }  # fmt: skip
    return before or after, f"decided for round {body['round'] or 'without a name'}: {words[body['kind']]}"


def _revealed(body: Body, known: Mapping[str, Act]) -> Told:
    made = known.get(body["assignment"])
    if made is None or made.act != "assignment.make" or fault(made.act, made.body):
        return body["assignment"], f"revealed an assignment that is not here ({body['assignment'][:_SHORT]})"
    return made.id, f"revealed what {_several(made.body['coders'])} coded in {_several(made.body['sources'])}"


def _adjudicated(body: Body, _: Mapping[str, Act]) -> Told:
    place = _place(body["anchor"])
    return place, f"decided about {place}: {len(body['stands'])} codings stand, {len(body['falls'])} fall"


def _made(body: Body, _: Mapping[str, Act]) -> Told:
    count = len(body.get("anchors", ()))
    return body["theme"], f"made the theme {body['theme']}" + (f" with {_passages(count)}" if count else "")


def _themed(body: Body, _: Mapping[str, Act]) -> Told:
    changed = ", ".join(sorted(k for k in body if k in {"name", "description", "codes", "stage"})) or "nothing"
    return body["theme"], f"changed {changed} of {body['theme']}"


def _placed(body: Body, _: Mapping[str, Act]) -> Told:
    where = f"in {body['theme']}" if body["theme"] else "in no theme"
    anchors = body["anchors"]
    return body["theme"], f"put {_place(anchors[0]) if len(anchors) == 1 else _passages(len(anchors))} {where}"


def _kept(body: Body, _: Mapping[str, Act]) -> Told:
    name = f" as {body['name']}" if body.get("name") else ""
    return body["fit"], f"kept the topics {body['fit'][:_SHORT]}{name}"


def _released(body: Body, _: Mapping[str, Act]) -> Told:
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(body["found"].items())) or "nothing"
    return body["file"], f"let {body['file']} go out (sha256 {body['sha256'][:_SHORT]}) although the gate found: {kinds}"


def _passages(count: int) -> str:
    return f"{count} passage{'s' if count != 1 else ''}"


def _several(names: Sequence[str]) -> str:
    """Return up to three names, and how many more there are."""
    *shown, last = [*names[:_FEW], f"{len(names) - _FEW} more"] if len(names) > _FEW else names
    return f"{', '.join(shown)} and {last}" if shown else last


_WORDS: dict[str, Callable[[Body, Mapping[str, Act]], Told]] = {
    "coder.join": _joined,
    "code.define": _defined,
    "code.retire": lambda b, _: (b["code"], f"retired {b['code']}"),
    "code.merge": lambda b, _: (b["code"], f"merged {b['code']} into {b['into']}"),
    "code.example": _shown,
    "coding.add": _coded,
    "coding.remove": lambda b, known: (b["coding"], f"removed {_coding(b['coding'], known)}"),
    "coding.edit": _edited,
    "memo.set": _noted,
    "need.confirm": _confirmed,
    "question.about": _asked,
    "question.same": _equated,
    "source.correct": _corrected,
    "suggestion.decide": _decided,
    "assignment.make": _assigned,
    "assignment.reveal": _revealed,
    "adjudication.make": _adjudicated,
    "need.edit": _renamed,
    "need.dismiss": _dismissed,
    "need.decide": _ruled,
    "theme.make": _made,
    "theme.edit": _themed,
    "theme.merge": lambda b, _: (b["theme"], f"merged {b['theme']} into {b['into']}"),
    "theme.retire": lambda b, _: (b["theme"], f"retired {b['theme']}"),
    "theme.place": _placed,
    "topics.keep": _kept,
    **map_words.WORDS,
    "share.release": _released,
    "participant.withdraw": lambda b, _: (b["participant"], f"withdrew {b['participant']} from the study"),
}


# The past ------------------------------------------------------------------------------------------------------------


def until(acts: Iterable[Act], at: str) -> list[Act]:
    """Return the acts that had been done at a moment.

    Parameters
    ----------
    acts
        Any acts.
    at
        An ISO date, which means the end of that day, or an ISO date and time; UTC unless it says otherwise. The clocks of
        the machines that wrote the acts decide. An act whose own time cannot be read is taken for an old one.

    Raises
    ------
    UserError
        If `at` is neither.
    """
    moment = _moment(at) if isinstance(at, str) else None
    if moment is None:
        raise UserError(f"{at!r} is no date and no time. Write it as 2026-09-14 or 2026-09-14T09:30.")
    if "T" not in at and " " not in at.strip():
        moment = datetime.combine(moment.date(), time.max, UTC)
    return [act for act in acts if (done := _moment(act.at)) is None or done <= moment]


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
