"""A map model made by hand: everything a real one may hold, and the worst that participants may say."""

# ruff: noqa: E501 (invented cards read best as a table)
from __future__ import annotations

import math
from typing import Any

HOSTILE = "<img src=x onerror=alert(1)>"
STAGES = [
    ("awareness", "Awareness", "Hear of a calmer way to keep research notes", (11, 4, 3)),
    ("consideration", "Consideration", "See whether it fits a team of five", (15, 3, 0)),
    ("purchase", "Purchase", "Pay without asking finance twice", (17, 1, 0)),
    ("onboarding", "Onboarding", "Get the first study in and a colleague coding", (18, 0, 0)),
    ("retention", "Retention", "Trust it with next quarter's round", (12, 4, 2)),
    ("advocacy", "Advocacy", "Show it to the design guild", (4, 6, 8)),
]
FEEL = {
    "awareness": ([1, 0.5, 0, 0.5, -0.5, 1, 0, 0.5, 1, 0, 0.5], (10, 0.5)),
    "consideration": ([0, -0.5, 0.5, 0, -1, 0.5, 0, 0, -0.5, 0.5, -1, 0, 1, -0.5, 0], (12, 0.0)),
    "purchase": ([-1, -0.5, -1.5, 0, -1, -0.5, 0, -0.5, -1, 0.5, -1, -0.5, -1, 0, -0.5, -1, 0], (13, -1.2)),
    "onboarding": ([-1, -1.5, -2, -0.5, -1, -1, -1.5, -0.5, -1, -1.5, -1, -0.5, -1.5, -2, -1, -0.5, -1, -1.5], (13, -0.9)),
    "retention": ([0.5, 0, 1, 0.5, -0.5, 0, 1, 0.5, 0, -0.5, 1, 0.5], (9, 0.2)),
    "advocacy": ([1, 2, 0, 0.5], None),
}
GRADES = {"High": 4, "Moderate": 3, "Low": 2, "Very low": 1, "Anecdote": 1, "ASSUMPTION": 0}
# id, stage, statement, k, n, x, kinds, grade, owner, latent, verdict
CLAIMS = [
    ("pain:plans-hard-to-compare", "consideration", "Plans are hard to compare side by side", 6, 15, 1, 2, "Low", "MK", False, None),
    ("pain:account-before-fee", "purchase", "Made to open an account before seeing the fee", 11, 17, 1, 3, "High", "PA", False,
     {"word": "down", "text": "Fewer people than in 2026-Q1: 11 of 17 against 12 of 13; q = .04."}),
    ("pain:invoice-cost-centre", "purchase", "Invoice lacks the cost centre finance needs", 7, 17, 3, 2, "Moderate", "PA", False, None),
    ("pain:empty-page", "onboarding", "Dropped on an empty page, unsure what comes first", 13, 18, 2, 3, "High", "ON", False,
     {"word": "up", "text": "More people than in 2026-Q1: 13 of 18 against 4 of 13; q = .04, smallest rise we could have seen: +37 points."}),
    ("pain:import-renames", "onboarding", "Import renames speakers; fixed by hand", 8, 18, 0, 2, "Moderate", "ON", False,
     {"word": "new", "text": "New: 8 of 18; earlier 0 of 13, at most 23 %."}),
    ("pain:slow-first-open", "onboarding", "The first opening takes minutes", 5, 18, 1, 1, "Low", "", False, None),
    ("pain:codes-lost", "onboarding", f"Codes {HOSTILE} vanish after </script> a restart 🧨 and nobody can say why it was so", 4, 18, 0, 1, "Low", "ON", False, None),
    ("pain:no-dark", "onboarding", "Glare at night", 2, 18, 0, 1, "Very low", "", False, None),
    ("pain:one-voice", "onboarding", "Keyboard does not reach the menu", 1, 18, 0, 1, "Anecdote", "", False, None),
    ("pain:no-word-back", "retention", "No word back after reporting a fault", 5, 12, 2, 1, "Low", "CS", False,
     {"word": "no detectable change (could see ±37 points)", "text": "No detectable change: 5 of 12 against 4 of 9."}),
    ("need:real-map-first", "awareness", "See a colleague's real map before signing up", 3, 11, 0, 1, "Very low", "MK", False, None),
    ("need:yearly-price", "purchase", "Know the yearly price for my team in one line", 9, 17, 1, 3, "High", "PA", False, None),
    ("need:no-it", "onboarding", "Set up without waiting for IT", 9, 18, 1, 2, "Moderate", "ON", True, None),
    ("need:hand-over", "onboarding", "Hand half the coding to a colleague safely", 7, 18, 0, 2, "Moderate", "ON", True, None),
    ("need:what-changed", "retention", "Tell what changed since last round", 6, 12, 0, 2, "Moderate", "RS", False, None),
    ("need:public-page", "advocacy", "A page to show people without an account", 0, 4, 0, 0, "ASSUMPTION", "MK", False, None),
    ("delight:plain-words", "awareness", "Plain words in the ad", 4, 11, 1, 1, "Low", "MK", False, None),
    ("delight:typing", "onboarding", "Keyboard coding feels like typing", 6, 18, 0, 1, "Low", "ON", False, None),
    ("delight:support", "retention", "Support answers in minutes", 8, 12, 1, 2, "Moderate", "CS", False, None),
]  # fmt: skip
WORDS = [
    "It just dropped me on an empty page. I sat there thinking, right, and now what? I had to ask a colleague where to click.",
    "I opened it, closed it, and did the first study in a spreadsheet. Again.",
    "first five minutes are a blank wall, no hint what to bring in",
    f"my colleague typed {HOSTILE} into the search and 😀 laughed </script> a lot",
    "You get used to it, I guess. Twenty minutes every Monday, but that is just how it is.",
    "نص من اليمين and then left again",
]
KINDS = ["interview", "survey", "ticket"]


def wilson(k: int, n: int) -> tuple[float, float]:
    z = 1.959963984540054
    p = k / n
    d = 1 + z * z / n
    centre = (p + z * z / (2 * n)) / d
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d
    return max(0.0, centre - half), min(1.0, centre + half)


def rich() -> dict[str, Any]:
    """Return a full map: 6 stages, 19 claims, hostile words, an assumption, people who said no to being quoted."""
    quotes: dict[str, Any] = {}
    claims: dict[str, Any] = {}

    def say(person: int, kind: str, text: str, valence: int | None, *, consent: bool = True) -> str:
        number = f"q{len(quotes) + 1:04d}"
        who = f"P{person:02d}" if kind == "interview" else f"R{person + 200}"
        quotes[number] = {
            "id": number, "participant": who, "source": f"{kind}-{who.lower()}", "item": "" if kind == "interview" else f"a{person}",
            "turn": person, "kind": kind, "round": "2026-Q2", "date": f"2026-04-{person % 28 + 1:02d}", "start": 10, "end": 10 + len(text),
            "text": text, "valence": valence, "coder": "ana", "consent": consent,
        }  # fmt: skip
        return number

    for number, (code, stage, statement, k, n, x, s, grade, owner, latent, verdict) in enumerate(CLAIMS):
        used = KINDS[:s]
        lo, hi = wilson(k, n)
        supports = [say(i + 1, used[i % s], WORDS[(i + number) % len(WORDS)], -1, consent=i != 4) for i in range(k)]
        contradicts = [say(i + 14, used[i % s], "Honestly that was fine for me. I knew what I wanted.", 1) for i in range(x)]
        kind = code.split(":")[0]
        claims[f"{code}@{stage}"] = {
            "id": f"{code}@{stage}", "code": code, "kind": kind, "stage": stage, "statement": statement, "latent": latent, "owner": owner,
            "k": k, "x": x, "both": 1 if x > 1 else 0, "n": n, "N": 18, "m": k * 2, "kinds": used,
            "people_by_kind": {u: {"k": sum(1 for i in range(k) if used[i % s] == u), "n": n} for u in used},
            "p": k / n, "lo": lo, "hi": hi,
            "valence": {"mean": -1.0, "lo": -1.4, "hi": -0.6, "n": k} if k > 2 else None,
            "enp": float(k), "grade": grade, "level": GRADES[grade],
            "concerns": [
                {"component": "adequacy", "level": "no" if k >= 8 else "moderate", "why": f"{k} people, 41 words each"},
                {"component": "methods", "level": "minor", "why": "half of the support coded by two people, alpha .78"},
            ] if k else [],
            "fragility": 2 if grade == "Moderate" else 0, "newest": "2026-05-02" if k else None,
            "supports": supports, "contradicts": contradicts, "verdict": verdict,
        }  # fmt: skip

    def lane(stage: str, kind: str) -> list[str]:
        found = [c for c in claims.values() if c["stage"] == stage and c["kind"] == kind]
        return [c["id"] for c in sorted(found, key=lambda c: (-c["lo"], c["id"]))]

    stages = []
    for name, label, goal, (spoke, asked, silent) in STAGES:
        values, before = FEEL[name]
        people = [{"participant": f"P{i + 1:02d}", "mean": float(v),
                   "codings": [say(i + 1, "interview", WORDS[i % len(WORDS)], round(v), consent=i != 4)] if name == "onboarding" else []}
                  for i, v in enumerate(values)]  # fmt: skip
        n = len(values)
        mean = math.fsum(values) / n
        spread = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (n - 1))
        half = 2.2 * spread / math.sqrt(n)
        stages.append({
            "id": name, "label": label, "goal": goal,
            "coverage": {"spoke": spoke, "asked": asked, "silent": silent, "N": 18},
            "emotion": {
                "n": n, "mean": mean, "lo": max(-2, mean - half), "hi": min(2, mean + half), "people": people,
                "labels": [{"label": "frustrated", "k": 7}, {"label": "confused", "k": 3}] if mean < -0.3 else [{"label": "hopeful", "k": 4}],
                "previous": {"n": before[0], "mean": before[1], "lo": before[1] - 0.4, "hi": before[1] + 0.4} if before else None,
            },
            "moment": {"why": "lowest feeling, most people, and all five who left speak of it"} if name == "onboarding" else None,
            "lanes": {kind: lane(name, kind) for kind in ("pain", "need", "delight")},
            "gap": [{"name": "first-map", "statement": "A first map within the hour", "k": 6, "expected": 0.6, "delivered": -0.7,
                     "difference": -1.3, "quotes": claims["pain:empty-page@onboarding"]["supports"][:3]}] if name == "onboarding" else [],
            "numbers": {
                "awareness": [{"metric": "visits", "value": 4120.0, "n": 4120, "lo": None, "hi": None, "date": "2026-05-01", "source": "site"}],
                "retention": [{"metric": "CSAT", "value": 4.1, "n": 212, "lo": 3.9, "hi": 4.3, "date": "2026-05-01", "source": "desk"}],
            }.get(name, []),
        })  # fmt: skip
    return {
        "format": 1,
        "study": {"title": "From first hearing to telling others", "scenario": "A research team of five moves its notes to a new tool"},
        "persona": {"name": "New admin", "filter": {"role": "admin"}, "n": 18},
        "round": "2026-Q2", "previous": "2026-Q1",
        "made_from": {"digest": "5c0ffee" * 9, "acts": 913, "sources": [{"id": "interview-p01", "version": "ab" * 32}]},
        "people": {"N": 18, "by_kind": {"interview": 18, "survey": 261}},
        "facts": {"claims": len(claims), "assumptions": 1, "assumption_share": 1 / len(claims), "newest": "2026-05-12", "unstaged": 3,
                  "coders": ["ana", "ben"]},
        "stages": stages, "claims": claims, "quotes": quotes,
        "notices": ["3 passages are coded with no stage: they are not on the map."],
    }  # fmt: skip


def sparse() -> dict[str, Any]:
    """Return a map with three stages nobody was asked about, one of two people, and no previous round."""
    model = rich()
    model["persona"] = model["previous"] = None
    keep = {"purchase", "onboarding", "retention"}
    for stage in model["stages"]:
        if stage["id"] not in keep:
            stage["coverage"] = {"spoke": 0, "asked": 0, "silent": 18, "N": 18}
            stage["emotion"] = {"n": 0, "mean": None, "lo": None, "hi": None, "people": [], "labels": [], "previous": None}
            stage["lanes"] = {"pain": [], "need": [], "delight": []}
            stage["numbers"] = []
        stage["emotion"]["previous"] = None
    few = model["stages"][4]["emotion"]
    few.update(n=2, mean=None, lo=None, hi=None, people=few["people"][:2])
    listed = {c for s in model["stages"] for ids in s["lanes"].values() for c in ids}
    model["claims"] = {k: v for k, v in model["claims"].items() if k in listed}
    return model


def empty(people: int = 0) -> dict[str, Any]:
    """Return the map of a study in which nothing has been coded yet."""
    model = sparse()
    model["people"] = {"N": people, "by_kind": {"interview": people} if people else {}}
    model["claims"], model["quotes"], model["notices"] = {}, {}, []
    model["facts"] = {"claims": 0, "assumptions": 0, "assumption_share": 0.0, "newest": None, "unstaged": 0, "coders": []}
    for stage in model["stages"]:
        stage["coverage"] = {"spoke": 0, "asked": 0, "silent": people, "N": people}
        stage["emotion"] = {"n": 0, "mean": None, "lo": None, "hi": None, "people": [], "labels": [], "previous": None}
        stage["lanes"] = {"pain": [], "need": [], "delight": []}
        stage["gap"], stage["numbers"], stage["moment"] = [], [], None
    return model
