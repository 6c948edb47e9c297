"""Everything else a map may hold, put onto a map that was built: lanes of items, verdicts, what people said and decided."""

# ruff: noqa: E501 (invented items read best as a table)
from __future__ import annotations

from typing import Any

from share_models import HOSTILE


def item(name: str, label: str, k: int, n: int, **more: Any) -> dict[str, Any]:
    """Return an item of a lane as docs/format.md describes it."""
    return {"id": name, "label": label, "k": k, "n": n, "lo": 0.2, "hi": 0.6, "m": k, "valence": None, "note": "", "marks": [], "quotes": []} | more  # fmt: skip


def full(model: dict[str, Any], *, at: int = 3) -> dict[str, Any]:
    """Return a map with everything on it; `at` is the stage where most of it stands."""
    here = model["stages"][at]
    said = [q for c in model["claims"].values() if c["stage"] == here["id"] for q in c["supports"]][:3]
    here |= {
        "owner": "Onboarding team",
        "goals": [item("goal:first", "Have one study coded by Friday", 7, 18)],
        "actions": [item("action:import", "Import old transcripts", 12, 18, quotes=said), item("action:ask", "Ask a colleague where to click", 5, 18)],
        "thoughts": [item("thought:mine", "Is it me or the tool?", 6, 18, quotes=said[:1])],
        "touchpoints": [
            item("touchpoint:app", "App", 16, 18, channel="web", owner="ON", visible=True, planned=True,
                 valence={"mean": -0.9, "lo": -1.2, "hi": -0.5, "n": 16}, quotes=said),
            item("touchpoint:friend", "Spreadsheet of a friend", 3, 18, channel="e-mail", owner="", visible=True, planned=False),
            item("touchpoint:desk", "Nightly import", 2, 18, channel="back office", owner="IT", visible=False, planned=True),
        ],
        "handoffs": [item("handoff:chat-phone", "Chatbot to phone", 4, 18, **{"from": "Chatbot", "to": "Phone", "change": {"mean": -0.8, "lo": -1.4, "hi": -0.2, "n": 4}}),
                     item("handoff:mail-app", "E-mail to app", 3, 18, **{"from": "E-mail", "to": "App", "change": {"mean": 0.6, "lo": None, "hi": None, "n": 2}}),
                     item("handoff:app-app", "App to app", 3, 18, **{"from": "App", "to": "App", "change": None})],
        "effort": [item("effort:import", "Retyping names", 5, 18, note="about two hours a study", valence={"mean": -1.1, "lo": None, "hi": None, "n": 5})],
        "preferences": [item("preference:template", "A template over an empty page", 8, 18)],
        "alternatives": [item("alternative:sheet", "A spreadsheet", 9, 18)],
        "staff": [item("staff:queue", "The queue hides who waits", 2, 4, note="2 of 4 colleagues")],
        "ask_next": [{"what": "Ask four people who left in week one", "why": "the widest interval is here"}],
        "age": {"newest": "2026-04-02", "months": 9, "stale": True},
        "saturation": {"text": "the last 5 people brought 1 new code: more of the same would bring little"},
        "comments": [{"by": "ana", "at": "2026-05-16T09:00:00Z", "text": f"Look at this stage {HOSTILE}"}],
        "target": 0.5,
    }  # fmt: skip
    here["gap"][:1] = [
        g | {"n": 18, "lo": 0.2, "hi": 0.6, "felt": {"mean": -1.3, "lo": -1.9, "hi": -0.7, "n": 6}} for g in here["gap"][:1]
    ]
    here["emotion"] |= {
        "arousal": 3.1,
        "verdict": {"word": "no detectable change", "text": "no detectable change: \u22121.1 now, \u22120.9 before"},
    }
    model["stages"][2]["emotion"]["verdict"] = {"word": "better", "text": "better than in 2026-Q1: +0.6 (0.2 to 1.0)"}
    for i, aim in ((at - 1, 0.0), (at + 1, 1.0)):
        model["stages"][i]["target"] = aim
    for stage in model["stages"]:
        for number in stage["numbers"]:
            number |= {"agrees": "conflicts" if number["metric"] == "CSAT" else "agrees", "why": "CSAT rose, talk did not"}
    model |= {
        "placebo": 0.031,
        "wins": [{"id": "pain:account-before-fee@purchase", "statement": "Made to open an account before seeing the fee", "text": "down: 11 of 17 now, 12 of 13 before"}],
        "cautions": ["Recruited differently: other people may be all that changed."],
        "future": {"changes": [{"about": here["id"], "kind": "stage", "stage": here["id"], "label": here["label"], "becomes": "Nobody starts on an empty page", "valence": 0.5,
                                "hypotheses": [{"id": "hypothesis:template"}]}]},
        "notes": [{"id": "n1", "text": "Guild asks for a poster", "stage": model["stages"][-1]["id"], "by": "ana", "at": "2026-05-16T09:00:00Z", "sorted": False},
                  {"id": "n2", "text": "sorted already", "stage": "", "by": "ana", "at": "", "sorted": True}],
        "hypotheses": [{"id": "hypothesis:template", "change": "Open with a filled example", "who": "new admins", "effect": "more first maps",
                        "measure": "maps within the hour", "claims": ["pain:empty-page@onboarding"], "state": "planned"}],
    }  # fmt: skip
    if model["persona"]:
        model["persona"]["of"] = 31
    return model


def argued(model: dict[str, Any]) -> dict[str, Any]:
    """Return a map on whose cards people have worked: signed, moved, put together, hidden, commented, linked."""
    claims = model["claims"]
    claims["pain:empty-page@onboarding"] |= {
        "signed": {"grade": "High", "by": "Rosa Stein", "at": "2026-05-16T09:00:00Z", "why": "three kinds of source agree", "current": True},
        "triangulation": {"kinds": {"interview": {"k": 5, "x": 1, "n": 9}, "survey": {"k": 8, "x": 1, "n": 9}}, "word": "agree",
                          "text": "both kinds of source say so"},
        "fragile": [{"participant": "P03", "grade": "Moderate"}, {"participant": "P11", "grade": "Moderate"}],
        "because": ["pain:import-renames@onboarding"], "hypotheses": ["hypothesis:template"],
        "comments": [{"by": "ben", "at": "2026-05-17T10:00:00Z", "text": "Same in the pilot"}],
        "changed": [{"field": "owner", "old": "", "new": "ON", "by": "ana", "at": "2026-05-16T09:00:00Z", "why": "their page"}],
        "age": {"newest": "2026-05-02", "months": 0, "stale": False}, "status": "acting",
        "opportunity": {"value": 14.2, "lo": 11.0, "hi": 16.9, "top": 0.83, "effort": 3.0, "marks": ["quick win"]}, "elsewhere": {"ticket": {"k": 4}},
    }  # fmt: skip
    claims["pain:slow-first-open@onboarding"] |= {"shown": "purchase", "lane": "need", "title": "Open it while I wait"}
    claims["pain:no-dark@onboarding"]["under"] = "pain:import-renames@onboarding"
    claims["pain:one-voice@onboarding"]["hidden"] = True
    claims["pain:no-word-back@retention"]["age"] = {"newest": "2025-02-02", "months": 15, "stale": True}
    return model
