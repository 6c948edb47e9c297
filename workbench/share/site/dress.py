"""What a view shows in a notebook, made part of a page: sanitised, its tables named, headed and able to scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.share.sanitise import sanitise

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup
    from bs4.element import Tag


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
    frame = soup.new_tag("div", attrs={"class": "wb-frame", "role": "group", "aria-label": f"Table {number + 1}"})
    table.wrap(frame)
