"""From vectors as they come to all of them: what every encoder that streams does to encode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray


class Streams(Protocol):
    """An encoder that yields vectors a few at a time."""

    dimensions: int

    def stream(self, texts: Sequence[str]) -> Iterable[tuple[Sequence[int], NDArray[np.float32]]]:
        """Yield places in `texts` and their vectors; each place once."""
        ...


def gathered(encoder: Streams, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> NDArray[np.float32]:
    """Return one row a text.

    Parameters
    ----------
    encoder
        What streams.
    texts
        Any strings.
    progress
        Called with (done, all) after each batch.
    """
    import numpy as np

    out = np.zeros((len(texts), encoder.dimensions), np.float32)
    done = 0
    for places, vectors in encoder.stream(texts):
        out[places] = vectors
        done += len(places)
        if progress:
            progress(done, len(texts))
    return out
