"""The files of a site to take away: the map in every form there is, each with what it leaves out."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from workbench.share.exports import FORMATS
from workbench.share.exports.formats import made
from workbench.share.site import Download, Page
from workbench.share.site.pages import href
from workbench.views.site.pieces import listing, part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.share.exports import Format
    from workbench.share.map_page import Model

_KIB = 1024
#: The report of the notebooks, as `workbench render` makes it.
REPORT = "report.html"


def download_page(model: Model, report: bytes = b"") -> tuple[Page, list[Download]]:
    """Return the page of files to take away, and the files.

    Parameters
    ----------
    model
        The map model, masked.
    report
        The report of the notebooks, if there is one of this state of the study.
    """
    rows, files = [], []
    for form in FORMATS:
        mine = _files(model, form)
        files += mine
        rows.append([_links(mine, form), html.escape(form.what), html.escape(_dropped(form)), _size(mine)])
    heads = ["file", "what it is", "what of the map is not in it", "size"]
    body = part("The map in other forms", listing(heads, rows, numbers=1))
    if report:
        file = Download(f"downloads/{REPORT}", report)
        files.append(file)
        said = f"every step from the raw files to this map, with the code, in one offline page ({_size([file])})"
        body += part("The notebooks", f"<p>{_link(file)}: {said}.</p>")
    lead = "None of these needs the workbench or a network. All carry pseudonyms, and no words of whoever may not be quoted."
    return Page("downloads.html", "Downloads", body, lead=lead), files


def _files(model: Model, form: Format) -> list[Download]:
    found = made(model, f"map{form.suffix}")
    folder = len(found) > 1 or "" not in found
    at = f"downloads/map-{form.suffix.removeprefix('.')}/" if folder else ""
    return [Download(f"{at}{name}" if folder else f"downloads/map{form.suffix}", data) for name, data in sorted(found.items())]


def _links(files: Sequence[Download], form: Format) -> str:
    if len(files) == 1:
        return _link(files[0])
    listed = "".join(f"<li>{_link(file)}</li>" for file in files)
    return f"<details><summary>{len(files)} files, {html.escape(form.suffix)}</summary><ul>{listed}</ul></details>"


def _link(file: Download) -> str:
    """Return a link; a page opens, anything else is taken away."""
    name = file.path.rpartition("/")[2]
    take = "" if name.endswith(".html") else " download"
    return f'<a href="{html.escape(href(file.path), quote=True)}"{take}>{html.escape(name)}</a>'


def _dropped(form: Format) -> str:
    return "; ".join(form.drops) or "nothing"


def _size(files: Sequence[Download]) -> str:
    size = sum(len(file.data) for file in files)
    return f"{max(1, round(size / _KIB)):,}\u00a0KiB" if size < _KIB * _KIB else f"{size / _KIB / _KIB:.1f}\u00a0MiB"
