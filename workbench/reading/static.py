"""Vectors without a network: the mean of one kept vector a word piece. Thirty times faster than the packaged model, and coarser.

The vectors are those of the package ``wordllama`` (MIT), read without running it: a table of 32,000 x 256 and a tokenizer, both
checked against the sha256 pinned here.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.reading.encoder import checked, cleaned
from workbench.reading.streams import gathered
from workbench.study.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

PACKAGE = "wordllama==0.4.0.post1"
TABLE_SHA256 = "64b47a2dc493cb8e85944076601189739852d7b64e0e1eedcb1937a251cd9fd5"
TOKENIZER_SHA256 = "93248f2a9ec36c7b35f700a033d5f36228aae48db61aee31007fa49062cdeb68"
#: Mean cosine to the five nearest below which a text is off topic (docs/methods.md).
ALONE = 0.40
_BLOCK = 512


class Static:
    """Turn texts into unit vectors by averaging over their word pieces; a text without any gets zeros.

    Parameters
    ----------
    folder
        Of the package ``wordllama``.

    Attributes
    ----------
    id, dimensions, alone, languages
        As of any encoder.

    Raises
    ------
    Refused
        If a file is not the one that was checked in.
    """

    id = f"wordllama-l2-supercat-256-{TABLE_SHA256[:8]}"
    alone = ALONE
    languages: tuple[str, ...] = ("en",)

    def __init__(self, folder: Path) -> None:
        import numpy as np
        from tokenizers import Tokenizer

        table = checked(folder / "weights" / "l2_supercat_256.safetensors", TABLE_SHA256)
        words = checked(folder / "tokenizers" / "l2_supercat_tokenizer_config.json", TOKENIZER_SHA256)
        # A safetensors file: the length of its head, the head as JSON, then the numbers.
        head = 8 + int.from_bytes(table[:8], "little")
        self._table = np.frombuffer(table, "<f2", offset=head).reshape(json.loads(table[8:head])["embedding.weight"]["shape"])
        self.dimensions = int(self._table.shape[1])
        self._tokenizer = Tokenizer.from_str(words.decode())
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def encode(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> NDArray[np.float32]:
        """Return one unit vector a text; of a long one the first 20,000 characters count.

        Parameters
        ----------
        texts
            Any strings.
        progress
            Called with (done, all) after each batch.
        """
        return gathered(self, texts, progress)

    def stream(self, texts: Sequence[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield the vectors of a few texts at a time, with where these stand in `texts`."""
        import numpy as np

        for start in range(0, len(texts), _BLOCK):
            places = list(range(start, min(start + _BLOCK, len(texts))))
            encoded = self._tokenizer.encode_batch_fast([cleaned(texts[at]) for at in places], add_special_tokens=False)
            rows = np.zeros((len(places), self.dimensions), np.float32)
            for row, one in enumerate(encoded):
                if one.ids:
                    rows[row] = self._table[one.ids].sum(0, dtype=np.float32)
            yield places, np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)


def static() -> Static:
    """Return the static encoder.

    Raises
    ------
    UserError
        If its package is not installed.
    Refused
        If a file is not the one that was checked in.
    """
    found = find_spec("wordllama")
    if found is None or found.origin is None:
        raise UserError(f"The encoder static needs vectors that are not installed. Run: pip install {PACKAGE}")
    return Static(Path(found.origin).parent)
