"""Read: what people said, as segments and as vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.api.base import Base
from workbench.api.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from workbench.study.records import Segment

    Progress = Callable[[int, int], None]


class Read(Base):
    """What a machine makes of the words, and what a person makes of that."""

    def read(self, progress: Progress | None = None, *, client: Any = None) -> tuple[list[Segment], np.ndarray]:  # noqa: ANN401
        """Return the segments of all participants and their embeddings; only new text is embedded.

        Parameters
        ----------
        progress
            Called with (done, all) while new text is embedded; a bar is shown if not given.
        client
            A ``distributed.Client``: new text is embedded by its workers (docs/scale.md).
        """
        return self._once("read", lambda: self._read(progress, client))

    def _read(self, progress: Progress | None, client: Any) -> tuple[list[Segment], np.ndarray]:  # noqa: ANN401
        from workbench.reading.cache import embed
        from workbench.reading.segments import segments
        from workbench.reading.spread import encoder_of
        from workbench.reading.tongues import warn

        found = segments(self.folder)
        encoder = encoder_of(self.folder.settings.encoder, client)
        warn(found, encoder)
        with Waiting("Reading", "passages") as shown:
            return found, embed([s.text for s in found], encoder, self.folder.cache / "embeddings", progress or shown)
