"""Whether what the records say of earlier versions is true of the texts that were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workbench.study.align import holds
from workbench.study.records import Transcript

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.study.folder import Folder
    from workbench.study.records import Survey

Row = tuple[Literal["error", "warning", "note"], str, str, str]


def history_findings(folder: Folder, sources: Mapping[str, Transcript | Survey]) -> Iterator[Row]:
    """Yield (level, where, what, remedy) for every step of a history that its texts belie, or that nobody logged.

    Texts that were not kept prove nothing and are no finding.
    """
    said = (v for a in folder.acts() if a.act == "source.correct" for v in (a.body.get("before"), a.body.get("after")))
    logged = {v for v in said if isinstance(v, str)}  # acts that are not as they should be are here, too
    for name, source in sorted(sources.items()):
        texts: dict[str, str | None] = {}
        for number, step in enumerate(source.history if isinstance(source, Transcript) else (), 1):
            for version in (step.before, step.after):
                if version not in texts:
                    here = version == source.version and isinstance(source, Transcript)
                    texts[version] = source.text if here else folder.store.old_text(name, version)  # type: ignore[union-attr]
            old, new = texts[step.before], texts[step.after]
            if old is not None and new is not None and not holds(step, old, new):
                what = f"step {number} of its history is not how its texts differ: codings made before it may be misplaced"
                yield "error", name, what, "Restore its record from a backup."
            if step.how == "edits" and step.after not in logged:
                what = f"step {number} of its history is in no log: somebody was interrupted, or a log is missing"
                yield "note", name, what, "Merge in the copy that has the log, if there is one."
