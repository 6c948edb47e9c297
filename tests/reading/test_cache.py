from __future__ import annotations

import os
import signal
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from workbench.reading import cache
from workbench.reading.backends import load_encoder
from workbench.reading.cache import embed
from workbench.reading.notices import Notice


def files(folder):
    return sorted(folder.glob("embeddings/*/*.npy"))


def test_a_text_is_encoded_once(tmp_path, counting):
    first = embed(["a", "b", "a"], counting, tmp_path)
    again = embed(["b", "a", "c"], counting, tmp_path)
    assert counting.asked == 3
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(again[:2], first[[1, 0]])
    assert np.array_equal(again, counting.encode(["b", "a", "c"]))


def test_two_models_never_share_a_row(tmp_path, counting):
    embed(["a"], counting, tmp_path)
    counting.id = "another"
    embed(["a"], counting, tmp_path)
    assert counting.asked == 2


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY garbage", None, "flip"])
def test_a_damaged_cache_is_made_again_with_a_notice(tmp_path, counting, damage):
    before = embed(["a", "b"], counting, tmp_path)
    (path,) = files(tmp_path)
    raw = path.read_bytes()
    flipped = raw[:-1] + bytes([raw[-1] ^ 1])
    path.write_bytes({None: raw[: len(raw) // 2], "flip": flipped}.get(damage, damage))
    with pytest.warns(Notice, match="damaged"):
        after = embed(["a", "b"], counting, tmp_path)
    assert np.array_equal(before, after)
    assert counting.asked == 4
    assert np.array_equal(embed(["a", "b"], counting, tmp_path), before)


def test_a_pickle_is_never_opened(tmp_path, counting):
    import hashlib
    import io

    embed(["a"], counting, tmp_path)
    (path,) = files(tmp_path)
    trap = io.BytesIO()
    np.save(trap, np.array([{"key": 1}], dtype=object), allow_pickle=True)
    raw = trap.getvalue()
    (path.parent / f"{hashlib.sha256(raw).hexdigest()[:32]}.npy").write_bytes(raw)
    path.unlink()
    with pytest.warns(Notice, match="damaged"):
        embed(["a"], counting, tmp_path)


def test_many_small_files_are_put_together(tmp_path, counting):
    for i in range(40):
        embed([f"text {i}"], counting, tmp_path)
    assert len(files(tmp_path)) <= 18
    embed([f"text {i}" for i in range(40)], counting, tmp_path)
    assert counting.asked == 40


def test_two_at_once_see_whole_files(tmp_path, counting):
    texts = [[f"t{i}" for i in range(k, k + 30)] for k in range(0, 200, 10)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda t: embed(t, counting, tmp_path), texts))
    for mine, vectors in zip(texts, found, strict=True):
        assert np.array_equal(vectors, counting.encode(mine))


def test_a_file_that_another_process_merges_meanwhile_is_no_error(tmp_path, counting, monkeypatch):
    for i in range(cache._MANY + 2):
        embed([f"t{i}"], counting, tmp_path)
    place = next(tmp_path.rglob("*.npy")).parent
    gone = place / f"{'0' * 32}.npy"
    there = type(place).glob
    monkeypatch.setattr(type(place), "glob", lambda self, pattern: [*there(self, pattern), gone])
    assert np.array_equal(embed(["t0", "new"], counting, tmp_path), counting.encode(["t0", "new"]))


@pytest.mark.parametrize("part", [10, 1000])
def test_what_was_encoded_before_an_interruption_stays(tmp_path, counting, monkeypatch, part):
    monkeypatch.setattr(cache, "_ASKED", 10)
    monkeypatch.setattr(cache, "_PART", part)
    texts = [f"t{i}" for i in range(30)]

    def stop(done, total):
        assert total == 30
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed(texts, counting, tmp_path, progress=stop)
    assert counting.asked == 20
    embed(texts, counting, tmp_path)
    assert counting.asked == 30


def test_what_is_said_again_has_the_same_vector_wherever_it_stands_and_whether_it_was_kept_or_not(tmp_path):
    encoder = load_encoder()
    texts = ["a b", "c d", "a b", "e f", "c d", "a b"]
    embed(["e f", "a b"], encoder, tmp_path)
    for _ in range(2):  # some kept; all kept
        assert np.array_equal(embed(texts, encoder, tmp_path), embed(["a b", "c d", "e f"], encoder, tmp_path)[[0, 1, 0, 2, 1, 0]])


INTERRUPTED = """
import signal
import sys
from pathlib import Path
from workbench.reading.backends import load_encoder
from workbench.reading.cache import embed
texts = [f"answer number {i}, " + "with more words " * (i % 9) for i in range(4000)]
told = lambda done, total: print(done, flush=True)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what runs in its background ignore it
try:
    embed(texts, load_encoder(), Path(sys.argv[1]), told)
except KeyboardInterrupt:
    sys.exit(3)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_a_person_who_interrupts_loses_nothing_that_was_encoded(tmp_path):
    """A real interrupt, at any moment: what was told as done is there, whole, and only the rest is encoded next time."""
    command = [sys.executable, "-c", INTERRUPTED, tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        told = 0
        while told < 100:
            told = int(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        told = max([told, *map(int, process.stdout.read().split())])
    assert process.returncode == 3
    assert not list(tmp_path.rglob("*.tmp"))
    texts = [f"answer number {i}, " + "with more words " * (i % 9) for i in range(4000)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kept = {key for path in tmp_path.glob("embeddings/*/*.npy") for key in cache._read(path)[0]}
    assert told <= len(kept) < len(texts)

    class Rest:
        """Zeros, quickly: only what is asked for counts."""

        id, asked = load_encoder().id, 0

        def encode(self, rest):
            self.asked += len(rest)
            return np.zeros((len(rest), 384), np.float32)

    rest = Rest()
    vectors = embed(texts, rest, tmp_path)
    assert rest.asked == len(texts) - len(kept)
    known = np.flatnonzero(vectors.any(1))
    assert len(known) == len(kept)
    assert np.array_equal(vectors[known[:40]], load_encoder().encode([texts[i] for i in known[:40]]))


def test_vectors_of_any_length_are_kept_and_put_together(tmp_path):
    class Short:
        id, dimensions, asked = "short", 8, 0

        def encode(self, texts):
            self.asked += len(texts)
            return np.ones((len(texts), 8), np.float32)

    short = Short()
    for i in range(40):
        embed([f"text {i}"], short, tmp_path)
    assert len(files(tmp_path)) <= 18
    assert embed([f"text {i}" for i in range(40)], short, tmp_path).shape == (40, 8)
    assert short.asked == 40
    assert embed([], short, tmp_path).shape == (0, 8)


def test_only_new_text_is_ever_encoded(tmp_path, counting):
    first = [f"answer {i}" for i in range(1000)]
    embed(first, counting, tmp_path)
    embed([*first, *(f"of the second round {i}" for i in range(50)), *first[:100]], counting, tmp_path)
    assert counting.asked == 1050


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path, counting, monkeypatch):
    def refuse(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(cache, "write_atomic", refuse)
    with pytest.warns(Notice, match="could not be cached"):
        assert embed(["a"], counting, tmp_path).shape == (1, 384)


def test_nothing_gives_an_empty_array(tmp_path, counting):
    assert embed([], counting, tmp_path).shape == (0, 384)
    assert embed([""], counting, tmp_path).shape == (1, 384)
