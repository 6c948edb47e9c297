"""A page says each style once: what stands in a hundred ``style`` attributes becomes one class; drawings stand as text."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TAG = re.compile(r"<[a-zA-Z][\w-]*(?:\s+[^\s\"'>/=<]+(?:=\"[^\"<]*\")?)+\s*/?>")
_STYLE = re.compile(r'\sstyle="([^"]*)"')
_CLASS = re.compile(r'\sclass="([^"]*)"')
#: What cannot end a rule, name a class of our own, or reach out of the page.
_PLAIN = re.compile(r"[\w\s#%.,:;()+*/-]*")
_LEAST = 3
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_CELL = re.compile(r'<td(?: class="([^"]*)")?')
_IMAGE = re.compile(r'src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)"')
_ANY_TAG = re.compile(r"<[^<>]*>")
#: What may stand in a link inside an attribute as it is.
_SAFE = " !$'()*,-./:;=?@_~+"


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
    names = {style: f"wb-cs{number}" for number, style in enumerate(often)}

    def named(match: re.Match[str]) -> str:
        tag = match[0]
        found = _STYLE.search(tag)
        if not found or found[1] not in names:
            return tag
        name, bare = names[found[1]], tag.replace(found[0], "", 1)
        if _CLASS.search(bare):
            return _CLASS.sub(lambda m: f' class="{m[1]} {name}"', bare, count=1)
        return re.sub(r"^<[\w-]+", lambda m: f'{m[0]} class="{name}"', bare, count=1)

    lighter = [_IMAGE.sub(_plain_image, _TAG.sub(named, part)) for part in parts]
    tables = {name: f"wb-ct{name.removeprefix('wb-cs')}" for name in names.values()}
    lighter = [_TABLE.sub(lambda table: _hoisted(table[0], tables), part) for part in lighter]
    rules = "".join(
        f".{name}:is(*,#_#_#_),.{tables[name]} td:not([class]):is(*,#_#_#_){{{style}}}" for style, name in names.items()
    )
    return lighter, rules


def _hoisted(table: str, tables: Mapping[str, str]) -> str:
    """Return a table whose cells mostly have one class with that class said once; a cell that has none keeps none."""
    counts = Counter(_CELL.findall(table))
    common, times = max(counts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if common not in tables or times < _LEAST or table.count("<table") > 1:
        return table
    bare = re.sub(r"<td(?! class=)", '<td class=""', table).replace(f'<td class="{common}"', "<td")
    head = _TAG.match(bare)
    if head is None:  # a table without attributes
        return bare.replace("<table", f'<table class="{tables[common]}"', 1)
    if _CLASS.search(head[0]):
        return _CLASS.sub(lambda m: f' class="{m[1]} {tables[common]}"', bare, count=1)
    return bare.replace("<table", f'<table class="{tables[common]}"', 1)


def _plain_image(match: re.Match[str]) -> str:
    """Return a drawing as text with per cent signs where a link needs them: a quarter less than in base64."""
    from base64 import b64decode

    drawn = b64decode(match[1]).decode("utf-8", "strict")
    single = _ANY_TAG.sub(lambda tag: tag[0] if "'" in tag[0] else tag[0].replace('"', "'"), drawn)
    return f'src="data:image/svg+xml,{quote(single, safe=_SAFE)}"'
