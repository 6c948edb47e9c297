"""Which codes people gave to which segments: the unit a model reads, beside the passages that people marked."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from workbench.coding.frame import codings_frame
from workbench.study.codings import counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.study.folder import Folder
    from workbench.study.records import Segment


def coded(folder: Folder, segments: Sequence[Segment], family: str = "") -> dict[str, frozenset[str]]:
    """Return the codes of each segment that has any.

    Parameters
    ----------
    folder
        The study.
    segments
        Segments of it; those of one text do not overlap.
    family
        Only codes of this family; all if not given.

    Returns
    -------
    dict
        Segment id -> codes of passages that lie in it or reach into it, given by people and counted as evidence. What speaks
        against a code is none of it.
    """
    by_text: defaultdict[tuple[str, str], list[Segment]] = defaultdict(list)
    for segment in sorted(segments, key=lambda s: s.anchor.start):
        by_text[segment.anchor.source, segment.anchor.item].append(segment)
    starts = {text: [s.anchor.start for s in own] for text, own in by_text.items()}
    codes = folder.state().codes
    frame = codings_frame(folder)
    columns = ("source", "item", "start", "end", "code", "family", "coder_kind", "standing", "speech", "stance")
    found: defaultdict[str, set[str]] = defaultdict(set)
    for source, item, start, end, code, kin, kind, standing, speech, stance in zip(*(frame[c] for c in columns), strict=True):
        if (family and kin != family) or stance != "for" or speech == "interviewer" or not counts(kind, standing):
            continue
        if (code in codes and codes[code].retired) or (source, item) not in by_text:
            continue
        own = by_text[source, item]
        at = max(0, bisect_right(starts[source, item], start) - 1)
        while at < len(own) and own[at].anchor.start < end:
            if own[at].anchor.end > start:
                found[own[at].id].add(code)
            at += 1
    return {segment: frozenset(given) for segment, given in sorted(found.items())}
