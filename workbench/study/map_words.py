"""What was done on the map, in words, for the history: see `workbench.study.history`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench.study.records import Act

_SHORT = 8

Body = dict[str, Any]
Told = tuple[str, str]


def _put(body: Body, _: Mapping[str, Act]) -> Told:
    said = {
        "stage": "moved {} to {}", "lane": "put {} among the {}s", "title": "gave {} another title", "owner": "gave {} to {}",
        "status": "said that {} is {}", "under": "put {} under {}",
    }  # fmt: skip
    back = {"stage": "moved {} back", "lane": "put {} back among its kind", "title": "gave {} its own title again",
            "owner": "left {} without an owner", "under": "put {} on its own again"}  # fmt: skip
    told = [(said if body[name] else back)[name].format(body["claim"], body[name]) for name in said if name in body]
    if "hidden" in body:
        told.append(f"{'hid' if body['hidden'] else 'showed'} {body['claim']}")
    return body["claim"], ", ".join(told) or f"changed nothing of {body['claim']}"


def _sorted_in(body: Body, _: Mapping[str, Act]) -> Told:
    where = f"with {body['claim']}" if body.get("claim") else "away"
    return body["note"], f"put the note {body['note'][:_SHORT]} {where}"


def _signed(body: Body, _: Mapping[str, Act]) -> Told:
    return body["claim"], f"signed {body['grade']} for {body['claim']}"


def _moment_of_truth(body: Body, _: Mapping[str, Act]) -> Told:
    return body["stage"], f"said that {body['stage']} is {'a' if body['moment'] else 'no'} moment of truth"


def _hypothesised(body: Body, _: Mapping[str, Act]) -> Told:
    changed = ", ".join(sorted(body.keys() - {"hypothesis", "with", "reason"})) or "nothing"
    return body["hypothesis"], f"changed {changed} of {body['hypothesis']}"


def _experimented(body: Body, _: Mapping[str, Act]) -> Told:
    return body["hypothesis"], f"planned an experiment for {body['hypothesis']}: {body['n']} people in each arm"


def _came(body: Body, _: Mapping[str, Act]) -> Told:
    count = sum(arm["n"] for arm in body["arms"])
    return body["hypothesis"], f"noted what came of the experiment for {body['hypothesis']}: {count} people"


def _estimated(body: Body, _: Mapping[str, Act]) -> Told:
    numbers = ", ".join(f"{name} {body[name]:g}" for name in ("effort", "impact", "reach") if name in body)
    return body["claim"], f"estimated {numbers or 'nothing'} for {body['claim']}"


#: What each kind of act about the map is about, and what it says.
WORDS: dict[str, Callable[[Body, Mapping[str, Act]], Told]] = {
    "card.set": _put,
    "card.comment": lambda b, _: (b["about"], f"commented on {b['about']}"),
    "card.note": lambda b, _: (b.get("stage", ""), "wrote a note" + (f" on {b['stage']}" if b.get("stage") else "")),
    "note.sort": _sorted_in,
    "grade.sign": _signed,
    "moment.decide": _moment_of_truth,
    "cause.link": lambda b, _: (b["claim"], f"linked {b['claim']} to {b['because']} as its cause"),
    "cause.cut": lambda b, _: (b["claim"], f"cut the link of {b['claim']} to {b['because']}"),
    "hypothesis.make": lambda b, _: (b["hypothesis"], f"made {b['hypothesis']}"),
    "hypothesis.edit": _hypothesised,
    "hypothesis.retire": lambda b, _: (b["hypothesis"], f"retired {b['hypothesis']}"),
    "experiment.plan": _experimented,
    "experiment.result": _came,
    "estimate.set": _estimated,
    "future.set": lambda b, _: (b["about"], f"said what {b['about']} is to become"),
    "future.drop": lambda b, _: (b["about"], f"left out what {b['about']} was to become"),
}
