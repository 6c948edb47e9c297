"""Pieces of the pages of a site: parts with a heading, tables, links."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from workbench.share.site.pages import href

if TYPE_CHECKING:
    from collections.abc import Sequence


def link(path: str, label: str) -> str:
    """Return a link to a page, or to a place on it."""
    file, sign, place = path.partition("#")
    return f'<a href="{html.escape(href(file) + sign + place, quote=True)}" dir="auto">{html.escape(label)}</a>'


def part(heading: str, body: str) -> str:
    """Return a part of a page; without a heading it goes with the heading of the page."""
    head = f"<h2>{html.escape(heading)}</h2>" if heading else ""
    return f'<section class="wb-part">{head}{body}</section>'


def points(lines: Sequence[str]) -> str:
    """Return sentences as a list, escaped."""
    return f"<ul>{''.join(f'<li>{html.escape(line)}</li>' for line in lines)}</ul>" if lines else ""


def listing(headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: int = 0) -> str:
    """Return a table of escaped cells whose first column names the row; the last `numbers` columns are figures."""
    first = len(headings) - numbers
    figure = [' class="wb-number"' if at >= first else "" for at in range(len(headings))]
    head = "".join(f'<th scope="col"{mark}>{html.escape(h)}</th>' for h, mark in zip(headings, figure, strict=True))
    body = ""
    for row in rows:
        cells = "".join(f"<td{mark}>{cell}</td>" for cell, mark in zip(row[1:], figure[1:], strict=True))
        body += f'<tr><th scope="row">{row[0]}</th>{cells}</tr>'
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="wb-frame" role="group" aria-label="Table">{table}</div>'
