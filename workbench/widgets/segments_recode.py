"""What a recoding of many passages would do, passage by passage, before anything is done; then the acts that do it.

Only the coder's own codings change. What was shown and what is done are the same: `Plan.token` says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from workbench.study.canon import canonical_json, sha256_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.study.records import Code, Coding
    from workbench.widgets.acting import Item
    from workbench.widgets.segments_place import Passage, Placed

Way = Literal["add", "swap", "remove"]


@dataclass(frozen=True)
class Change:
    """What a recoding does to one passage: codes of mine on it before and after, and why nothing happens if nothing does."""

    passage: Passage
    before: list[str]
    after: list[str]
    why: str = ""


@dataclass
class Plan:
    """What a recoding would do.

    Attributes
    ----------
    items
        The acts.
    changes
        One for each passage, in order.
    there, none, others
        Passages that have the code already; passages without the one to be replaced; codings of others that stay.
    """

    items: list[Item] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    there: int = 0
    none: int = 0
    others: int = 0

    @property
    def token(self) -> str:
        """Names what was shown, so that nothing else is done."""
        return sha256_text(canonical_json(self.items))[:16]

    @property
    def changing(self) -> list[Change]:
        """The passages that change."""
        return [c for c in self.changes if not c.why]


def plan(
    way: Way, passages: Sequence[Passage], placed: Placed, me: str, code: str, *, before: str = "", codes: Mapping[str, Code]
) -> Plan:
    """Return what adding, replacing or removing a code on some passages would do.

    Parameters
    ----------
    way
        ``add`` a code, ``swap`` the code `before` for it, ``remove`` it.
    passages
        Which.
    placed
        The codings there are.
    me
        Whose codings change.
    code
        The code that is added, put in place, or removed.
    before
        The code that is replaced.
    codes
        The codebook: an added coding has the usual valence of its code.
    """
    made = Plan()
    done: set[str] = set()
    for passage in passages:
        there = placed.on(passage)
        mine = [c for c in there if c.coder == me]
        before_ = list(dict.fromkeys(c.code for c in mine))
        if way == "add":
            items, why = _add(passage, mine, code, codes), "has it already"
            after, held = [*before_, code], False
        else:
            wanted = before if way == "swap" else code
            made.others += sum(c.code == wanted and c.coder != me for c in there)
            items, why = _from(way, mine, wanted, code, done), "does not have it"
            held = any(c.code == wanted for c in mine)  # one coding can be on two passages: it changes once, on both
            after = list(dict.fromkeys((code if way == "swap" else "") if c == wanted else c for c in before_))
            after = [c for c in after if c]
        fresh = bool(items) or held
        made.items += items
        if not fresh:
            made.there += way == "add"
            made.none += way != "add"
        made.changes.append(Change(passage, before_, after if fresh else before_, "" if fresh else why))
    return made


def _add(passage: Passage, mine: Sequence[Coding], code: str, codes: Mapping[str, Code]) -> list[Item]:
    if any(c.code == code and passage.exactly(c) for c in mine):
        return []
    known = codes.get(code)
    anchor = {
        "source": passage.source,
        "item": passage.item,
        "version": passage.version,
        "start": passage.start,
        "end": passage.end,
    }
    valence = known.valence if known else None
    return [("coding.add", {"code": code, "anchor": anchor, "valence": valence, "stance": "for", "memo": ""})]


def _from(way: Way, mine: Sequence[Coding], wanted: str, code: str, done: set[str]) -> list[Item]:
    """Return the acts that turn my codings of one code here into another, or take them away; a coding is changed once."""
    items: list[Item] = []
    for one in mine:
        if one.code != wanted or one.id in done:
            continue
        done.add(one.id)
        twin = any(c.code == code and c.anchor == one.anchor and c.stance == one.stance for c in mine)
        if way == "remove" or twin:  # the same code twice on the same words would count twice
            items.append(("coding.remove", {"coding": one.id}))
        else:
            items.append(("coding.edit", {"coding": one.id, "code": code}))
    return items


def told(made: Plan, words: Sequence[str], people: Sequence[str], most: int, out: set[str]) -> dict[str, Any]:
    """Return a plan as the browser wants it.

    Parameters
    ----------
    made
        The plan.
    words, people
        Of the first `most` passages.
    most
        So many passages are listed.
    out
        Ids of passages that were left out: they are listed and do not change.
    """
    rows = [
        {"id": c.passage.id, "v": c.passage.version[:12], "quote": quote, "person": person, "before": c.before,
         "after": c.before if c.passage.id in out else c.after, "why": "left out" if c.passage.id in out else c.why}
        for c, quote, person in zip(made.changes[:most], words, people, strict=True)
    ]  # fmt: skip
    changing = [c for c in made.changing if c.passage.id not in out]
    more = max(0, len(made.changes) - most)
    return {"rows": rows, "more": more, "changes": len(changing), "there": made.there, "none": made.none, "others": made.others}
