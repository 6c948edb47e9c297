from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from workbench.reading import cache
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


def test_what_was_encoded_before_an_interruption_stays(tmp_path, counting, monkeypatch):
    monkeypatch.setattr(cache, "_PART", 10)
    texts = [f"t{i}" for i in range(30)]

    def stop(done, total):
        assert total == 30
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embed(texts, counting, tmp_path, progress=stop)
    embed(texts, counting, tmp_path)
    assert counting.asked == 30


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path, counting, monkeypatch):
    def refuse(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(cache, "write_atomic", refuse)
    with pytest.warns(Notice, match="could not be cached"):
        assert embed(["a"], counting, tmp_path).shape == (1, 384)


def test_nothing_gives_an_empty_array(tmp_path, counting):
    assert embed([], counting, tmp_path).shape == (0, 384)
    assert embed([""], counting, tmp_path).shape == (1, 384)
