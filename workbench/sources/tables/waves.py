"""Which question of an earlier round a column of a new file continues: proposals, for a person to keep or not.

Columns drift in name between waves ("How many software installations …" becomes "How many package installations …"),
and other columns only look alike ("… needs does it address?" and "… does it not address?"). Nothing here decides.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from workbench.sources.tables import columns
from workbench.sources.tables import read as tables
from workbench.sources.tables.survey import guess_roles, headed
from workbench.sources.tables.wording import APART, Weights, alike, wording
from workbench.study.errors import UserError
from workbench.study.names import slug

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import pandas as pd

    from workbench.study.folder import Folder
    from workbench.study.records import Survey

Kind = Literal["question", "rating", "attribute"]

#: Proposed from here on; measured on real waves, see docs/methods.md.
THRESHOLD = 0.6
_SPLIT = re.compile(r"\s*[,;|]\s*")
_A = {"question": "an open question", "rating": "a rating", "attribute": "an attribute"}
_MOST_CHOICES = 200
_SAME, _OTHER = 0.6, 0.15
_RAISED, _LOWERED = 0.15, 0.75


@dataclass(frozen=True, slots=True)
class Match:
    """A column of a new file and what it may continue.

    Attributes
    ----------
    column
        Name of the column.
    kind
        What it would be: ``question``, ``rating`` or ``attribute``. What was an open question before would be one again.
    question
        Id of the earlier question, or the earlier name of the rating or attribute; empty if nothing is alike enough, or
        if it was closed before and is open now.
    wording
        How it was asked earlier.
    source, round
        The newest survey that asked it.
    score
        From 0 to 1; see `workbench.sources.tables.wording.alike`.
    why
        In words.
    """

    column: str
    kind: Kind
    question: str
    wording: str
    source: str
    round: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class _Known:
    """A question, rating or attribute of an earlier round."""

    kind: Kind
    name: str
    wording: str
    source: str
    round: str
    choices: frozenset[str]


def align(
    folder: Folder, path: str | Path, like: str | Sequence[str] | None = None, *, encoding: str | None = None,
    sheet: str | None = None, threshold: float = THRESHOLD,
) -> list[Match]:  # fmt: skip
    """Propose for each column of a new file what of earlier rounds it continues; nothing is written.

    Parameters
    ----------
    folder
        The study.
    path
        The new wave: .csv, .tsv, .xlsx or .sav.
    like
        Ids of the surveys to compare with; None: all of the study but one made from a file of this name.
    encoding, sheet
        As for `add_survey`.
    threshold
        Score from which a continuation is proposed.

    Returns
    -------
    list of Match
        One a column that is a question, a rating or an attribute, in the order of the file. Each earlier question is
        proposed for one column at most.

    Raises
    ------
    Refused
        If the file cannot be read.
    UserError
        If there is no survey to compare with, or none of that id.
    """
    file = Path(path)
    known = _known(_surveys(folder, like, file.name))
    table = tables.read_table(file, encoding=encoding, sheet=sheet)
    frame = headed(table)[0]
    roles = guess_roles(frame)
    kinds: dict[str, Kind] = dict.fromkeys(roles.text, "question") | dict.fromkeys(roles.ratings, "rating")  # type: ignore[assignment]
    others = [c for c in frame.columns if c in roles.attributes or (c in roles.ignored and _closed(frame[c]))]
    kinds |= dict.fromkeys(others, "attribute")
    fresh = [(str(c), kinds[c], _choices(frame[c].unique().tolist(), kinds[c])) for c in frame.columns if c in kinds]
    return _assigned(fresh, known, threshold)


def _surveys(folder: Folder, like: str | Sequence[str] | None, file: str) -> list[Survey]:
    surveys = [s for s in folder.surveys() if s.kind == "survey"]
    if like is None:
        found = [s for s in surveys if s.origin.get("file") != file]
    else:
        wanted = [like] if isinstance(like, str) else list(like)
        if missing := [w for w in wanted if w not in {s.id for s in surveys}]:
            raise UserError(f"no survey is called {missing[0]!r}; there are {', '.join(s.id for s in surveys) or 'none'}")
        found = [s for s in surveys if s.id in wanted]
    if not found:
        raise UserError("there is no earlier survey to compare with: import the first wave with add_survey")
    order = folder.settings.in_order(s.round for s in found)
    return sorted(found, key=lambda s: (order.index(s.round), s.id), reverse=True)


def _known(surveys: Iterable[Survey]) -> list[_Known]:
    """Return what earlier rounds asked, the newest wording first; each wording of a question stands once."""
    out: dict[tuple[Kind, str, str], _Known] = {}
    for survey in surveys:
        frame, options = survey.answers, survey.origin.get("options", {})
        for q in survey.questions:
            out.setdefault(
                ("question", q.id, wording(q.text).plain), _Known("question", q.id, q.text, survey.id, survey.round, frozenset())
            )
        kinds: tuple[tuple[Kind, str, str], ...] = (("rating", "rating.", "ratings"), ("attribute", "attr.", "attributes"))
        for kind, prefix, key in kinds:
            named = {slug(c): c for c in reversed(options.get(key) or [])}
            for column in (c for c in frame.columns if c.startswith(prefix)):
                short = column.removeprefix(prefix)
                name = named.get(short, short.replace("-", " "))
                once = frame.drop_duplicates("participant")[column]
                item = _Known(kind, name, name, survey.id, survey.round, _choices(once.dropna().unique().tolist(), kind))
                out.setdefault((kind, short, wording(name).plain), item)
    return list(out.values())


def _closed(column: pd.Series) -> bool:
    """Say whether a column that the guess leaves out could be one of choices: not personal, no date, not blank."""
    name = str(column.name)
    return not columns.is_personal(name) and not columns.is_date(column) and bool((column.str.strip() != "").any())


def _choices(values: Iterable[object], kind: Kind) -> frozenset[str]:
    """Return the answers of a closed question; empty if they are too many to be choices."""
    if kind == "question":
        return frozenset()
    cells = [str(v).strip() for v in values if str(v).strip()]
    if kind == "rating":
        return frozenset(f"{n:g}" for c in cells if (n := columns.number(c)) is not None)
    found = Counter(p.casefold() for c in cells for p in _SPLIT.split(c) if p)
    return frozenset(found) if len(found) <= _MOST_CHOICES else frozenset()


def _assigned(fresh: Sequence[tuple[str, Kind, frozenset[str]]], known: Sequence[_Known], threshold: float) -> list[Match]:
    """Give each column the best of what is left, the surest pairs first."""
    weights = Weights([c for c, _, _ in fresh] + [k.wording for k in known])
    rare = Counter(k.choices for k in known)
    pairs = []
    for i, (column, kind, choices) in enumerate(fresh):
        for j, old in enumerate(known):
            score, why = _score(column, kind, choices, old, weights, rare)
            if score > 0:
                pairs.append((-round(score, 6), i, j, why))
    pairs.sort()
    taken: dict[int, Match] = {}
    used: set[tuple[Kind, str]] = set()
    for minus, i, j, why in pairs:
        old = known[j]
        if i not in taken and (old.kind, slug(old.name)) not in used and -minus >= threshold:
            used.add((old.kind, slug(old.name)))
            rivals = [k for m, a, k, _ in pairs if a == i and known[k].name != old.name and m - minus < 0.1 and -m >= threshold]  # noqa: PLR2004
            note = f"; as near: {known[rivals[0]].wording[:60]!r}" if rivals else ""
            kind = "question" if old.kind == "question" else fresh[i][1]  # open then, so open now: add_survey makes it so
            name = old.name if (kind == "question") == (old.kind == "question") else ""
            taken[i] = Match(fresh[i][0], kind, name, old.wording, old.source, old.round, -minus, why + note)
    nearest = {i: (-m, known[j]) for m, i, j, _ in reversed(pairs)}
    return [taken.get(i) or _nothing(column, kind, nearest.get(i), used) for i, (column, kind, _) in enumerate(fresh)]


def _nothing(column: str, kind: Kind, nearest: tuple[float, _Known] | None, used: Collection[tuple[Kind, str]]) -> Match:
    if nearest is None:
        return Match(column, kind, "", "", "", "", 0.0, "new: no words in common with anything earlier")
    score, old = nearest
    other = ", which another column continues" if (old.kind, slug(old.name)) in used else ""
    return Match(column, kind, "", "", "", "", score, f"new, it seems; nearest is {old.wording[:60]!r}{other}")


def _score(
    column: str, kind: Kind, choices: frozenset[str], old: _Known, weights: Weights, rare: Counter[frozenset[str]],
) -> tuple[float, str]:  # fmt: skip
    """Return how far a column continues an earlier one: by its wording, and by the choices where there are any."""
    score, why = alike(column, old.wording, weights)
    if (kind == "question") != (old.kind == "question"):
        return (score, f"{why}, but it was {_A[old.kind]}") if score == 1 else (0.0, why)
    if not choices or not old.choices:
        return score, why
    shared = len(choices & old.choices) / min(len(choices), len(old.choices))
    if shared >= _SAME and rare[old.choices] == 1 and len(old.choices) > 2 and score > APART:  # noqa: PLR2004 (yes and no)
        return score + (1 - score) * _RAISED * shared, f"{why}; {shared:.0%} of the choices are the same"
    if shared <= _OTHER and score < 1:
        return score * _LOWERED, f"{why}; other choices"
    return score, why


def same_as(matches: Iterable[Match]) -> dict[str, str]:
    """Return what `add_survey` takes as ``same_as``: open question to the earlier one's id, of the matches a person kept.

    Ratings and attributes are not in it: they meet by their names.
    """
    return {m.column: m.question for m in matches if m.question and m.kind == "question"}


def frame(matches: Iterable[Match]) -> pd.DataFrame:
    """Return matches as a table to be read: one row a column of the new file, what is proposed, how sure, why."""
    import pandas as pd

    rows = [(m.column, m.kind, m.wording or "—", m.round, round(m.score, 2), m.why) for m in matches]
    return pd.DataFrame(rows, columns=["column", "kind", "continues", "round", "score", "why"])


def kept(matches: Iterable[Match], columns_: Collection[str]) -> list[Match]:
    """Return the matches of these columns: what a person says after reading the table."""
    return [m for m in matches if m.column in columns_]
