"""A file imported again: how the transcript that is there becomes the one it says now, and what becomes of corrections."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.sources.corrections.correct import corrections, first_version
from workbench.sources.corrections.restore import way_back
from workbench.study.align import Alignment, between, chained

if TYPE_CHECKING:
    from workbench.study.folder import Folder
    from workbench.study.records import Transcript


def as_imported(folder: Folder, found: Transcript) -> Transcript:
    """Return a transcript as its file was read, before any correction; as it is now if that was not kept."""
    first = first_version(found)
    return found if first == found.version else folder.store.old_turns(found.id, first) or found


def following(folder: Folder, found: Transcript, fresh: Transcript) -> Transcript:
    """Return `fresh`, read from an edited file, with the history of `found` and how its text became this one.

    The file was edited, not the corrected text; so the words are looked for both from what is there now and from what the
    file said before, and whichever finds more counts.
    """
    if fresh.version == found.version:
        return replace(fresh, history=found.history)
    if any(fresh.version in {step.before, step.after} for step in found.history):
        step = replace(way_back(found, fresh), how="diff")
        return replace(fresh, history=(*found.history, step))
    ways = [between(found.text, fresh.text)]
    first = as_imported(folder, found)
    if first.version != found.version:
        ways.append(chained(way_back(found, first), between(first.text, fresh.text)))
    return replace(fresh, history=(*found.history, max(ways, key=_kept)))


def _kept(alignment: Alignment) -> int:
    return sum(end - start for start, end, _ in alignment.kept)


def since(folder: Folder, found: Transcript) -> str:
    """Return who corrected a transcript since its file was imported, and when last, in words; empty if nobody did."""
    if first_version(found) == found.version:
        return ""
    made = corrections(folder, found)
    who = sorted({c.coder for c in made})
    return f"by {', '.join(who)}, last on {max(c.at for c in made)[:10]}" if made else "in this study"
