"""What changed between two rounds as one offline page: no script, nothing asked of the network, readable on light and dark."""

from __future__ import annotations

import re

from workbench.share.assets import render

#: What a notebook shows as bold words above a table.
_HEADED = re.compile(r"(?:<p><strong>([^<]*)</strong></p>)?<table>(.*?)</table>", re.DOTALL)


def rounds_page(title: str, body: str, maps: str = "") -> str:
    """Return an HTML page around what changed.

    Parameters
    ----------
    title
        Of the page.
    body
        HTML, masked and escaped, without scripts; bold words above a table become its heading.
    maps
        The two maps side by side, below it.
    """
    return render("rounds.html.j2", title=title, body=_HEADED.sub(_framed, body) + maps)


def _framed(found: re.Match[str]) -> str:
    """Return a table under its heading, in a frame that scrolls by itself where it is too wide."""
    name = found[1] or "Table"
    heading = f"<h2>{name}</h2>" if found[1] else ""
    # On a phone cells stand under each other, without the head: this one says nothing without its name.
    kind = "wide wide-q" if ">q</th>" in found[2] else "wide"
    return f'{heading}<div class="{kind}" tabindex="0" role="group" aria-label="{name}"><table>{found[2]}</table></div>'
