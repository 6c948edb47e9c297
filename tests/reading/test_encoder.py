from __future__ import annotations

import numpy as np
import pytest

from workbench.reading import encoder as module
from workbench.reading import rowwise
from workbench.reading.backends import load_encoder
from workbench.reading.encoder import MODEL_SHA256, TOKENIZER_SHA256, checked, model_path, packaged, tokenizer_path
from workbench.reading.notices import Notice
from workbench.study.errors import Refused

TEXTS = [
    "I wish it had a dark mode",
    "Exporting takes three clicks too many, and then the file is in the wrong folder.",
    "Honestly, I gave up on the invoices after the second week and went back to my spreadsheet; nobody told me they were there.",
    "no",
    "The delivery came a day late but the driver was very kind about it",
    "why was my card declined when I tried to top up",
]


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


@pytest.fixture(scope="module")
def floats():
    return load_encoder("minilm-floats")


def test_vectors_are_unit_and_near_what_means_the_same(encoder):
    wish, cat, ask = encoder.encode(["I wish it had a dark mode", "the cat sat on the mat", "it should have a dark theme"])
    assert wish.shape == (384,)
    assert wish.dtype == np.float32
    assert np.linalg.norm(wish) == pytest.approx(1, abs=1e-5)
    # What these files gave when they were checked in.
    assert float(wish @ ask) == pytest.approx(0.6823, abs=1e-3)
    assert float(wish @ cat) == pytest.approx(0.0215, abs=1e-3)


def test_computing_with_floats_gives_what_these_files_gave_when_they_were_checked_in(floats):
    wish, cat, ask = floats.encode(["I wish it had a dark mode", "the cat sat on the mat", "it should have a dark theme"])
    assert float(wish @ ask) == pytest.approx(0.6766, abs=1e-3)
    assert float(wish @ cat) == pytest.approx(0.0208, abs=1e-3)


def test_whole_numbers_point_where_floats_do(encoder, floats):
    cosines = (encoder.encode(TEXTS) * floats.encode(TEXTS)).sum(1)
    assert cosines.mean() > 0.998
    assert cosines.min() > 0.99
    assert encoder.id != floats.id


def test_both_kinds_of_whole_numbers_are_the_same_number(encoder, monkeypatch):
    """A processor that cannot multiply uint8 by int8 exactly gets its weights as uint8, and the same vectors."""
    asked = []
    network = rowwise.network
    monkeypatch.setattr(rowwise, "network", lambda *a, **k: asked.append(k["signed"]) or network(*a, **k))
    monkeypatch.setattr(rowwise, "PROBED", -1)
    assert np.array_equal(packaged().encode(TEXTS), encoder.encode(TEXTS))
    assert asked == [False]


def test_an_onnxruntime_that_cannot_run_it_computes_with_floats_and_says_so(floats, monkeypatch):
    monkeypatch.setattr(rowwise, "OPSET", 9999)
    with pytest.warns(Notice, match="Update onnxruntime"):
        slow = packaged()
    assert slow.id == floats.id
    assert np.array_equal(slow.encode(TEXTS[:3]), floats.encode(TEXTS[:3]))


@pytest.mark.parametrize("name", ["minilm", "minilm-floats"])
def test_a_vector_does_not_depend_on_its_neighbours(name):
    encoder = load_encoder(name)
    texts = [
        *TEXTS,
        "short",
        "a rather longer one, about paying by the month",
        "x " * 600,
        "",
        *(f"answer number {i}" for i in range(40)),
    ]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([t]) for t in texts])
    assert np.array_equal(together, alone)
    assert np.array_equal(encoder.encode(texts[::-1])[::-1], together)
    # Half of them: other batches of the same lengths.
    assert np.array_equal(encoder.encode(texts[::2]), together[::2])


@pytest.mark.parametrize("threads", [1, 3])
def test_a_vector_does_not_depend_on_the_number_of_threads(encoder, threads):
    texts = [*TEXTS, *(f"answer number {i}, of people who were asked" for i in range(60))]
    assert np.array_equal(packaged(threads=threads).encode(texts), encoder.encode(texts))


def test_a_text_that_comes_twice_is_encoded_once(encoder, monkeypatch):
    ran = []
    run = encoder._run
    monkeypatch.setattr(encoder, "_run", lambda tokens: ran.extend(tokens) or run(tokens))
    seen = []
    vectors = encoder.encode(["yes", "no", "yes", "yes"], lambda *done: seen.append(done))
    assert len(ran) == 2
    assert np.array_equal(vectors[[0, 0, 0]], vectors[[0, 2, 3]])
    assert seen[-1] == (4, 4)


def test_of_a_long_text_the_first_256_tokens_count(encoder):
    page = "the export button is hard to find " * 100
    assert np.array_equal(*encoder.encode([page, page * 300]))
    assert np.array_equal(*encoder.encode([page, page + "and now for something else"]))


def test_equal_texts_are_equal_vectors(encoder):
    vectors = encoder.encode(["all the same"] * 500)
    assert vectors.shape == (500, 384)
    assert (vectors == vectors[0]).all()


def test_whoever_stops_has_what_was_done(encoder):
    texts = [f"answer {i} " + "and on " * (i % 7) for i in range(200)]
    stream = encoder.stream(texts)
    places, vectors = next(stream)
    stream.close()
    assert 0 < len(places) < 200
    assert np.array_equal(vectors, encoder.encode([texts[i] for i in places]))


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "👩🏽‍🍳", "字" * 3000, "\u202eevil"])
def test_any_string_has_a_finite_vector(encoder, text):
    assert np.isfinite(encoder.encode([text])).all()


def test_nothing_in_nothing_out(encoder):
    assert encoder.encode([]).shape == (0, 384)


def test_progress_counts_up_to_all(encoder):
    seen = []
    encoder.encode(["a", "b", "c"], progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3, 3)


def test_progress_is_told_after_every_batch(encoder):
    seen = []
    encoder.encode([f"answer {i}" for i in range(300)], lambda done, total: seen.append((done, total)))
    assert len(seen) > 5
    assert seen == sorted(seen)
    assert {total for _, total in seen} == {300}


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
    with pytest.raises(Refused, match=r"model\.onnx"):
        packaged()


def test_a_missing_file_is_refused_with_a_remedy(tmp_path):
    with pytest.raises(Refused, match="Install the package again"):
        checked(tmp_path / "model.onnx", MODEL_SHA256)
