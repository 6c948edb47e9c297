"""Exchange: the study in the hands of NVivo, MAXQDA, ATLAS.ti, QualCoder and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.api.share import Share

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.share.exchange import Exported


class Exchange(Share):
    """What goes to other programs for coding texts."""

    def export(self, path: str | Path, *, unmasked: bool = False, despite: str = "") -> Exported:
        """Write the study for another program, and say what that program cannot hold.

        Names are masked, every coding stays on its words, and what people said who may not be quoted is left out. The gate
        looks at the file before it is written.

        Parameters
        ----------
        path
            Ends in ``.qdpx`` (texts, codes, codings by coder, memos, people, sets) or ``.qdc`` (the codebook alone).
        unmasked
            Your own working copy: texts as they stand and everybody's. It holds names, so it is not for sharing, and no gate
            looks at it.
        despite
            Why it may go out although the gate found something: recorded in the history, for good.

        Returns
        -------
        Exported
            Where it is, what is in it and what is not: it prints as sentences, and stands for its path.

        Raises
        ------
        UserError
            If the suffix is neither, or the disk refuses.
        CheckFailed
            If the gate finds something and there is no reason: what and where, masked. Nothing is written.
        """
        from workbench.share.exchange import hand_over

        if unmasked:
            return hand_over(self.folder, path, coder=self.me)
        return hand_over(
            self.folder,
            path,
            coder=self.me,
            redactor=self.redactor,
            check=lambda name, data: self.pass_gate({name: data}, despite=despite),
            day=self.redactor.day,
        )
