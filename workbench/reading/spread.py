"""Encoding on several machines: the same texts, the same vectors, the workers of a Dask client instead of this process.

Dask is not installed with the workbench (``pip install "distributed"``): whoever has a cluster hands its client over. The texts
then go to the workers of that cluster, and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.reading.notices import notice
from workbench.reading.streams import gathered
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from workbench.reading.backends import Encodes

    Progress = Callable[[int, int], None]

#: Texts that a worker gets at a time: a second or two of work, so that nobody waits for the last one.
_PART = 512
#: A part whose worker died is given to another so many times.
_RETRIES = 2
_HERE = ("tcp://127.", "tcp://localhost", "inproc://", "tls://127.")


class Spread:
    """An encoder whose work is done by the workers of a cluster.

    Parameters
    ----------
    client
        A ``distributed.Client``.
    name
        Of the encoder, as `workbench.reading.backends.load_encoder` takes it. The workers load their own: theirs must have the
        same id, or the vectors of one study would come from two models.

    Raises
    ------
    UserError
        If `client` is no client.
    """

    def __init__(self, client: Any, name: str = "minilm") -> None:  # noqa: ANN401 (untyped library)
        from workbench.reading.backends import load_encoder

        if not hasattr(client, "submit") or not hasattr(client, "scheduler_info"):
            raise UserError(f"a Dask client is needed, such as distributed.Client(); given: {type(client).__name__}")
        local = load_encoder(name)
        self.id, self.dimensions = local.id, local.dimensions
        self.alone, self.languages = local.alone, local.languages
        self._client, self._name = client, name
        address = str(getattr(getattr(client, "scheduler", None), "address", ""))
        if address and not address.startswith(_HERE):
            notice(f"What participants said goes to the workers of {address}.")

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Return one unit vector a text; parameters as of any encoder."""
        return gathered(self, texts, progress)

    def stream(self, texts: Sequence[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield vectors as they come, with where these stand in `texts`: whoever stops keeps what was done."""
        # Like length together, the longest first: what is left at the end is short.
        order = sorted(range(len(texts)), key=lambda i: (-len(texts[i]), i))
        parts = [order[at : at + _PART] for at in range(0, len(order), _PART)]
        work = [[texts[i] for i in part] for part in parts]
        for at, vectors in mapped(self._client, encoded, work, self._name, self.id):
            yield parts[at], vectors


def encoded(texts: Sequence[str], name: str, identity: str) -> NDArray[np.float32]:
    """Encode on a worker.

    Raises
    ------
    UserError
        If the worker's encoder of this name is another than that of whoever asks.
    """
    return same_encoder(name, identity).encode(texts)


def same_encoder(name: str, identity: str) -> Encodes:
    """Return the encoder of this name on a worker, if it is the one with this id; raises UserError if it is another."""
    from workbench.reading.backends import load_encoder

    encoder = load_encoder(name)
    if encoder.id != identity:
        raise UserError(f"a worker has the encoder {encoder.id}, here it is {identity}: install the same version everywhere")
    return encoder


def encoder_of(name: str, client: Any) -> Encodes:  # noqa: ANN401 (untyped library)
    """Return the encoder of this name: this process's, or with a ``distributed.Client`` that of its workers."""
    from workbench.reading.backends import load_encoder

    return load_encoder(name) if client is None else Spread(client, name)


def mapped(client: Any, do: Callable[..., Any], items: Sequence[Any], *same: Any) -> Iterator[tuple[int, Any]]:  # noqa: ANN401
    """Yield ``(number of the item, do(item, *same))`` as they come.

    Parameters
    ----------
    client
        A ``distributed.Client``, or None: then it is done here, one after the other.
    do
        A function that the workers can import.
    items
        What it is done to.
    same
        Further arguments, the same for all; they are sent to each worker once.
    """
    if client is None:
        for number, item in enumerate(items):
            yield number, do(item, *same)
        return
    from distributed import as_completed

    sent = [client.scatter(one, broadcast=True) if _large(one) else one for one in same]
    futures = [client.submit(do, item, *sent, pure=False, retries=_RETRIES) for item in items]
    numbers = {future.key: number for number, future in enumerate(futures)}
    try:
        for future in as_completed(futures):  # type: ignore[no-untyped-call]
            yield numbers[future.key], future.result()
            future.release()
    finally:
        client.cancel(futures)


def _large(value: object) -> bool:
    return getattr(value, "nbytes", 0) > 1 << 16
