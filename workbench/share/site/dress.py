"""What a view shows in a notebook, made part of a page: sanitised, its tables named, headed and able to scroll."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.share.sanitise import sanitise

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup
    from bs4.element import Tag


#: A picture that is not to be shrunk any further.
_WIDE = re.compile(r"min-width:\s*\d{3}")
#: Columns of a table that is stacked on a phone, and from how many letters on a cell holds words.
_COLUMNS, _WORDS = (3, 7), 32


def dress(fragment: str, clean: Callable[[str], str] = str) -> str:
    """Return HTML of a view as it stands on a page of a site.

    Parameters
    ----------
    fragment
        What the view shows in a notebook: with inline styles, and without scripts of its own.
    clean
        Applied to every text: the redactor's place.
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(sanitise(fragment, clean), "html.parser")
    for number, table in enumerate(soup.find_all("table")):
        _table(soup, table, number)
    for drawn in soup.find_all("img", style=_WIDE):
        if drawn.find_parent("table") is None:
            frame = soup.new_tag("div", attrs={"class": "wb-frame", "role": "group", "aria-label": "Chart"})
            drawn.wrap(frame)
    for quoted in soup.find_all("blockquote"):
        del quoted["style"]
    return str(soup)


def _table(soup: BeautifulSoup, table: Tag, number: int) -> None:
    """Give a table the look of the site, its caption and its headings, and a frame in which a wide one scrolls."""
    for part in [table, *table.find_all(["tr", "th", "td"])]:
        del part["style"]
    for head in table.select("thead th"):
        head["scope"] = "col"
    above = table.find_previous_sibling()
    strong = above.select("p > strong:only-child") if above is not None and above.name == "p" else []
    if above is not None and strong and above.get_text() == strong[0].get_text():
        caption = soup.new_tag("caption")
        caption.extend(list(strong[0].contents))
        table.insert(0, caption)
        above.decompose()
    _stacked(table)
    named = " ".join(table.caption.get_text(" ").split()) if table.caption else f"Table {number + 1}"
    frame = soup.new_tag("div", attrs={"class": "wb-frame", "role": "group", "aria-label": named})
    table.wrap(frame)


def _stacked(table: Tag) -> None:
    """Tell each cell of a table of words what its column is called: on a phone cells stand under each other."""
    heads = [" ".join(head.get_text(" ").split()) for head in table.select("thead th")]
    rows = [row.find_all(["th", "td"], recursive=False) for row in table.select("tbody > tr")]
    if not _COLUMNS[0] <= len(heads) <= _COLUMNS[1] or any(len(row) != len(heads) for row in rows):
        return
    if not any(len(cell.get_text()) > _WORDS for row in rows for cell in row):
        return  # numbers are compared down a column
    table["class"], table["role"] = "wb-stacked", "table"
    for row, cells in zip(table.select("tbody > tr"), rows, strict=True):
        row["role"] = "row"
        for head, cell in zip(heads, cells, strict=True):
            cell["role"] = "rowheader" if cell.name == "th" else "cell"
            if head and cell is not cells[0]:
                cell["data-head"] = head
