"""Respondents whose ids are codes (*R_2pL9x4Bm*, *5f3a-09c1*, *user4711*): found whole, as no part of a code is anybody's name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: One word of letters and digits, perhaps with signs between.
_TOKEN = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_RUNS = re.compile(r"[a-z]+|[0-9]+")
_SIGN, _WITHIN = re.compile(r"[._-]"), re.compile(r"[0-9].*[a-z]")
#: Letters and digits change places so often in no name, *m4r1a* aside, and letters that stand alone are none.
_CHANGES, _LETTERS = 4, 2
#: Where so many ids are alike and most of them look like codes, a program gave them out, and the rest are codes as well.
_ALIKE, _MOST = 50, 0.7


def codes(names: Iterable[str]) -> frozenset[str]:
    """Return those of the names of respondents that are codes.

    A name may be a part of *maria82*, and of *R_Nowak7* where it is the only one of its kind; of ids that a program gave out by the
    hundred it is none.

    Parameters
    ----------
    names
        Names as the key has them.
    """
    found = set()
    alike: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    likely: Counter[tuple[str, int]] = Counter()
    for name in names:
        low = name.lower()
        if not name.isascii() or not _TOKEN.fullmatch(low):
            continue
        runs = _RUNS.findall(low)
        numbered = len(runs) == 2 and runs[1].isdigit()  # noqa: PLR2004 (letters, then digits)
        # What is numbered is alike whatever its length; what is drawn by lot has one length, and one beginning before a sign.
        before, *behind = _SIGN.split(low, maxsplit=1)
        family = (runs[0], 0) if numbered else (before if behind else "", len(low))
        alike[family].append(name)
        if len(runs) > _CHANGES or all(len(run) < _LETTERS or run.isdigit() for run in runs):
            found.add(name)
        elif not numbered and not _WITHIN.search(low):
            continue
        likely[family] += 1
    for family, members in alike.items():
        if len(members) >= _ALIKE and likely[family] >= _MOST * len(members):
            found.update(members)
    return frozenset(found)
