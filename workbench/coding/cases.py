"""What codes are learned from: the passages that people read, and the codes they gave them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.coding.spans import covers, text_of
from workbench.study.codings import counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.study.fold import State
    from workbench.study.records import Segment

    Text = tuple[str, str, str]
    _Mark = tuple[int, int, str]


@dataclass(frozen=True)
class Cases:
    """Which segments were read by people, and the codes they gave them.

    Attributes
    ----------
    codes
        Ids, sorted: those in use and those defined.
    read
        Positions of segments somebody has read: all of an answer that was coded, of a transcript all up to the last
        passage that was coded, and the examples of the codebook.
    labels
        (len(read), len(codes)): True where a person gave the code to the passage, in favour of it.
    """

    codes: tuple[str, ...]
    read: NDArray[np.int64]
    labels: NDArray[np.bool_]


def cases(segments: Sequence[Segment], state: State, codes: Iterable[str], *, coder: str | None = None) -> Cases:
    """Return what people have said so far about segments.

    Parameters
    ----------
    segments
        Of the whole study, sorted by id.
    state
        The codings; only those that are evidence count, never those of models or of people coding again.
    codes
        Ids of the codes to learn.
    coder
        Only this coder's codings: for coding blind.
    """
    import numpy as np

    wanted = sorted(set(codes))
    column = {code: number for number, code in enumerate(wanted)}
    by_text: dict[Text, list[int]] = defaultdict(list)
    for position, segment in enumerate(segments):
        by_text[text_of(segment.anchor)].append(position)
    marks, shown = _marks(state, coder)
    read: list[int] = []
    given: list[set[int]] = []
    for text in sorted(by_text.keys() & (marks.keys() | shown.keys())):
        said, examples = marks.get(text, []), shown.get(text, [])
        last = max((end for _, end, _ in said), default=0)
        for position in by_text[text]:
            start, end = segments[position].anchor.start, segments[position].anchor.end
            example = any(covers(start, end, s, e) for s, e, _ in examples)
            if example or (said and text[1]) or start < last:
                read.append(position)
                given.append({column[c] for s, e, c in (*said, *examples) if c in column and covers(start, end, s, e)})
    labels = np.zeros((len(read), len(wanted)), dtype=bool)
    for row, mine in enumerate(given):
        labels[row, list(mine)] = True
    return Cases(tuple(wanted), np.array(read, dtype=np.int64), labels)


def _marks(state: State, coder: str | None) -> tuple[dict[Text, list[_Mark]], dict[Text, list[_Mark]]]:
    """Return what people coded, and the examples of the codebook: by text, where and which code; none where it speaks against."""
    marks: dict[Text, list[_Mark]] = defaultdict(list)
    shown: dict[Text, list[_Mark]] = defaultdict(list)
    for coding in state.codings.values():
        if counts(coding.coder_kind) and (coder is None or coding.coder == coder):
            code = coding.code if coding.stance == "for" and state.counts(coding) else ""  # what fell was read, and is not so
            marks[text_of(coding.anchor)].append((coding.anchor.start, coding.anchor.end, code))
    for one in state.examples.values():
        if coder is None or one.coder == coder:
            shown[text_of(one.anchor)].append((one.anchor.start, one.anchor.end, one.code if one.stance == "for" else ""))
    return marks, shown
