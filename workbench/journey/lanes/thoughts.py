"""Thoughts: what people think and ask in each stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.journey.lanes.items import lane
from workbench.journey.lanes.questions import FORMS, questions

if TYPE_CHECKING:
    from workbench.journey.lanes.items import Told
    from workbench.journey.lanes.questions import Question

#: What people ask -> what is read on the map. Their words stay with their quotes.
ASKS = {
    "how": "How …?", "what": "What …?", "which": "Which …?", "where": "Where …?", "when": "When …?", "why": "Why …?",
    "who": "Who …?", "whether": "Is it, does it, can I …?",
}  # fmt: skip


def coded_thoughts(told: Told) -> dict[str, list[dict[str, Any]]]:
    """Return the coded thoughts of each stage: what the map shows, where every number leads to quotes."""
    return lane(told, "thought")


def thoughts(told: Told) -> dict[str, list[dict[str, Any]]]:
    """Return the thoughts of each stage: the codes of the family ``thought``, best supported first, then what people ask.

    What they ask is one item a kind of question (``asks:how``), marked ``question``: found by rules
    (`workbench.journey.lanes.questions`) and coded by nobody, so it has no quotes of codings; ``places`` says where the words
    stand: participant, source, item, start, end.
    """
    found = {stage: list(items) for stage, items in lane(told, "thought").items()}
    for (stage, form), some in sorted(
        _asked(questions(told)).items(), key=lambda kv: (kv[0][0], [*FORMS, "whether"].index(kv[0][1]))
    ):
        people = sorted({q.participant for q in some})
        k, n, share = told.share(people, told.exposed(stage))
        found.setdefault(stage, []).append(
            {
                "id": f"asks:{form}",
                "label": ASKS[form],
                "k": k,
                "n": n,
                "lo": share.lo if share else None,
                "hi": share.hi if share else None,
                "m": len(some),
                "valence": None,
                "note": "found by rules, coded by nobody",
                "marks": ["question"],
                "quotes": [],
                "places": [
                    {"participant": q.participant, "source": q.source, "item": q.item, "start": q.start, "end": q.end} for q in some
                ],
            }
        )
    return found


def _asked(found: list[Question]) -> dict[tuple[str, str], list[Question]]:
    by: dict[tuple[str, str], list[Question]] = {}
    for question in found:
        by.setdefault((question.stage, question.form), []).append(question)
    return by
