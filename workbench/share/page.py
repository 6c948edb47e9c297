"""One page for people without the workbench: the map that opens its quotes, then the notebooks, in a single offline file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.share.map_page import map_body, page_width
from workbench.share.once import Place, once
from workbench.share.render import LARGEST, chapters, cleaner, compose, lighten
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bs4 import BeautifulSoup

    from workbench.share.map_page import Model
    from workbench.share.redact import Redactor


def report(
    heading: str,
    model: Model,
    notebooks: Sequence[Path] = (),
    *,
    redactor: Redactor | None = None,
    summary: Mapping[str, str] | None = None,
    code: bool = True,
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
    code
        Keep the code of the notebooks, folded away; False leaves it out.

    Raises
    ------
    UserError
        If what stands on the page beside its map would weigh more than 2 MiB: the message says which notebook weighs most. A map
        weighs as much as its cards do.
    """
    clean = cleaner(redactor)
    stands: dict[str, Place] = {}
    top = once(map_body(model, redactor=redactor), stands, remember=True)
    drawn = top.split('data-map="', 1)[1].split('"', 1)[0]
    state = model["made_from"]["digest"][:12]
    parts = chapters(notebooks, clean, taken={"map"}, shown=drawn, prune=_simple, code=code)
    page = compose(
        clean(heading),
        parts,
        map_html=top,
        summary={clean(k): clean(v) for k, v in (summary or {}).items()},
        styles=lighten(parts, stands),
        foot=f"Quotes carry pseudonyms. People are counted, not mentions. Made from state {state} of the study.",
        wide=page_width(len(model["stages"])),
    )
    weight = len(page.encode()) - len(top.encode())
    if parts and weight > LARGEST:
        heaviest = max(parts, key=lambda part: sum(len(cell["html"]) for cell in part.cells)).title
        raise UserError(
            f"The page is {weight / 2**20:.1f} MiB beside its map; 2 MiB is the most. Heaviest part: {heaviest}. "
            "Leave out the code with --no-code, or show less in that notebook."
        )
    return page


def _simple(soup: BeautifulSoup) -> None:
    """Leave of a map below the one on top the lanes that a map opens with: it cannot unfold the others here.

    The map on top has all lanes, and the notebook all of this one.
    """
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
    for column in soup.select(".wb-col[aria-label]"):
        del column["aria-label"]  # the map on top has parts of the same names; each has its heading
    for key in soup.select(".wb-key"):
        key.decompose()
    for tools in soup.select(".wb-tools"):
        tools.decompose()
        if folded and (sheet := soup.select_one(".wb-map > .wb-scroll")):
            note = soup.new_tag("p", attrs={"class": "wb-note"})
            note.string = "The other lanes of this map are in the notebook; those of the map on top are there."
            sheet.insert_before(note)
