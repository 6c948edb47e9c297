"""Which model turns texts into vectors: one is packaged, others are taken if they are installed or handed over.

``study.toml`` names it: ``[reading]``, ``encoder = "minilm"``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from workbench.reading.encoder import ALONE, packaged
from workbench.reading.sentences import PREFIX, opened, refuse_pickle
from workbench.reading.static import static
from workbench.reading.streams import gathered
from workbench.study.errors import UserError
from workbench.study.settings import ENCODER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

#: In the order in which they are told.
NAMES = (ENCODER, "minilm-floats", "static", f"{PREFIX}<name or folder>")
_ALIASES = {"minilm-int8": ENCODER}
_METHODS = ("encode", "embed_documents", "embed")
_ASKED = 64
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
        Mean cosine to the five nearest below which a text is off topic: each model has its own; 0 if nobody knows it.
    languages
        What it reads, as ISO 639-1; empty: many, or nobody knows.
    """

    id: str
    dimensions: int
    alone: float
    languages: tuple[str, ...]

    def encode(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> NDArray[np.float32]:
        """Return one unit row a text."""
        ...


def load_encoder(name: str = ENCODER, *, download: bool = False) -> Encodes:
    """Return the encoder called `name`, read and checked once a process.

    Parameters
    ----------
    name
        ``"minilm"``, packaged; ``"minilm-floats"``, the same computed with floats, half as fast; ``"static"``, thirty times
        faster and coarser, if the package wordllama is installed; ``"sentence-transformers:"`` with the name or folder of a model,
        if that package is installed.
    download
        A model for sentence-transformers that is not on this machine is fetched. Without it nothing ever is.

    Raises
    ------
    UserError
        If there is no such encoder, or what it needs is not installed.
    Refused
        If a file of the model is not the one that was checked in, or is a pickle.
    """
    name = _ALIASES.get(name, name)
    if name not in _loaded:
        _loaded[name] = _load(name, download=download)
    return _loaded[name]


def _load(name: str, *, download: bool) -> Encodes:
    if name in {ENCODER, "minilm-floats"}:
        return packaged(rows=name == ENCODER)
    if name == "static":
        return static()
    if name.startswith(PREFIX):
        model, identity, minilm = opened(name.removeprefix(PREFIX), download=download)
        return wrap(model, identity, alone=ALONE if minilm else 0.0, languages=("en",) if minilm else ())
    refuse_pickle(name)
    raise UserError(f"There is no encoder {name!r}. Known: {', '.join(NAMES)}.")


def wrap(model: object, identity: str, *, alone: float = 0.0, languages: tuple[str, ...] = ()) -> Wrapped:
    """Return any model as an encoder.

    Parameters
    ----------
    model
        Has ``encode(texts)``, or ``embed_documents(texts)`` or ``embed(texts)`` as BERTopic's backends do.
    identity
        Name it after its weights, not only its kind: vectors in the cache are found by it.
    alone
        Cut for what is off topic; 0: nothing is.
    languages
        What it reads; empty: not known.

    Raises
    ------
    UserError
        If it has none of these methods, or does not return rows of numbers.
    """
    return Wrapped(model, identity, alone, languages)


class Wrapped:
    """A model of somebody else's; see `wrap`."""

    def __init__(self, model: Any, identity: str, alone: float, languages: tuple[str, ...]) -> None:  # noqa: ANN401 (any model)
        method = next((m for m in _METHODS if callable(getattr(model, m, None))), None)
        if method is None:
            raise UserError(f"a {type(model).__name__} has no method {', '.join(_METHODS[:-1])} or {_METHODS[-1]}")
        if not identity.strip():
            raise UserError("name the model: the cache finds its vectors by that")
        self.id, self.alone, self.languages = identity, alone, languages
        self._ask = getattr(model, method)
        self.dimensions = 0
        self.dimensions = self._rows(["one two three"]).shape[1]

    def encode(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> NDArray[np.float32]:
        """Return one unit row a text; `progress` is called with (done, all) after each batch."""
        return gathered(self, texts, progress)

    def stream(self, texts: Sequence[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield the vectors of a few texts at a time, with where these stand in `texts`."""
        for start in range(0, len(texts), _ASKED):
            places = list(range(start, min(start + _ASKED, len(texts))))
            yield places, self._rows([texts[at] for at in places])

    def _rows(self, texts: list[str]) -> NDArray[np.float32]:
        import numpy as np

        try:
            rows = np.asarray(self._ask(texts), np.float32)
        except (TypeError, ValueError) as error:
            raise UserError(f"the encoder {self.id} gives no rows of numbers ({type(error).__name__})") from None
        if rows.ndim != 2 or len(rows) != len(texts) or (self.dimensions and rows.shape[1] != self.dimensions):  # noqa: PLR2004
            raise UserError(f"the encoder {self.id} gave {rows.shape} for {len(texts)} texts")
        if not np.isfinite(rows).all():
            raise UserError(f"the encoder {self.id} gave numbers that are not finite")
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)
