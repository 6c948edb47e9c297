"""A page says each style once: what stands in a hundred ``style`` attributes becomes one class."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAG = re.compile(r"<[a-zA-Z][\w-]*(?:\s+[^\s\"'>/=<]+(?:=\"[^\"<]*\")?)+\s*/?>")
_STYLE = re.compile(r'\sstyle="([^"]*)"')
_CLASS = re.compile(r'\sclass="([^"]*)"')
#: What cannot end a rule, name a class of our own, or reach out of the page.
_PLAIN = re.compile(r"[\w\s#%.,:;()+*/-]*")
_LEAST = 3


def compact(parts: Sequence[str]) -> tuple[list[str], str]:
    """Return HTML with frequent inline styles as classes, and the style sheet of these classes.

    Parameters
    ----------
    parts
        Sanitised HTML. Styles that hold anything but plain values stay where they are.

    Returns
    -------
    tuple
        The parts, and rules that are as strong as the attributes were: stronger than any other rule of the page that is
        not marked important.
    """
    counts = Counter(style for part in parts for tag in _TAG.findall(part) for style in _STYLE.findall(tag))
    often = sorted(style for style, n in counts.items() if n >= _LEAST and _PLAIN.fullmatch(style) and "url" not in style)
    names = {style: f"wb-s{number}" for number, style in enumerate(often)}

    def named(match: re.Match[str]) -> str:
        tag = match[0]
        found = _STYLE.search(tag)
        if not found or found[1] not in names:
            return tag
        name, bare = names[found[1]], tag.replace(found[0], "", 1)
        if _CLASS.search(bare):
            return _CLASS.sub(lambda m: f' class="{m[1]} {name}"', bare, count=1)
        return re.sub(r"^<[\w-]+", lambda m: f'{m[0]} class="{name}"', bare, count=1)

    rules = "".join(f".{name}:is(*,#_#_#_){{{style}}}" for style, name in names.items())
    return [_TAG.sub(named, part) for part in parts], rules
