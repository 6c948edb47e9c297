"""Maps beside each other: several personas as small multiples, or two rounds with the verdict between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.share import words
from workbench.share.assets import asset, render
from workbench.share.cards import called_in, cards, in_order
from workbench.share.curve import curve
from workbench.share.map_page import map_style, uid
from workbench.share.once import once
from workbench.share.panel import quotes_of
from workbench.share.redact import consented
from workbench.share.small_cells import of_personas
from workbench.share.tongue import tongue
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.journey.change.rounds import Change
    from workbench.share.redact import Redactor

Model = dict[str, Any]
#: Cards of a lane that stand for a persona.
TOP = 3


def several(models: Sequence[Model], *, redactor: Redactor | None = None, interactive: bool = True, heading: int = 2) -> str:
    """Return several personas below each other on the same scale: who they are, how they felt, their surest cards.

    Each keeps its own n: a card is counted among the people of its persona only.

    Parameters
    ----------
    models
        Map models, one a persona; they need not have the same stages.
    redactor, interactive, heading
        As for `workbench.share.map_page.map_html`.

    Returns
    -------
    str
        A fragment of HTML that needs nothing else.

    Raises
    ------
    UserError
        If there is no map.
    """
    if not models:
        raise UserError("Name at least one persona to show.")
    least = redactor.least if redactor else 0
    may = of_personas(models, least)
    rows = [_persona(m, redactor) for m in may]
    page = render("several.html.j2", rows=rows, lanes=words.LANES, h=max(1, min(3, heading)), first=rows[0])
    if may != list(models):
        page += f'<p class="wb-note">Cards and feelings of fewer than {least} people of a persona are not shown here.</p>'
    return _whole(page, interactive=interactive)


def two_rounds(
    before: Model,
    now: Model,
    changes: Sequence[Change],
    *,
    redactor: Redactor | None = None,
    interactive: bool = True,
    heading: int = 2,
) -> str:
    """Return two rounds side by side, stage by stage, with what may be said about each change between them.

    Parameters
    ----------
    before, now
        Map models of the earlier and the later round, each on its own.
    changes
        What `workbench.journey.change.rounds.compare` found for the claims; a claim it does not name has no verdict.
    redactor, interactive, heading
        As for `workbench.share.map_page.map_html`.

    Returns
    -------
    str
        A fragment of HTML that needs nothing else.
    """
    told = {c.code: {"word": c.verdict, "text": c.text} for c in changes}
    sides = [_shown(m, redactor) for m in (before, now)]
    names = dict(zip(now["claims"], sides[1]["claims"], strict=True)) | dict(zip(before["claims"], sides[0]["claims"], strict=True))
    verdicts = {names.get(code, code): _masked(verdict, redactor) for code, verdict in told.items()}
    left, right = (_side(m) for m in sides)
    page = render(
        "two_rounds.html.j2",
        before=left,
        now=right,
        stages=_paired(sides, left["cards"], right["cards"], verdicts),
        h=max(1, min(3, heading)),
    )
    return _whole(page, interactive=interactive)


def _whole(page: str, *, interactive: bool) -> str:
    script = f"<script>{asset('map.js')}</script>" if interactive else ""
    return f"<style>{map_style()}{asset('beside.css')}</style>{once(page)}{script}"


def _shown(model: Model, redactor: Redactor | None) -> Model:
    return redactor.model(model) if redactor else consented(model)


def _masked(verdict: dict[str, str], redactor: Redactor | None) -> dict[str, str]:
    return {**verdict, "text": redactor.text(verdict["text"], guess=False)} if redactor else verdict


def _side(model: Model) -> dict[str, Any]:
    quotes = quotes_of(model)
    made, called = cards(model, quotes), called_in(model)
    return {
        "uid": uid(model),
        "title": model["study"]["title"],
        "persona": model["persona"]["name"] if model["persona"] else "Everybody",
        "round": model["round"] or "all rounds",
        "people": words.people(model["people"]["N"]),
        "curve": curve(model["stages"], previous=model["previous"]),
        "stages": [
            {"label": s["label"], "lang": tongue(s["label"], called), "cover": words.coverage(s["coverage"])}
            for s in model["stages"]
        ],
        "cards": made,
        "ordered": in_order(model, made),
        "columns": max(1, len(model["stages"])),
    }


def _persona(model: Model, redactor: Redactor | None) -> dict[str, Any]:
    """Return one row of the small multiples: the surest cards of each lane, over all stages."""
    side = _side(_shown(model, redactor))
    heard = [c for c in side["ordered"] if not c["assumed"] and not c["hidden"]]
    heard.sort(key=lambda c: (-(c["bar"]["lo"] if c["bar"] else 0.0), -c["k"], c["id"]))
    top = {kind: [c for c in heard if c["kind"] == kind][:TOP] for kind, _, _ in words.LANES}
    shown = [c for kind, _, _ in words.LANES for c in top[kind]]
    return {**side, "top": top, "shown": shown}


def _paired(
    sides: Sequence[Model],
    left: Mapping[str, dict[str, Any]],
    right: Mapping[str, dict[str, Any]],
    verdicts: Mapping[str, dict[str, str]],
) -> list[dict[str, Any]]:
    """Return the stages of either round with the feeling and the cards of both, the surest of now first."""
    before, now = ({s["id"]: s for s in side["stages"]} for side in sides)
    claims = sides[0]["claims"] | sides[1]["claims"]
    found = []
    for stage in [*now, *(s for s in before if s not in now)]:
        mine = [c for c in claims.values() if (c.get("shown") or c["stage"]) == stage]
        mine.sort(key=lambda c: (_lane(c), -(c["lo"] or 0.0), -c["k"], c["id"]))
        feel = now.get(stage, before.get(stage, {}))["emotion"].get("verdict")
        found.append(
            {
                "label": (now.get(stage) or before[stage])["label"],
                "before": _felt(before.get(stage)),
                "now": _felt(now.get(stage)),
                "verdict": _between(feel, good=None),
                "rows": [
                    {
                        "before": left.get(c["id"]),
                        "now": right.get(c["id"]),
                        "verdict": _between(verdicts.get(c["id"]), good=c["kind"] == "delight"),
                    }
                    for c in mine
                ],
            }
        )
    return found


def _lane(claim: Model) -> int:
    kinds = [kind for kind, _, _ in words.LANES]
    lane = claim.get("lane") or claim["kind"]
    return kinds.index(lane) if lane in kinds else len(kinds)


def _felt(stage: Model | None) -> str:
    """Return how people felt in one round of a stage, in words."""
    if stage is None:
        return "no such stage"
    feel = stage["emotion"]
    if feel["mean"] is None:
        asked = stage["coverage"]["spoke"] + stage["coverage"]["asked"]
        return f"{words.people(feel['n'])}: too few for a mean" if feel["n"] else "no feeling heard" if asked else "not asked"
    return f"{words.signed(feel['mean'])} ({words.signed(feel['lo'])} to {words.signed(feel['hi'])}), {words.people(feel['n'])}"


def _between(verdict: Mapping[str, str] | None, *, good: bool | None) -> dict[str, str]:
    """Return a verdict with its arrow: what is more of a delight is better, of a pain worse."""
    if not verdict:
        return {"word": "not compared", "text": "", "tone": "even", "arrow": ""}
    word = str(verdict["word"])
    up, down = word.startswith(("up", "better", "new")), word.startswith(("down", "worse", "not heard"))
    better = up if good is None or good else down
    tone = "even" if not (up or down) else "good" if better else "bad"
    arrow = "\u25b2" if up else "\u25bc" if down else "=" if word.startswith("equivalent") else ""
    return {"word": word, "text": words.sentence(str(verdict.get("text") or "")), "tone": tone, "arrow": arrow}
