"""One page for people without the workbench: the map that opens its quotes, then the notebooks, in a single offline file."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from workbench.share.assets import asset, render
from workbench.share.cells import cells, title
from workbench.share.compact import compact
from workbench.share.map_page import map_body, map_style
from workbench.share.once import Place, once
from workbench.study.errors import UserError
from workbench.study.names import slug, unique

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from workbench.share.map_page import Model
    from workbench.share.redact import Redactor

#: A page larger than this is slow to open and to send; mail servers start refusing well above it.
LARGEST = 2 * 1024 * 1024


def report(
    heading: str,
    model: Model,
    notebooks: Sequence[Path] = (),
    *,
    redactor: Redactor | None = None,
    summary: Mapping[str, str] | None = None,
) -> str:
    """Return one HTML page that needs nothing else.

    It asks the network for nothing, runs one script (named by its hash in the page's content security policy, so no other
    can run), reads without that script, and prints.

    Parameters
    ----------
    heading
        Title of the page.
    model
        The map model.
    notebooks
        Executed notebooks, in order.
    redactor
        Replaces names in the map and in everything the notebooks show; None for use inside the study only.
    summary
        Short facts under the title, as (what, figure).

    Raises
    ------
    UserError
        If the page would be larger than 2 MiB: the message says which notebook weighs most.
    """
    import nbformat

    clean = _cleaner(redactor)
    stands: dict[str, Place] = {}
    top = once(map_body(model, redactor=redactor), stands, remember=True)
    drawn = top.split('data-map="', 1)[1].split('"', 1)[0]
    taken: set[str] = {"map"}
    chapters: list[dict[str, Any]] = []
    for path in notebooks:
        book = nbformat.read(path, as_version=4)
        name = unique(slug(path.stem), taken)
        taken.add(name)
        parts = cells(book, clean=clean, shown=drawn)
        chapters.append({"id": name, "title": clean(title(book, path.stem)), "cells": parts})
    rules = _lighten(chapters, stands)
    script = asset("map.js") + asset("landscape.js") + asset("page.js")
    page = render(
        "page.html.j2",
        title=clean(heading),
        summary={clean(k): clean(v) for k, v in (summary or {}).items()},
        map=top,
        chapters=chapters,
        style=map_style() + asset("landscape.css") + asset("page.css") + rules,
        script=script,
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
        digest=model["made_from"]["digest"][:12],
    )
    if len(page.encode()) > LARGEST:
        weights = {c["title"]: sum(len(p["html"]) for p in c["cells"]) for c in chapters} | {"the map": len(top)}
        heaviest = max(weights, key=lambda name: weights[name])
        raise UserError(f"The page is {len(page.encode()) / 2**20:.1f} MiB; 2 MiB is the most. Heaviest part: {heaviest}.")
    return page


def _lighten(chapters: Sequence[dict[str, Any]], stands: dict[str, Place]) -> str:
    """Take out of the notebooks what the page says already: quotes of the map, and styles, which are returned as rules."""
    parts = [part for chapter in chapters for part in chapter["cells"]]
    lighter, rules = compact(
        [once(_simple(h), stands, remember=True) if "data-map" in (h := part["html"]) else h for part in parts]
    )
    for part, html in zip(parts, lighter, strict=True):
        part["html"] = html
    return rules


def _simple(html: str) -> str:
    """Return a map below the one on top with the lanes that a map opens with: it cannot unfold the others here.

    The map on top has all lanes, and the notebook all of this one.
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    folded = soup.select(".wb-extra")
    for cell in folded:
        cell.decompose()
    panels = {str(panel["id"]): panel for panel in soup.select(".wb-panel[id]")}
    wanted = {str(b["popovertarget"]) for b in soup.select("[popovertarget]") if not b.find_parent(class_="wb-panel")}
    met: set[str] = set()
    while wanted - met:  # what a panel leads to is wanted too
        name = min(wanted - met)
        met.add(name)
        if name in panels:
            wanted |= {str(b["popovertarget"]) for b in panels[name].select("[popovertarget]")}
    for name, panel in panels.items():
        if name not in met:
            panel.decompose()
    for tools in soup.select(".wb-tools"):
        tools.decompose()
        if folded and (sheet := soup.select_one(".wb-map > .wb-scroll")):
            note = soup.new_tag("p", attrs={"class": "wb-note"})
            note.string = "The other lanes of this map are in the notebook; those of the map on top are there."
            sheet.insert_before(note)
    return str(soup)


def _cleaner(redactor: Redactor | None) -> Callable[[str], str]:
    if redactor is None:
        return lambda text: text
    return lambda text: redactor.text(text, guess=False)
