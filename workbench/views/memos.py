"""All memos of a study in a notebook: what was noted, by whom, about what, with the words it is about."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from workbench.study.given import looking
from workbench.views.parts import table

if TYPE_CHECKING:
    import pandas as pd

    from workbench.study.folder import Folder
    from workbench.views.parts import Masks

#: Memos a picture shows; `MemosView.frame` has them all.
MOST = 100
_LONGEST = 300  # characters of a quote
_ABOUT = {"coding": "a passage", "code": "a code", "source": "a source", "participant": "a participant"}


@looking
class MemosView:
    """What researchers noted about codings, codes, sources and participants.

    Parameters
    ----------
    folder
        The study.
    masks
        What stands between what people said and what is shown.
    search
        Words the memos must hold.
    coder, hidden
        Sources in which `coder` works blind: what others noted about them is left out.
    """

    def __init__(
        self, folder: Folder, masks: Masks, search: str = "", *, coder: str = "", hidden: frozenset[str] = frozenset()
    ) -> None:
        from workbench.coding.memos import memos

        self._masks, self._search = masks, search
        self._frame = memos(folder, search, coder=coder, hidden=hidden)

    def __len__(self) -> int:
        return len(self._frame)

    def frame(self, *, masked: bool = True) -> pd.DataFrame:
        """Return one row a memo. See `workbench.coding.memos.memos`.

        Parameters
        ----------
        masked
            Mask names, and withhold the words of who does not consent to being quoted.
        """
        return self._shown(self._frame) if masked else self._frame.copy()

    def _shown(self, memos: pd.DataFrame) -> pd.DataFrame:
        frame = memos.copy()
        if len(frame):
            frame["quote"] = self._masks.said(frame["quote"].tolist(), frame["participant"].tolist())
            frame["memo"] = self._masks.redactor.texts(frame["memo"].tolist())
            frame["name"] = self._masks.redactor.texts(frame["name"].tolist(), guess=False)
        return frame

    def __repr__(self) -> str:
        for_ = f" with {self._search}" if self._search.strip() else ""
        return f"<{len(self)} {'memo' if len(self) == 1 else 'memos'}{for_}>"

    def _repr_html_(self) -> str:
        if not len(self):
            return f"<p><strong>{self._nothing()}</strong></p>"
        rows = []
        for row in self._shown(self._frame.head(MOST)).to_dict("records"):
            words = str(row["quote"])
            cut = words if len(words) <= _LONGEST else f"{words[:_LONGEST]} …"
            where = " · ".join(str(row[c]) for c in ("participant", "source") if row[c] and row["about"] == "coding")
            about = f"{_ABOUT.get(str(row['about']), str(row['about']))}: <strong>{html.escape(str(row['name']))}</strong>"
            quote = f"<br>“{html.escape(cut)}” <em>{html.escape(self._masks.text(where, guess=False))}</em>" if words else ""
            memo = html.escape(str(row["memo"])).replace("\n", "<br>")
            rows.append([memo, html.escape(f"{row['coder']}, {str(row['at'])[:10]}"), about + quote])
        caption = repr(self).strip("<>")
        left = f"<p>Not shown: {len(self) - MOST} more. <code>.frame()</code> has them all.</p>" if len(self) > MOST else ""
        return table(["memo", "by", "about"], rows, caption) + left

    def _nothing(self) -> str:
        if self._search.strip():
            return f"No memo holds {html.escape(self._masks.text(self._search, guess=False))}."
        return "No memos yet. In the coder, m writes one about a passage; codes, sources and participants can have one, too."
