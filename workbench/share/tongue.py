"""The language a text is shown in: who listens hears it in its own voice, and long words break where its rules say."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.reading.tongues import SCRIPT, language

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What the page itself speaks.
_PAGE = "en"
#: A language fewer texts are in than one in so many is one that was taken for another: close ones are told apart without care.
_PART = 5


def tongue(text: str, otherwise: str = "") -> str:
    """Return the ``lang`` of a text on an English page, or "" if it needs none.

    Parameters
    ----------
    text
        Words of a participant, or the name of something.
    otherwise
        What a text is in that is too short to tell.
    """
    told = language(text) or otherwise
    return "" if told in {_PAGE, SCRIPT} else told


def settled(told: Sequence[str]) -> list[str]:
    """Return the ``lang`` of texts that stand together: what only few are taken for is what most are in."""
    counts = Counter(lang for lang in told if lang)
    most = max(sorted(counts), key=counts.__getitem__, default="")
    kept = {lang for lang, n in counts.items() if _PART * n >= counts.total()}
    return [lang if not lang or lang in kept else most for lang in told]
