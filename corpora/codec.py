"""Values as JSON and back, by the fields of their dataclasses: the one way for files, the cache and the API."""

from __future__ import annotations

import base64
import json
from typing import Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")


class CodecError(ValueError):
    """JSON that does not hold the value it should; the message says what is amiss, and where."""


def plain(value: object) -> Any:
    """A value as dicts, lists, text and numbers. An array is its shape and its bytes, little-endian, in base64."""
    return msgspec.json.decode(to_json(value))


def value_of(kind: type[T], values: object, *, strict: bool = True) -> T:
    """The value that `plain` was given; unless `strict`, of text alone, as a table holds it.

    Names that the value has no field for are passed over. Raises `CodecError`.
    """
    try:
        return msgspec.convert(values, kind, strict=strict, dec_hook=_read_array)
    except (msgspec.ValidationError, ValueError) as error:
        raise CodecError(str(error)) from error


def to_json(value: object) -> bytes:
    """A value as JSON in one line."""
    return msgspec.json.encode(value, enc_hook=_array)


def from_json(kind: type[T], data: bytes | str) -> T:
    """The value that `to_json` was given. Raises `CodecError`."""
    try:
        return msgspec.json.decode(data, type=kind, dec_hook=_read_array)
    except (msgspec.DecodeError, ValueError) as error:
        raise CodecError(str(error)) from error


def pretty(values: object) -> str:
    """JSON for a file that people may open: keys in order, a line a value."""
    return json.dumps(plain(values), ensure_ascii=False, sort_keys=True, indent=1)


def line(values: object) -> str:
    """JSON for a line of a file: keys in order."""
    return json.dumps(plain(values), ensure_ascii=False, sort_keys=True)


def _array(value: object) -> tuple[tuple[int, ...], str]:
    if isinstance(value, np.ndarray):
        little = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
        return value.shape, base64.b64encode(little.tobytes()).decode()
    raise NotImplementedError(f"no JSON is known for a {type(value).__name__}")


def _read_array(kind: Any, value: Any) -> NDArray[Any]:
    # An annotation NDArray[np.int32] is ndarray[shape, dtype[int32]].
    dtype = np.dtype(kind.__args__[1].__args__[0]).newbyteorder("<")
    shape, data = value
    return np.frombuffer(base64.b64decode(data, validate=True), dtype=dtype).reshape(shape)
