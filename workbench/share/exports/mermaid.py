"""The map as a Mermaid diagram, for wikis and issue trackers that draw those."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.share import words

if TYPE_CHECKING:
    from workbench.share.map_page import Model


def mermaid(model: Model) -> str:
    """Return a Mermaid ``journey`` diagram: stages are sections, claims are tasks.

    Mermaid scores a task from 1 to 5; here 3 is the middle of the scale from -2 to +2, and a claim without a feeling
    gets 2 for a pain, 3 for a need, 4 for a delight. The actors are the people counted.
    """
    lines = ["journey", f"    title {_mermaid_words(model['study']['title'])}"]
    usual = {"pain": 2, "need": 3, "delight": 4}
    for stage in model["stages"]:
        claims = [model["claims"][c] for kind, _, _ in words.LANES for c in stage["lanes"][kind]]
        if claims:
            lines.append(f"    section {_mermaid_words(stage['label'])}")
        for claim in claims:
            feeling = claim["valence"]["mean"] if claim["valence"] else None
            score = usual[claim["kind"]] if feeling is None else max(1, min(5, round(feeling) + 3))
            who = f"{claim['k']} of {claim['n']} people" if claim["k"] else "assumption"
            lines.append(f"      {_mermaid_words(claim['statement'])}: {score}: {who}")
    return "\n".join(lines) + "\n"


def _mermaid_words(text: str) -> str:
    """Return `text` without what Mermaid reads as syntax."""
    return " ".join(re.sub(r"[:;#%<>{}\"`\\]", " ", text).split())[:120] or "untitled"
