"""Site: the study as a small static site, for colleagues who have neither kernel nor workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.api.double import Double
from workbench.api.evidence import Evidence
from workbench.api.lanes import Lanes
from workbench.api.map import Map
from workbench.api.numbers import Numbers
from workbench.api.plan import Plan
from workbench.api.rounds import Rounds
from workbench.api.share import Share

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.share.site import Site as Built
    from workbench.views.agreement import AgreementView
    from workbench.views.site import Ground, Shown


class Site(Double, Rounds, Map, Evidence, Numbers, Lanes, Plan, Share):
    """The study on pages that any web host or shared drive can hold."""

    def site(self, folder: str | Path, *, despite: str = "") -> Path:
        """Write a small static site into a folder; return the folder.

        The map that opens its quotes, what changed between the last two rounds, priorities, the need ledger, a page an owner,
        stories of people who may be quoted, methods and limits of this study, and the map in every form to take away. It needs
        no server: ``index.html`` opens from a drive. Names are masked, and every file passes the share gate before anything is
        written. Same study, same bytes.

        Parameters
        ----------
        folder
            A new or empty folder, or one that holds an older site: it is replaced at once, and what else lies in it stays.
        despite
            Why it may go out although the gate found something: recorded in the history, for good.

        Raises
        ------
        CheckFailed
            If the gate finds something and there is no reason: all of it is listed, masked, and nothing is written.
        UserError
            If the folder holds something else.
        """
        from workbench.share.site import FIXED, not_ours, put

        files = self._built().files()
        not_ours(files, folder)  # refused before the gate records that anything went out
        self.pass_gate({path: data for path, data in files.items() if path not in FIXED}, despite=despite)
        return put(files, folder)

    # What is on it ----------------------------------------------------------------------------------------------------

    def _built(self) -> Built:
        from workbench.share.site import Site as Built
        from workbench.views.site import download_page

        shown = self._shown()
        page, files = download_page(shown.model, self._report(shown.model["made_from"]["digest"]))
        pages = (*shown.pages(), self._ground(shown).page(), page)
        return Built(shown.model["study"]["title"], pages, tuple(files), shown.model["made_from"]["digest"])

    def _shown(self) -> Shown:
        from workbench.journey.lanes.story import story
        from workbench.views.paths import PathsView
        from workbench.views.site import Shown
        from workbench.views.story import StoryView

        raw = self.journey().model
        masked = self.redactor.model(raw)
        ids = dict(zip(raw["claims"], masked["claims"], strict=True))
        masks, told = self.masks, self._tables().told
        paths = PathsView(told, masks)
        tellers = sorted({path.participant for path in paths.paths})
        stories = [StoryView(story(told, name), told, masks) for name in tellers if name not in masks.silent]
        return Shown(
            masked, {raw["claims"][claim]["code"]: new for claim, new in ids.items()} | ids, masks, self.compare(), self.owners(),
            paths, self.ledger(), self.table(), [self.priorities(by) for by in ("odi", "rice")], stories,
            sum(name in masks.silent for name in tellers),
        )  # fmt: skip

    def _ground(self, shown: Shown) -> Ground:
        from workbench.coding.frame import codings_frame
        from workbench.journey.said.people import everybody
        from workbench.views.site import Ground

        return Ground(
            shown.model, self.folder.settings, everybody(self.folder), self.folder.participants(), self.masks.silent,
            codings_frame(self.folder), self.check_map(), self._agreed(), self.coverage(), self.saturation(), self.thresholds(),
            shown.dressed, lambda text: self.redactor.text(text, guess=False),
        )  # fmt: skip

    def _agreed(self) -> AgreementView | None:
        """Return how far the two who coded most agree; None if there are no two."""
        return self.agreement() if len(self.coders()) > 1 else None

    def _report(self, digest: str) -> bytes:
        """Return the report of the notebooks if it is there and of this state of the study; nothing otherwise."""
        path = self.folder.root / "out" / "report.html"
        try:
            page = path.read_bytes()
        except OSError:
            return b""
        return page if f"Made from state {digest[:12]} of the study".encode() in page else b""
