"""all-MiniLM-L6-v2 in whole numbers: the network of the packaged int8 weights, written so that eight-bit products do the work.

Each row (one token) of a product's left side is rounded to 8 bits by its own largest value, ``q = round(127 x / max|x|)``, so
what stands in other rows changes nothing: a text's vector does not depend on its batch, as it would with one scale a tensor.
Products are exact in 32 bits; ``y = q·w`` times the scale of the row and of the column. Only the values that attention passes on
are multiplied as floats. All texts of a batch have the same number of tokens, hence no padding and no mask.

Three things are rewritten without changing what is computed: the bias of the keys is left out (softmax does not see it), that of
the values is added behind the attention, where weights sum to 1, and the one kind of sentence there is (token type 0) is part of
the positions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.reading.onnxfile import Graph

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    Weights = Mapping[str, NDArray[Any]]

LAYERS, HEADS, WIDTH, INNER = 6, 12, 384, 1536
#: The operators' version: `Attention` is in the standard from here on.
OPSET = 23
_OWN = "com.microsoft"
_EPSILON = 1e-12
_OPSET_OF_PROBE = 17
_LOW = 20


def network(weights: Weights, *, signed: bool, longest: int) -> bytes:
    """Return the network as an ONNX file: ``ids`` (texts, tokens) -> ``tokens`` (texts, tokens, 384).

    Parameters
    ----------
    weights
        Of the packaged file (`onnxfile.weights`).
    signed
        Weights as int8. Else as uint8 with 128 added, which gives the same numbers, more slowly: for processors that add two
        products in 16 bits, where 255 · 127 twice is too large (`probe`).
    longest
        Most tokens of a text.
    """
    return _Network(weights, signed).write(longest)


def probe() -> bytes:
    """Return a network whose answer is `PROBED` everywhere, if this processor multiplies uint8 by int8 exactly."""
    import numpy as np

    graph = Graph()
    graph.value("weight", np.full((WIDTH, 32), 127, np.int8))
    graph.value("middle", np.array(128, np.uint8))
    graph.node("MatMulInteger", ["x", "weight", "middle"], "y")
    return graph.model({"x": ("rows", WIDTH)}, {"y": ("rows", 32)}, _OPSET_OF_PROBE, {"x": "uint8", "y": "int32"})


#: What `probe` gives for rows of 255.
PROBED = (255 - 128) * 127 * WIDTH


class _Network(Graph):
    """The graph, layer by layer."""

    def __init__(self, weights: Weights, signed: bool) -> None:  # noqa: FBT001 (one caller)
        import numpy as np

        super().__init__()
        self._weights = weights
        self._signed = signed
        # The file names its 36 matrices by the order of their use: query, key, value, output, inner, outer, layer by layer.
        self._matrices = sorted((n[:-2] for n in weights if n.startswith("val_") and n.endswith("_q")), key=lambda n: int(n[4:]))
        for name, number in (("last", -1), ("first", 0), ("one", 1), ("two", 2)):
            self.value(name, np.array([number], np.int64))
        self.value("flat", np.array([-1, WIDTH], np.int64))
        self.value("width", np.array([WIDTH], np.int64))
        self.value("whole", np.array(1, np.float32))
        # Where 0 lies among the 256 steps, and what a step is worth: GELU goes no lower than -0.17.
        for name, step, below in (("middle", 128, 127), ("low", _LOW, _LOW)):
            self.value(name, np.array(step, np.uint8))
            self.value(f"{name}_below", np.array(1 / below, np.float32))
            self.value(f"{name}_above", np.array(1 / (255 - step), np.float32))
        self.value("least", np.array(_EPSILON, np.float32))
        zero = np.array(0, np.int8) if signed else np.array(128, np.uint8)
        self.value("zero_of_weights", zero)

    def write(self, longest: int) -> bytes:
        """Return the file."""
        hidden = self._words(longest)
        for layer in range(LAYERS):
            hidden = self._layer(layer, hidden)
        self.node("Reshape", [hidden, "shape"], "tokens")
        return self.model({"ids": ("texts", "length")}, {"tokens": ("texts", "length", WIDTH)}, OPSET, {"ids": "int64"})

    def _words(self, longest: int) -> str:
        """Add word, position and kind of sentence."""
        here = "inner.embeddings."
        places = self._float(f"{here}position_embeddings.weight")[:longest] + self._floats(f"{here}token_type_embeddings.weight")[0]
        self.value("places", places)
        self.value("words", self._weights[f"{here}word_embeddings.weight_q"])
        self.value("words_scale", self._weights[f"{here}word_embeddings.weight_scale"])
        self.node("Cast", [self.node("Gather", ["words", "ids"], "w8")], "w32", to=1)
        self.node("Mul", ["w32", self.node("Gather", ["words_scale", "ids"], "w_scale")], "w")
        self.node("Shape", ["ids"], "counts")
        self.node("Slice", ["places", "first", self.node("Slice", ["counts", "one", "two"], "length")], "own_places")
        self.node("Concat", ["counts", "width"], "shape", axis=0)
        self.node("Add", ["w", self.node("Unsqueeze", ["own_places", "first"], "p")], "start")
        self.node("Reshape", ["start", "flat"], "start2")
        return self._norm("start2", f"{here}LayerNorm", "h")

    def _layer(self, layer: int, hidden: str) -> str:
        """Add attention and the two dense steps, each with what it is added to."""
        import numpy as np

        path, p = f"inner.encoder.layer.{layer}.", f"l{layer}_"
        query, key, value, output, inner, outer = self._matrices[6 * layer : 6 * layer + 6]
        rows = self._rounded(hidden, f"{p}a")
        self._product(rows, query, f"{p}q")
        self._product(rows, key, f"{p}k")
        # What attention passes on is kept in floats: rounding there costs more than everywhere else together.
        self.node("MatMul", [hidden, self.value(f"{p}v_w", self._float(value))], f"{p}v")
        for name in "qkv":
            self.node("Reshape", [f"{p}{name}", "shape"], f"{p}{name}3")
        bias = self.value(f"{p}q_bias", self._weights[f"{path}attention.self.query.bias"])
        self.node("Add", [f"{p}q3", bias], f"{p}q4")
        self.node("Attention", [f"{p}q4", f"{p}k3", f"{p}v3"], f"{p}heads3", q_num_heads=HEADS, kv_num_heads=HEADS)
        self.node("Reshape", [f"{p}heads3", "flat"], f"{p}heads")
        # In double precision and one order, so that every machine writes the same network.
        through = (self._floats(f"{path}attention.self.value.bias")[:, None] * self._float(output)).sum(0, dtype=np.float64)
        behind = (self._floats(f"{path}attention.output.dense.bias") + through).astype(np.float32)
        mixed = self._product(self._rounded(f"{p}heads", f"{p}b"), output, f"{p}o")
        middle = self._joined(mixed, behind, hidden, f"{path}attention.output.LayerNorm", f"{p}m")
        wide = self._product(self._rounded(middle, f"{p}c"), inner, f"{p}i")
        bias = self.value(f"{p}i_bias", self._weights[f"{path}intermediate.dense.bias"])
        self.node("BiasGelu", [wide, bias], f"{p}g", _OWN)
        narrow = self._product(self._rounded(f"{p}g", f"{p}d", "low"), outer, f"{p}f", "low")
        return self._joined(narrow, self._floats(f"{path}output.dense.bias"), middle, f"{path}output.LayerNorm", f"{p}h")

    def _rounded(self, x: str, name: str, zero: str = "middle") -> tuple[str, str]:
        """Round each row to 8 bits, 0 at the step called `zero`; return the rows and their scales."""
        # Two reductions read the row; Abs would write it again. The step of 0 has to be given for every row.
        self.node("Neg", [self.node("ReduceMin", [x, "last"], f"{name}min", keepdims=0)], f"{name}neg")
        self.node("ReduceMax", [x, "last"], f"{name}max", keepdims=0)
        self.node("Mul", [f"{name}neg", f"{zero}_below"], f"{name}down")
        self.node("Mul", [f"{name}max", f"{zero}_above"], f"{name}up")
        self.node("Max", [f"{name}down", f"{name}up", "least"], f"{name}s")
        self.node("QuantizeLinear", [self.node("Mul", [f"{name}s", "least"], f"{name}0"), "whole", zero], f"{name}z")
        self.node("QuantizeLinear", [x, f"{name}s", f"{name}z"], f"{name}8", axis=0)
        return f"{name}8", self.node("Unsqueeze", [f"{name}s", "one"], f"{name}s2")

    def _product(self, rows: tuple[str, str], matrix: str, name: str, zero: str = "middle") -> str:
        """Multiply by a matrix, in whole numbers."""
        import numpy as np

        whole = self._weights[f"{matrix}_q"]
        if not self._signed:
            whole = (whole.astype(np.int16) + 128).astype(np.uint8)
        self.value(f"{name}_w", whole)
        self.value(f"{name}_s", self._weights[f"{matrix}_scale"].reshape(-1))
        inputs = [rows[0], f"{name}_w", "whole", f"{name}_s", zero, "zero_of_weights"]
        return self.node("Mul", [self.node("MatMulIntegerToFloat", inputs, f"{name}_y", _OWN), rows[1]], name)

    def _joined(self, x: str, bias: NDArray[np.float32], skipped: str, norm: str, name: str) -> str:
        """Add bias and what went around, and norm. One fused operator does all this, four times slower."""
        self.node("Add", [x, self.value(f"{name}_b", bias)], f"{name}_x")
        return self._norm(self.node("Add", [f"{name}_x", skipped], f"{name}_sum"), norm, name)

    def _norm(self, x: str, path: str, name: str) -> str:
        weight = self.value(f"{name}_gamma", self._weights[f"{path}.weight"])
        bias = self.value(f"{name}_beta", self._weights[f"{path}.bias"])
        return self.node("LayerNormalization", [x, weight, bias], name, axis=-1, epsilon=_EPSILON)

    def _floats(self, name: str) -> NDArray[np.float32]:
        import numpy as np

        return self._weights[name].astype(np.float32)

    def _float(self, name: str) -> NDArray[np.float32]:
        """Return a matrix that is kept in 8 bits as floats."""
        return self._floats(f"{name}_q") * self._floats(f"{name}_scale")
