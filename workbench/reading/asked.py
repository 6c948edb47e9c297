"""Which question of an interview guide an interviewer asks, by words and by meaning: the packaged embeddings, offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.reading.cache import embed
from workbench.sources import guide as guides

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.reading.cache import Encodes
    from workbench.sources.guide import Asking, Guide
    from workbench.study.folder import Folder

#: Proposed from here on; measured on the sample study, see docs/methods.md.
THRESHOLD = 0.3


def propose(
    folder: Folder,
    guide: Guide,
    *,
    sources: Sequence[str] | None = None,
    threshold: float = THRESHOLD,
    encoder: Encodes | None = None,
) -> list[Asking]:
    """Propose which question of a guide each interviewer's turn asks; nothing is written.

    The score is the mean of two: how alike the words are (`workbench.sources.guide.by_words`) and how alike the meaning
    (cosine of the embeddings). Either alone finds fewer of the right turns among as many proposals.

    Parameters
    ----------
    folder
        The study.
    guide
        As `workbench.sources.guide.read_guide` gives it.
    sources
        Ids of transcripts; None: all.
    threshold
        Score from which a turn is taken to ask a question.
    encoder
        None: the one that study.toml names.

    Returns
    -------
    list of Asking
        By source and turn; a person keeps some with `workbench.sources.guide.accept`.

    Raises
    ------
    UserError
        If there is no transcript of that id, or the embedding model is not installed.
    """
    if encoder is None:
        from workbench.reading.backends import load_encoder

        encoder = load_encoder(folder.settings.encoder)
    reader = encoder

    def alike(sentences: Sequence[str], questions: Sequence[str]) -> list[list[float]]:
        kept = folder.cache / "embeddings"
        meant = embed(sentences, reader, kept) @ embed(questions, reader, kept).T
        said = guides.by_words(sentences, questions)
        return [
            [(w + max(0.0, float(m))) / 2 for w, m in zip(*rows, strict=True)] for rows in zip(said, meant.tolist(), strict=True)
        ]

    return guides.propose(folder, guide, sources=sources, threshold=threshold, alike=alike)
