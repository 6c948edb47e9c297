"""A small study with a map: seven people who buy and begin, three pains, a need, a delight, an assumption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journey.conftest import Field

from workbench.study.records import Participant
from workbench.study.settings import Stage

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.study.folder import Folder

FEE, TYPING, WAIT, QUIET, FAST, GUESS = "pain:fee", "pain:typing", "pain:wait", "need:quiet", "delight:fast", "need:guess"
STAGES = (
    Stage("purchase", "Purchase", goal="Pay without asking twice", owner="Sales"),
    Stage("onboarding", "Onboarding", goal="Get the first week out"),
    Stage("retention", "Retention"),
)
LABELS = {
    FEE: ("The fee comes last", "purchase"), TYPING: ("All staff typed in again", "onboarding"),
    WAIT: ("Nobody answers for days", "retention"), QUIET: ("Decide when the phone may ring", "retention"),
    FAST: ("Running within an hour", "onboarding"), GUESS: ("A page for friends", "retention"),
}  # fmt: skip


def study(root: Path, *, silent: str = "") -> Folder:
    """Return the study; `silent` is somebody who does not agree to be quoted."""
    made = Field(root, stages=STAGES, personas={"New": {"since": "2026"}})
    for n in range(1, 8):
        made.interview(
            f"P0{n}",
            f"The fee came last of all for me, number {n}.",
            f"I typed in all of them, {n} of them.",
            f"It ran at once, {n}.",
        )
    made.interview("P01", "I wait for days, and my phone rings at night.", round_="2026-Q3", date="2026-08-03", name="p01-later")
    made.people(
        *(Participant(f"P0{n}", {"since": "2026" if n < 5 else "2025"}, consent_quote=f"P0{n}" != silent) for n in range(1, 8))
    )
    for n in range(1, 8):
        against = {"stance": "against"} if n == 7 else {}
        made.code(f"The fee came last of all for me, number {n}", FEE, **against)
        made.code(f"The fee came last of all for me, number {n}", "stage:purchase")
        made.code(f"I typed in all of them, {n}", "stage:onboarding", *([TYPING] if n < 4 else []))
        made.code(f"It ran at once, {n}", "stage:onboarding", *([FAST] if n < 3 else []))
        made.code(f"number {n}.", "emotion:annoyed", valence=-1 - n % 2)
    made.code("I wait for days", WAIT, "stage:retention")
    made.code("my phone rings at night", QUIET)
    for code, (label, stage) in LABELS.items():
        made.define(code, label=label, stage=stage)
    return made.folder
