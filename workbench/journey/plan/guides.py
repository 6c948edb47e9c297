"""The next interview guide: open questions for each stage, and what to listen for, which is never read out.

No question presupposes a feeling, names a problem or offers an answer. What the map claims stands under "Listen for", so
that people can bring it up themselves; whoever names it first has no evidence for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.journey.plan.samples import EVERYBODY, formula, plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from workbench.journey.look import Look

#: Asked at every stage. None takes anything for granted but that there was such a time.
QUESTIONS = (
    "Take me back to the last time. What happened first, and what happened then?",
    "What did you want to get done?",
    "What did you do, with whom, and by what means: a page, a call, a letter, a person?",
    "What had you expected, and what came?",
    "How did you feel then, and what made it so?",
    "What did you do next?",
    "When was it otherwise?",
)
#: Where little is open: enough to hear what nobody thought of.
SHORT = ("What else happened around then that mattered to you?",)
PROBES = ("Tell me more about that.", "What happened then?", "How do you mean?", "Can you show me?")
_BEFORE = (
    "Ask about one time that was, not about what usually is.",
    "Ask, then wait. Do not name a problem, a feeling or an answer first; do not finish a sentence.",
    "Nothing under *Listen for* is read out. If somebody brings it up, ask how that came about; if nobody does, note that.",
)


def guide(look: Look, items: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Return the guide for the next interviews, as Markdown.

    Parameters
    ----------
    look
        Whose words, of which round.
    items
        As `workbench.journey.plan.asknext.ask_next` gives them.
    """
    settings = look.settings
    lines = [f"# Interview guide: {_line(settings.title)}", "", _line(settings.scenario), "", "## Before you begin", ""]
    lines += [f"- {rule}" for rule in _BEFORE]
    lines += ["", f"Probes, anywhere: {' '.join(PROBES)}"]
    for stage in settings.stages:
        mine = [i for i in items.get(stage.id, ()) if i["kind"] != "coding"]
        lines += ["", f"## {_line(stage.label)}", ""]
        aim = f" Here people want to {_lower(_line(stage.goal))}." if stage.goal else ""
        lines += [f"Set the scene in their words: {_line(stage.label)} is ours.{aim} None of this is read out.", ""]
        lines += [f"{number}. {question}" for number, question in enumerate(QUESTIONS if mine else SHORT, 1)]
        lines += _listen(look, stage.id)
        if mine:
            lines += ["", "Why here:", "", *map(_reason, mine)]
    lines += ["", "## To end with", "", "1. What have I not asked?", "2. Who sees it otherwise than you?", ""]
    if general := [i for i in items.get("", ()) if i["kind"] != "coding"]:
        lines += ["## Also open", "", *map(_reason, general), ""]
    if coding := [i for found in items.values() for i in found if i["kind"] == "coding"]:
        lines += ["## Not for an interview: code again", "", *map(_reason, coding), ""]
    return "\n".join([*lines, *_sample(look)]) + "\n"


def _reason(item: Mapping[str, Any]) -> str:
    return f"- {_line(item['what'])} ({_line(item['why'])})"


def _listen(look: Look, stage: str) -> list[str]:
    """Return what the map claims at a stage, least sure first."""
    claims = sorted((e for e in look.evidence if e.stage == stage), key=lambda e: (e.k, e.code))
    if not claims:
        return []
    told = [f"- {_line(look.codes[e.code].label)} ({e.k} of {e.n}{f', {e.x} against' if e.x else ''})" for e in claims]
    return ["", "Listen for (never read out):", "", *told]


def _sample(look: Look) -> list[str]:
    rows = plan(look)
    stages = [s for s in look.settings.stages if any(r["stage"] == s.id for r in rows)]
    lines = [
        "## Whom to recruit",
        "",
        formula(look),
        "",
        "People heard about each stage, and how many more that takes: to hear / for the width.",
        "",
    ]
    lines += [f"| | {' | '.join(_line(s.label) for s in stages)} |", f"|---|{'---|' * len(stages)}"]
    for who in dict.fromkeys(r["who"] for r in rows):
        mine = {r["stage"]: r for r in rows if r["who"] == who}
        size = next(iter(mine.values()))["people"] if mine else 0
        name = who if who == EVERYBODY else _line(who)
        cells = (f"{r['n']} (+{r['to_hear']} / +{r['for_width']})" for r in (mine[s.id] for s in stages))
        lines.append(f"| {name} ({size}) | {' | '.join(cells)} |")
    return lines


def _line(text: str) -> str:
    """Return text as one line in which nothing is markup."""
    flat = " ".join(text.split())
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|!~" else c for c in flat)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
