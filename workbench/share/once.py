"""A quote stands once on a page; wherever else it belongs there is a button that opens the panel it stands in.

A passage speaks for a need, for a feeling and for a touchpoint: with its words each time a map would be twice as heavy.
With the script the words come along when a panel opens; without it one more press leads to them.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

_PART = re.compile(
    r"<section(?P<attributes>[^>]*\bpopover\b[^>]*)>"
    r'|<blockquote class="wb-quote"(?: data-n="(?P<n>[^"]*)")?>(?P<words>.*?)</blockquote>',
    re.DOTALL,
)
_ELSEWHERE = re.compile(r'<button class="wb-q" data-n="([^"]*)" popovertarget="([^"]*)"[^>]*>(.*?)</button>', re.DOTALL)
_RUN = re.compile(r'(?:<button class="wb-q"[^>]*>[^<]*</button>\s*){2,}')
_ID = re.compile(r'\bid="([^"]+)"')
_TAG = re.compile(r"<[^>]*>")
_CITE = re.compile(r"<cite>(.*?)</cite>", re.DOTALL)
#: Below this a link would weigh as much as the words.
_SHORT = 110


class Place(NamedTuple):
    """Where a quote stands: the panel, and the number it has there."""

    panel: str
    number: str


def once(html: str, seen: dict[str, Place] | None = None, *, remember: bool = False) -> str:
    """Return `html` with each quote in the first panel that has it, and a button in the others.

    Parameters
    ----------
    html
        One or more maps.
    seen
        Quotes that stand on the page already, by their words. It grows.
    remember
        Something comes behind this that may repeat its quotes: each gets a name.

    Returns
    -------
    str
        The same maps; a quote outside any panel, or twice in one, stays where it is.
    """
    known = {} if seen is None else seen
    repeated = _repeated(html, known)
    moved: dict[tuple[str, str], Place] = {}
    here = ""

    def place(match: re.Match[str]) -> str:
        nonlocal here
        if match["attributes"] is not None:
            identity = _ID.search(match["attributes"])
            here = identity[1] if identity else ""
            return match[0]
        words = unescape(match["words"])
        if not here or len(words) < _SHORT or not (remember or words in repeated):
            return match[0]
        at = known.get(words)
        if at is None:
            at = known[words] = Place(here, match["n"] or f"{'m' if remember else ''}{len(known)}")
            return f'<blockquote class="wb-quote" data-n="{at.number}">{match["words"]}</blockquote>'
        if at.panel == here:
            return match[0]
        if match["n"]:
            moved[here, match["n"]] = at
        cite = _CITE.search(match["words"])
        who = _TAG.sub("", cite[1]).split(" \u00b7 ") if cite else []
        return _elsewhere(at, " \u00b7 ".join(who[:2]))

    def follow(match: re.Match[str]) -> str:
        panels: dict[str, list[str]] = {}  # a button may lead to several quotes, which may have gone to several panels
        for number in match[1].split():
            at = moved.get((match[2], number), Place(match[2], number))
            panels.setdefault(at.panel, []).append(at.number)
        return "".join(_elsewhere(Place(panel, " ".join(numbers)), match[3]) for panel, numbers in panels.items())

    made = _PART.sub(place, html)
    return _RUN.sub(_together, _ELSEWHERE.sub(follow, made) if moved else made)


def _together(run: re.Match[str]) -> str:
    """Return buttons that lead to the same panel as one, with everybody who is quoted there."""
    out: list[tuple[str, list[str], list[str]]] = []
    for numbers, panel, who in _ELSEWHERE.findall(run[0]):
        if not out or out[-1][0] != panel:
            out.append((panel, [], []))
        out[-1][1].extend(numbers.split())
        out[-1][2].append(who)
    return "".join(
        f'<button class="wb-q" data-n="{" ".join(numbers)}" popovertarget="{panel}">{_people(who)}</button>'
        for panel, numbers, who in out
    )


def _people(said: list[str]) -> str:
    """Return who is quoted: with kind and day if it is one passage, else everybody once."""
    if len(said) == 1:
        return said[0]
    return ", ".join(dict.fromkeys(name.split(" ", 1)[0] for text in said for name in text.split(", ")))


def _elsewhere(at: Place, who: str) -> str:
    return f'<button class="wb-q" data-n="{at.number}" popovertarget="{at.panel}">{who}</button>'


def _repeated(html: str, known: dict[str, Place]) -> set[str]:
    """Return the quotes that stand in more than one place."""
    met, twice = set(known), set[str]()
    for match in _PART.finditer(html):
        if match["words"] is not None:
            words = unescape(match["words"])
            (twice if words in met else met).add(words)
    return twice
