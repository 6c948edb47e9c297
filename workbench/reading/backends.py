"""Which model turns texts into vectors: one is packaged, others are taken if they are installed or handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from workbench.reading.encoder import packaged
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

DEFAULT = "minilm"
_ALIASES = {"minilm-int8": DEFAULT}
_loaded: dict[str, Encodes] = {}


class Encodes(Protocol):
    """A model that turns texts into vectors.

    Attributes
    ----------
    id
        The model and its hash: vectors of two models never mix.
    dimensions
        Length of a vector.
    alone
        Mean cosine to the five nearest below which a text is off topic: each model has its own.
    languages
        What it reads, as ISO 639-1; empty: many.
    """

    id: str
    dimensions: int
    alone: float
    languages: tuple[str, ...]

    def encode(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> NDArray[np.float32]:
        """Return one unit row a text."""
        ...


def load_encoder(name: str = DEFAULT) -> Encodes:
    """Return the encoder called `name`, read and checked once a process.

    Parameters
    ----------
    name
        ``"minilm"``, packaged; ``"minilm-floats"``, the same computed with floats, three times slower.

    Raises
    ------
    UserError
        If there is no such encoder, or its package is not installed.
    Refused
        If a file of the model is not the one that was checked in.
    """
    name = _ALIASES.get(name, name)
    if name not in _loaded:
        if name not in {DEFAULT, "minilm-floats"}:
            raise UserError(f"There is no encoder {name!r}. Known: minilm, minilm-floats.")
        _loaded[name] = packaged(rows=name == DEFAULT)
    return _loaded[name]
