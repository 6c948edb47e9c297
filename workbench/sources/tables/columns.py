"""What is in a column of text: a rating, a date, free text, a choice, a number counting rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbench.sources.tables import cells, scales
from workbench.sources.tables.days import are_days, iso_dates
from workbench.sources.tables.personal import is_personal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd

_COUNT = re.compile(
    r"\b(how (long|many|much|old)|years?|age|number of|count|months?|size|amount|price|cost|version|duration|zip|year|gender|sex"
    r"|votes?|upvotes|likes|thumbs|helpful|replies"
    r"|wie (viele?|lange|oft|alt)|anzahl|alter|jahre?|monate?|geschlecht|verweildauer|combien|nombre de|[âa]ge|ann[ée]es?|sexe"
    r"|cu[áa]nt[oa]s?|n[úu]mero de|edad|a[ñn]os|sexo|quant[oa]s|idade|anos|ile|wiek|leeftijd|hoeveel|et[àa])\b"
    r"|#|年齢|性別|年龄|性别",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\b(nps|csat|ces|ratings?|rate|scores?|satisf\w*|likel\w*|recommend\w*|effort|stars?"
    r"|zufrieden\w*|bewertung\w*|weiterempf\w*|tevreden\w*|satisfacci[óo]n|calificaci[óo]n|valoraci[óo]n|puntuaci[óo]n|avalia[çc][ãa]o"
    r"|soddisf\w*|valutazione|how (well|aligned|satisfied|easy|likely))\b",
    re.IGNORECASE,
)
#: Scores that a program reckoned: nobody gave them.
_RECKONED = re.compile(r"(?i)sentiment|confidence|polarity|subjectivity|captcha|relevant ?id|fraud|duplicate|lead score|similarity")
#: What a program wrote down beside the answers: how long a page was open, in which order choices were shown.
_BY_PROGRAM = re.compile(
    r"(?i)\bdisplay order\b|\bblock randomi[sz]er\b|\b(timing|page timer) - |[ _-](first click|last click|page submit|click count)$"
    r"|_DO(_\w+)?$|^Q_(TotalDuration|Terminate\w*|Recaptcha\w*)$"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBER = re.compile(
    r"^\s*(?:\((?P<b>\d{1,3})\)\s+\S.*|(?P<a>-?\d{1,3}(?:[.,]\d+)?)"
    r"(?:\s*[-–—=:)]\s*[^\d\s].*|\s+[^\W\d]\D*|\s*/\s*\d{1,3}"
    r"|\s+(?:out of|of|von|aus|sur|de|su|van|av|z|из)\s+\d{1,3}(?:\s\D*)?)?)\s*$",
    re.DOTALL,
)
#: Stars that are drawn: full ones count, empty ones do not.
_STAR = "★⭐🌟"
_STARS = re.compile(r"\s*[★⭐🌟☆✩✰](?:[★⭐🌟☆✩✰\ufe0f ]{0,30})")
__all__ = [
    "all_match", "filled", "is_by_program", "is_date", "is_free_text", "is_no_answer", "is_personal", "is_rating",
    "is_running_number", "is_scale_name", "iso_dates", "number", "on_scale", "tells_one",
]  # fmt: skip

_ASKS = re.compile(
    r"\?\s*$|^(why|what|how|tell|describe|explain|please|anything|any other|other)\b|comment|feedback|improve|reason|suggest"
    r"|warum|wieso|weshalb|kommentar|anmerkung|begründ|beschreib|erläuter|verbesser|rückmeldung|sonstiges|störe?n?\b|geärgert|gefehlt"
    r"|pourquoi|commentaire|remarque|amélior|décri|précise|por qu[ée]|coment[aá]rio|mejorar|sugerenc|descri[bp]|melhorar|perché"
    r"|migliorare|waarom|opmerking|toelicht|dlaczego|komentarz|uwagi|почему|коммент|理由|意見|自由記述|感想|为什么|建议|意见|لماذا|تعليق"
    r"|opinion|text|answer|verbatim|open|describ|experience|pain|thoughts|\(other\)"
    r"|\b(reviews?|content|body|message|remarks?)\b", re.IGNORECASE,
)  # fmt: skip
_MACHINE = r"\s*(?:https?://\S+|(?=\S*\d)[\w.:=+/-]{8,}|\d{5,})\s*"
_WIDE = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_A_WORD = f"{_WIDE}{{1,2}}|(?:(?!{_WIDE})\\S)+"
_SAMPLE = 3_000
_NEARLY = 0.95
_RATED, _FEWEST = 11, 3  # two different numbers are a yes or a no, or which arm of an experiment
_HUNDRED = 100
#: Numbers that questionnaires store for *no answer*, *don't know* and *not asked*: beside a scale of up to 10 they are none.
_CODES = frozenset({-7.0, -8.0, -9.0, -66.0, -77.0, -88.0, -97.0, -98.0, -99.0, 66.0, 77.0, 88.0, 97.0, 98.0, 99.0})
#: As above, of programs that count downwards from -1; beside 1 to 5 they are no steps.
_BELOW = frozenset({-1.0, -2.0})


def filled(column: pd.Series, is_there: np.ndarray[Any, Any] | None = None) -> pd.Series:
    """Return what is there, which the caller may know; of a long column 3,000 cells, evenly spread."""
    import numpy as np

    there = np.flatnonzero(cells.present(column) if is_there is None else is_there)
    if len(there) > _SAMPLE:
        there = there[np.linspace(0, len(there) - 1, _SAMPLE).astype(np.int64)]
    found = cells.series(cells.pick(column, there)).set_axis(column.index[there])
    found.name = column.name
    return found


def all_match(column: pd.Series, pattern: str) -> bool:
    """Say whether each cell is what `pattern` says, as a whole; the first hundred mostly tell."""
    head = column.iloc[:_HUNDRED]
    return bool(head.str.fullmatch(pattern).all()) and bool(column.str.fullmatch(pattern).all())


def tells_one(there: pd.Series) -> bool:
    """Say whether each cell that is there is another key of a machine, which says nothing of a group: a session, a link."""
    return len(there) >= _RATED and there.nunique() == len(there) and all_match(there, _MACHINE)


def is_by_program(name: str) -> bool:
    """Say whether a column by that name was written by the program that asked, and by nobody who answered."""
    return bool(_BY_PROGRAM.search(name))


def is_scale_name(name: str) -> bool:
    """Say whether a column by that name would hold steps of a scale, such as *How satisfied are you?*."""
    return bool(_SCALE.search(name))


def is_running_number(column: pd.Series) -> bool:
    """Say whether a column counts its rows, from 0 or 1 or anywhere, so that its numbers mean nobody outside this file."""
    import pandas as pd

    if not all_match(column, r"\d{1,9}"):
        return False
    numbers = pd.to_numeric(column)
    return bool(numbers.is_unique and numbers.max() - numbers.min() <= 2 * len(numbers) and numbers.min() <= len(numbers))


def number(cell: str) -> float | None:
    """Return the number of a rating: ``7``, ``10 - Extremely likely``, ``(2) Minor``, ``4 out of 5``, ``★★★☆☆``; None if none."""
    match = _NUMBER.match(cell)
    if match is None:
        return float(sum(c in _STAR for c in cell)) if _STARS.fullmatch(cell) else None
    return float((match["a"] or match["b"]).replace(",", "."))


def on_scale(cells_: Sequence[str]) -> list[float | None]:
    """Return the number of each rating, none for a code that stands for no answer: *99* or *-9* beside 1 to 5.

    Parameters
    ----------
    cells_
        The different cells of a column.
    """
    numbers = [number(c) for c in cells_]
    there = {n for n in numbers if n is not None}
    codes = {n for n in there if n in _CODES}
    others = there - codes
    few = len(others) >= _FEWEST and all(n.is_integer() and 0 <= n < _RATED for n in others)
    none = codes if few else set()
    steps = there - codes
    below = {n for n in steps if n in _BELOW}
    above = steps - below
    if below and len(above) >= _FEWEST and max(above) > _FEWEST and all(n.is_integer() and 1 <= n < _RATED for n in above):
        none = codes | below  # a scale from 1 on, and -1 for no answer
    return [None if n in none else n for n in numbers]


def is_rating(column: pd.Series) -> bool:
    """Say whether a column holds numbers of a scale: up to eleven whole steps, or named as one and within 0 to 100."""
    there = filled(column)
    if not len(there):
        return False
    values = there.value_counts()
    if len(values) > 4 * _HUNDRED:
        return False
    numbers = dict(zip(map(str, values.index), on_scale([str(v) for v in values.index]), strict=True))
    none = {v for v, n in numbers.items() if n is None and number(v) is not None}
    known = [n for n in numbers.values() if n is not None]
    covered = sum(int(values[v]) for v, n in numbers.items() if n is not None)
    if (
        not known
        or covered < _NEARLY * (len(there) - sum(int(values[v]) for v in none))
        or min(known) < -_RATED
        or max(known) > _HUNDRED
    ):
        return False
    name = _CAMEL.sub(" ", str(column.name))
    if _RECKONED.search(name):
        return False
    if is_scale_name(name):
        return True
    steps = set(known)
    return (
        not _COUNT.search(name)
        and max(known) <= _RATED - 1
        and _FEWEST <= len(steps) <= _RATED
        and all(n.is_integer() for n in steps)
    )


def is_date(column: pd.Series) -> bool:
    """Say whether a column holds dates."""
    return are_days(filled(column).iloc[:500])


def is_free_text(column: pd.Series) -> bool:
    """Say whether a column holds people's own words: many different cells, long, not lists of the same choices."""
    there = filled(column)
    if not len(there):
        return False
    lengths = there.str.len()
    words = there.str.count(_A_WORD)
    different = there.nunique() / len(there)
    asked = bool(_ASKS.search(str(column.name)))
    if words.mean() < (1.5 if asked else 3) or (words.max() < 4) or different < (0.3 if asked else 0.5):  # noqa: PLR2004
        return _is_asked_for(column) and different > 0.3 and lengths.mean() >= 3  # noqa: PLR2004
    wide = there.str.count(_WIDE).mean()  # a character of these scripts says what two or three of others do
    return not _is_choice(there) and (lengths.mean() + 2 * wide >= (12 if asked else 30))


def _is_asked_for(column: pd.Series) -> bool:
    """Answers may be few words where the name leaves no doubt."""
    return bool(
        re.search(r"^(why|improve|comments?|feedback|answer|open[ _-]?(text|answer)|verbatim)\b", str(column.name), re.IGNORECASE)
    )


def _is_choice(there: pd.Series) -> bool:
    """Tell lists of ticked options: their parts come back, and nearly always in full.

    What many people say in the same words (*good*, a template, an answer sent twice) comes back too, but there is no short
    list of it, and its parts are sentences.
    """
    parts = there.str.split(r"[,;|]\s*", regex=True).explode().str.strip()
    parts = parts[parts != ""]
    counts = parts.value_counts()
    again = counts[counts > 1].sum() / max(1, counts.sum())
    sentences = parts.str.count(r"\S+").mean() >= _FEWEST and len(counts) > min(len(parts) / 5, _HUNDRED)
    return bool(again > 0.6 and not sentences)  # noqa: PLR2004 (ticked options come back; own words seldom do)


def is_no_answer(cell: str) -> bool:
    """Say whether a cell beside a scale in words says that there is no answer: *N/A*, *Don't know*."""
    return scales.plain(cell) in scales.NO_ANSWER
