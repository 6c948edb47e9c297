from __future__ import annotations

import numpy as np
import pytest

from workbench.reading import encoder as module
from workbench.reading.encoder import MODEL_SHA256, TOKENIZER_SHA256, checked, load_encoder, model_path, tokenizer_path
from workbench.study.errors import Refused, UserError


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


def test_vectors_are_unit_and_near_what_means_the_same(encoder):
    wish, cat, ask = encoder.encode(["I wish it had a dark mode", "the cat sat on the mat", "it should have a dark theme"])
    assert wish.shape == (384,)
    assert wish.dtype == np.float32
    assert np.linalg.norm(wish) == pytest.approx(1, abs=1e-5)
    # What these files gave when they were checked in.
    assert float(wish @ ask) == pytest.approx(0.6766, abs=1e-3)
    assert float(wish @ cat) == pytest.approx(0.0208, abs=1e-3)


def test_a_vector_does_not_depend_on_its_neighbours(encoder):
    texts = ["short", "a rather longer one, about paying by the month", "x " * 600, ""]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([t]) for t in texts])
    assert np.array_equal(together, alone)
    assert np.array_equal(encoder.encode(texts[::-1])[::-1], together)


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "👩🏽‍🍳", "字" * 3000, "\u202eevil"])
def test_any_string_has_a_finite_vector(encoder, text):
    assert np.isfinite(encoder.encode([text])).all()


def test_nothing_in_nothing_out(encoder):
    assert encoder.encode([]).shape == (0, 384)


def test_progress_counts_up_to_all(encoder):
    seen = []
    encoder.encode(["a", "b", "c"], progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3, 3)


def test_the_files_are_those_that_were_checked_in():
    assert len(checked(model_path(), MODEL_SHA256)) == 22_928_619
    assert checked(tokenizer_path(), TOKENIZER_SHA256)


@pytest.mark.parametrize("at", [0, 200_000, -1])
def test_one_flipped_bit_is_refused(tmp_path, at):
    raw = bytearray(tokenizer_path().read_bytes())
    raw[at] ^= 1
    bad = tmp_path / "tokenizer.json"
    bad.write_bytes(raw)
    with pytest.raises(Refused, match="sha256"):
        checked(bad, TOKENIZER_SHA256)


def test_loading_checks_the_model(tmp_path, monkeypatch):
    bad = tmp_path / "model.onnx"
    bad.write_bytes(b"not the model")
    monkeypatch.setattr(module, "model_path", lambda: bad)
    monkeypatch.setattr(module, "_loaded", {})
    with pytest.raises(Refused, match=r"model\.onnx"):
        load_encoder()


def test_a_missing_file_is_refused_with_a_remedy(tmp_path):
    with pytest.raises(Refused, match="Install the package again"):
        checked(tmp_path / "model.onnx", MODEL_SHA256)


def test_an_unknown_encoder_is_named():
    with pytest.raises(UserError, match="minilm-int8"):
        load_encoder("gpt")
