"""ONNX files: what is written is read again, and onnxruntime understands it as it was meant."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from workbench.reading.encoder import MODEL_SHA256, checked, model_path
from workbench.reading.onnxfile import Graph, weights
from workbench.reading.rowwise import PROBED, WIDTH, network, probe

KINDS = st.sampled_from([np.float32, np.uint8, np.int8, np.int32, np.int64, np.bool_])
VALUES = KINDS.flatmap(lambda kind: arrays.arrays(kind, arrays.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=140)))


def run(raw, **inputs):
    return onnxruntime.InferenceSession(raw, providers=["CPUExecutionProvider"]).run(None, inputs)[0]


@settings(max_examples=30)
@given(st.dictionaries(st.text(st.characters(exclude_categories=("Cs",)), max_size=150), VALUES, max_size=3))
def test_values_are_read_as_they_were_written(values):
    graph = Graph()
    for name, value in values.items():
        assert graph.value(name, value) == name
    found = weights(graph.model({}, {}, 17, {}))
    assert list(found) == list(values)
    for name, value in values.items():
        assert found[name].dtype == value.dtype
        assert found[name].shape == value.shape
        assert found[name].tobytes() == value.tobytes()


@pytest.mark.parametrize(("axis", "total"), [(-1, [6.0, 15.0]), (0, [5.0, 7.0, 9.0])])
def test_settings_of_a_step_arrive_negative_ones_too(axis, total):
    graph = Graph()
    graph.node("Cast", [graph.node("CumSum", ["x", graph.value("axis", np.array(axis, np.int64))], "sums")], "y", to=1)
    sums = run(graph.model({"x": ("a", 3)}, {"y": ("a", 3)}, 17, {}), x=np.array([[1, 2, 3], [4, 5, 6]], np.float32))
    assert (sums[:, -1] if axis else sums[-1]).tolist() == total
    graph = Graph()
    graph.node("LeakyRelu", [graph.node("Concat", ["x", "x"], "two", axis=axis)], "y", alpha=0.5)
    twice = run(graph.model({"x": (1, 2)}, {"y": ("a", "b")}, 17, {}), x=np.array([[-4, 2]], np.float32))
    assert twice.tolist() == ([[-2, 2, -2, 2]] if axis else [[-2, 2], [-2, 2]])


def test_the_packaged_weights_are_read():
    found = weights(checked(model_path(), MODEL_SHA256))
    words = found["inner.embeddings.word_embeddings.weight_q"]
    assert (words.shape, words.dtype) == ((30522, WIDTH), np.int8)
    assert sum(value.dtype == np.int8 for value in found.values()) == 38


def test_the_same_network_is_written_every_time():
    found = weights(checked(model_path(), MODEL_SHA256))
    assert network(found, signed=True, longest=256) == network(found, signed=True, longest=256)
    assert network(found, signed=True, longest=256) != network(found, signed=False, longest=256)


def test_the_probe_tells_whether_products_are_exact():
    answer = run(probe(), x=np.full((3, WIDTH), 255, np.uint8))
    assert answer.shape == (3, 32)
    assert sum((255 - 128) * 127 for _ in range(WIDTH)) == PROBED
    # A processor that adds two products in 16 bits stays below; either way the encoder gives the same vectors.
    assert (answer <= PROBED).all()
