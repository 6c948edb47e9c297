"""Pages and downloads become the files of a site: one style sheet, one script, one shell around every page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from workbench.share.assets import asset, render
from workbench.share.map_page import map_style

INDEX = "index.html"
#: No search engine is to keep what participants said.
ROBOTS = "User-agent: *\nDisallow: /\n"
#: The same in every site: nothing of a study is in them.
FIXED = frozenset({"site.css", "site.js", "robots.txt"})
_STYLES = ("beside.css", "page.css", "site.css")
_SCRIPTS = ("map.js", "heads.js", "page.js", "link.js", "site.js")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a site.

    Attributes
    ----------
    path
        Its place in the site, such as ``owners/billing.html``.
    title
        Its heading; on the map the map's own heading stands.
    body
        HTML that is masked and escaped already.
    name
        What links to it are called: its title if empty.
    lead
        A sentence under the heading.
    above
        Path of the page it belongs to; empty for one that stands in the navigation.
    sheet
        It is drawn rather than written: as wide as the window, A3 across on paper.
    wide
        How many pixels it may be wide, if that is more than other pages.
    """

    path: str
    title: str
    body: str
    name: str = ""
    lead: str = ""
    above: str = ""
    sheet: bool = False
    wide: int = 0

    @property
    def link(self) -> str:
        """What links to it are called."""
        return self.name or self.title


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away.

    Attributes
    ----------
    path
        Its place in the site.
    data
        What is in it.
    """

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Site:
    """A site, before anybody has looked whether it may go out.

    Attributes
    ----------
    title
        Of the study.
    pages
        In the order of the navigation; the map is the first.
    downloads
        Files to take away.
    digest
        State of the study it is made from.
    """

    title: str
    pages: tuple[Page, ...]
    downloads: tuple[Download, ...] = ()
    digest: str = ""

    def files(self) -> dict[str, bytes]:
        """Return every file of the site by its path. Same site, same bytes."""
        made = {page.path: self._page(page).encode() for page in self.pages}
        made |= {download.path: download.data for download in self.downloads}
        style = map_style() + "".join(map(asset, _STYLES))
        made |= {"site.css": style.encode(), "site.js": "".join(map(asset, _SCRIPTS)).encode(), "robots.txt": ROBOTS.encode()}
        return dict(sorted(made.items()))

    def _page(self, page: Page) -> str:
        root = "../" * page.path.count("/")
        trail = self._trail(page)
        chapters = [
            {"name": p.link, "href": root + href(p.path), "here": p is page, "above": p in trail} for p in self.pages if not p.above
        ]
        crumbs = [{"name": p.link, "href": root + href(p.path)} for p in trail]
        return render(
            "site.html.j2", page=page, site=self, root=root, chapters=chapters, crumbs=crumbs, index=page.path == INDEX,
            home=root + INDEX, digest=self.digest[:12],
        )  # fmt: skip

    def _trail(self, page: Page) -> list[Page]:
        """Return the pages above one, the map first."""
        by_path = {p.path: p for p in self.pages}
        trail: list[Page] = []
        above = page.above or (INDEX if page.path != INDEX else "")
        while above:
            trail.insert(0, by_path[above])
            above = by_path[above].above or (INDEX if above != INDEX else "")
        return trail


def href(path: str) -> str:
    """Return a path as a link has it: a name may be of any script."""
    return quote(path)
