"""Files of neural networks (ONNX), read and written without the package onnx: only what one model needs of the format.

ONNX is protocol buffers: a message is a row of fields, each a number (field << 3 | kind) and a value; field numbers are those of
``onnx.proto`` (https://github.com/onnx/onnx, Apache-2.0).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    #: Pieces of a message, not yet joined: large weights are copied once.
    Pieces = list[bytes | memoryview]
    Shape = tuple[str | int, ...]

#: ``TensorProto.DataType``
_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7, "bool": 9}
_VARINT, _BYTES, _FOUR, _EIGHT = 0, 2, 5, 1
_SEVEN, _MORE = 0x7F, 0x80
#: ``AttributeProto.AttributeType``
_FLOAT, _INT = 1, 2
_IR_VERSION = 9


def weights(raw: bytes) -> dict[str, NDArray[Any]]:
    """Return the initial values of a model by name, as views of its bytes.

    Parameters
    ----------
    raw
        The file, already checked against its sha256.
    """
    import numpy as np

    names = {number: name for name, number in _TYPES.items()}
    found: dict[str, NDArray[Any]] = {}
    for graph in _of(memoryview(raw), 7):
        for tensor in _of(graph, 5):
            dims: list[int] = []
            kind, name, data = 0, "", memoryview(b"")
            for number, value in _fields(tensor):
                if number == 1:
                    dims += [value] if isinstance(value, int) else _varints(value)
                elif isinstance(value, int):
                    kind = value if number == 2 else kind  # noqa: PLR2004 (data_type)
                elif number == 8:  # noqa: PLR2004 (name)
                    name = bytes(value).decode()
                elif number == 9:  # noqa: PLR2004 (raw_data)
                    data = value
            found[name] = np.frombuffer(data, names[kind]).reshape(dims)
    return found


class Graph:
    """A network that is being written down.

    Every method that adds something returns the name it can be used by.
    """

    def __init__(self) -> None:
        self._nodes: Pieces = []
        self._values: Pieces = []

    def value(self, name: str, array: NDArray[Any]) -> str:
        """Add a constant."""
        data = memoryview(array.tobytes()) if array.nbytes else memoryview(b"")
        head = b"".join(_number(1, d) for d in array.shape) + _number(2, _TYPES[array.dtype.name]) + _text(8, name)
        self._values += _message(5, [head, *_message(9, [data])])
        return name

    def node(self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **settings: float) -> str:
        """Add a step with one output."""
        parts = [*(_text(1, i) for i in inputs), _text(2, output), _text(4, kind), *(_setting(*s) for s in settings.items())]
        self._nodes += _message(1, [*parts, *([_text(7, domain)] if domain else [])])
        return output

    def model(self, inputs: Mapping[str, Shape], outputs: Mapping[str, Shape], opset: int, kinds: Mapping[str, str]) -> bytes:
        """Return the file.

        Parameters
        ----------
        inputs, outputs
            Name -> shape; a named dimension may have any size.
        opset
            Version of the standard's operators.
        kinds
            Name of an input or output -> its type; float32 if it is not there.
        """
        ends = [*_ends(11, inputs, kinds), *_ends(12, outputs, kinds)]
        graph = _message(7, [*self._nodes, _text(2, "graph"), *self._values, *ends])
        sets = [*_message(8, [_text(1, ""), _number(2, opset)]), *_message(8, [_text(1, "com.microsoft"), _number(2, 1)])]
        return b"".join([_number(1, _IR_VERSION), *graph, *sets])


def _ends(number: int, ends: Mapping[str, Shape], kinds: Mapping[str, str]) -> Pieces:
    """Return inputs or outputs: name, element type, shape."""
    found: Pieces = []
    for name, shape in ends.items():
        dims = [b"".join(map(bytes, _message(1, [_number(1, d) if isinstance(d, int) else _text(2, d)]))) for d in shape]
        tensor = [_number(1, _TYPES[kinds.get(name, "float32")]), *_message(2, dims)]
        found += _message(number, [_text(1, name), *_message(2, _message(1, tensor))])
    return found


def _setting(name: str, value: float) -> bytes:
    """Return an attribute of a node: a whole number or a float."""
    if isinstance(value, int):
        body = _number(3, value) + _number(20, _INT)
    else:
        body = _varint(2 << 3 | _FOUR) + struct.pack("<f", value) + _number(20, _FLOAT)
    return b"".join(map(bytes, _message(5, [_text(1, name), body])))


def _message(number: int, parts: Sequence[bytes | memoryview]) -> Pieces:
    return [_varint(number << 3 | _BYTES) + _varint(sum(map(len, parts))), *parts]


def _text(number: int, text: str) -> bytes:
    raw = text.encode()
    return _varint(number << 3 | _BYTES) + _varint(len(raw)) + raw


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3 | _VARINT) + _varint(value)


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1  # negative numbers take ten bytes
    out = bytearray()
    while value > _SEVEN:
        out.append(value & _SEVEN | _MORE)
        value >>= 7
    out.append(value)
    return bytes(out)


def _of(message: memoryview, wanted: int) -> Iterator[memoryview]:
    for number, value in _fields(message):
        if number == wanted and not isinstance(value, int):
            yield value


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    at = 0
    while at < len(message):
        tag, at = _read(message, at)
        number, kind = tag >> 3, tag & 7
        if kind == _VARINT:
            value, at = _read(message, at)
            yield number, value
            continue
        size = {_FOUR: 4, _EIGHT: 8}.get(kind)
        if size is None:
            size, at = _read(message, at)
        yield number, message[at : at + size]
        at += size


def _varints(packed: memoryview) -> list[int]:
    found, at = [], 0
    while at < len(packed):
        value, at = _read(packed, at)
        found.append(value)
    return found


def _read(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & _SEVEN) << shift
        shift += 7
        if byte < _MORE:
            return value, at
