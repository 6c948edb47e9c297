"""What changed between two rounds as one offline page: no script, nothing asked of the network, readable on light and dark."""

from __future__ import annotations

from workbench.share.assets import render


def rounds_page(title: str, body: str) -> str:
    """Return an HTML page around what changed.

    Parameters
    ----------
    title
        Of the page.
    body
        HTML, masked and escaped, without scripts.
    """
    return render("rounds.html.j2", title=title, body=body)
