"""Maps that are hard to put on slides: many stages, many cards, scripts of all kinds, words that would be code."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import share_lanes
import share_models

#: Japanese, Arabic, Hebrew, emoji of several characters, controls and code, Cyrillic, one very long word.
WORDS = (
    "データを入れる前に何が必要か分からないので困ります、そして誰も教えてくれません",
    "لا أحد يعرف أين يضغط في الصفحة الأولى من البرنامج",
    "שום דבר לא עובד אחרי העדכון האחרון",
    "👨‍👩‍👧‍👦 family 🇩🇪 flag é combining",
    '\u202eevil\u202c </a:t><w:t> \x00\x0b\ud800\ufdd0 { HYPERLINK "javascript:alert(1)" } ]]> &amp;',
    "=cmd|' /C calc'!A0",
    "Нельзя понять, что делать сначала, когда неделя пустая",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung" * 3,
)


def scripts() -> dict[str, Any]:
    """Return a full map whose every text is one of `WORDS`."""
    model = share_lanes.argued(share_lanes.full(share_models.rich()))
    for things, key in ((model["claims"].values(), "statement"), (model["quotes"].values(), "text"), (model["stages"], "label")):
        for place, thing in enumerate(things):
            thing[key] = WORDS[place % len(WORDS)]
    for place, stage in enumerate(model["stages"]):
        stage["goal"] = stage["owner"] = WORDS[(place + 1) % len(WORDS)]
        stage["moment"] = {"why": WORDS[(place + 2) % len(WORDS)]}
    for claim in model["claims"].values():
        claim["title"], claim["owner"] = None, WORDS[4]
    model["study"] = {"title": WORDS[4], "scenario": WORDS[1]}
    model["notices"] = [WORDS[4]]
    return model


def stages(count: int) -> dict[str, Any]:
    """Return a full map of so many stages, each with a long name."""
    model = share_lanes.argued(share_lanes.full(share_models.rich()))
    old, claims, made = model["stages"], model["claims"], {}
    model["stages"] = []
    for place in range(count):
        stage = deepcopy(old[place % len(old)])
        stage |= {"id": f"s{place}", "label": f"Stage {place + 1} with a rather long name for what people do here"}
        for kind, names in stage["lanes"].items():
            stage["lanes"][kind] = [f"{name}-{place}" for name in names]
            for name in names:
                claim = {k: v for k, v in claims[name].items() if k not in {"shown", "lane", "under", "because", "hidden"}}
                made[f"{name}-{place}"] = deepcopy(claim) | {"id": f"{name}-{place}", "stage": f"s{place}"}
        model["stages"].append(stage)
    model["claims"] = made
    return model


def crowded(count: int = 30) -> dict[str, Any]:
    """Return a map with so many more cards in one cell, some with very long words on them."""
    model = share_models.rich()
    first = model["claims"]["pain:empty-page@onboarding"]
    for number in range(count):
        name = f"pain:more-{number}@onboarding"
        statement = f"Claim {number}: " + "said in many words so that it needs more room than there is " * (number % 4 + 1)
        model["claims"][name] = deepcopy(first) | {"id": name, "statement": statement.strip()}
        model["stages"][3]["lanes"]["pain"].append(name)
    return model


def bare() -> dict[str, Any]:
    """Return a map without stages."""
    return share_models.empty() | {"stages": []}
