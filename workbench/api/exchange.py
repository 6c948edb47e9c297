"""Exchange: the study in the hands of NVivo, MAXQDA, ATLAS.ti, QualCoder and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.api.base import Base

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.share.exchange import Exported


class Exchange(Base):
    """What goes to other programs for coding texts."""

    def export(self, path: str | Path, *, unmasked: bool = False) -> Exported:
        """Write the study for another program, and say what that program cannot hold.

        Names are masked, every coding stays on its words, and what people said who may not be quoted is left out. The gate
        looks at the file before it is written.

        Parameters
        ----------
        path
            Ends in ``.qdpx`` (texts, codes, codings by coder, memos, people, sets) or ``.qdc`` (the codebook alone).
        unmasked
            Your own working copy: texts as they stand and everybody's. It holds names, so it is not for sharing.

        Returns
        -------
        Exported
            Where it is, what is in it and what is not: it prints as sentences, and stands for its path.

        Raises
        ------
        UserError
            If the suffix is neither, or the disk refuses.
        CheckFailed
            If the gate finds that the file says who somebody is; nothing is written.
        """
        from workbench.share.exchange import hand_over
        from workbench.share.gate import Guard
        from workbench.share.withheld import withheld

        if unmasked:
            return hand_over(self.folder, path, coder=self.me)
        guard = Guard(self.redactor.roster, withheld(self.folder))
        return hand_over(self.folder, path, coder=self.me, redactor=self.redactor, guard=guard)
