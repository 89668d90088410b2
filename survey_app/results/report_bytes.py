"""Reports of `analysis` as bytes and back, to the last digit: frozen dataclasses of plain values, by their type hints.

Nothing is run when bytes are read, unlike with pickle: whoever writes into the database gets a wrong figure shown at worst,
never a program started. Knows shapes and not what they mean; a shape that has changed has another `signature_of`.
"""

import dataclasses
import hashlib
import json
import types
import zlib
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

LEVEL = 1  # of the packing: a report of a thousand units is half a megabyte of digits, and packs to a quarter in no time

KEPT = 12  # values in memory, 3 MB each for a thousand units: a reader goes from page to page of the same report

Shape = TypeVar("Shape")
Codec = tuple[Callable[[Any], Any], Callable[[Any], Any]]  # writes a value as lists and atoms, reads it back


def to_bytes(value: Any) -> bytes:
    """The bytes of a frozen dataclass."""
    hint: Any = type(value)
    write, _ = _codec(hint)
    return zlib.compress(json.dumps(write(value), ensure_ascii=False, separators=(",", ":")).encode(), LEVEL)


def from_bytes(data: bytes, shape: type[Shape]) -> Shape:
    """The value whose bytes these are; `shape` is its class. Values are frozen, so those last read are given again."""
    hint: Any = shape
    value: Shape = _read(data, hint)
    return value


@lru_cache(maxsize=KEPT)
def _read(data: bytes, shape: Any) -> Any:
    _, read = _codec(shape)
    return read(json.loads(zlib.decompress(data)))


@cache
def signature_of(shape: type) -> str:
    """A digest of the fields of a shape and of all shapes inside it."""
    return hashlib.sha256(repr(_describe(shape, set())).encode()).hexdigest()[:16]


def _describe(hint: Any, seen: set[Any]) -> object:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if hint in seen:
            return hint.__name__
        seen.add(hint)
        hints = get_type_hints(hint)
        return [hint.__name__, [(field.name, _describe(hints[field.name], seen)) for field in dataclasses.fields(hint)]]
    arguments = get_args(hint)
    return [str(get_origin(hint)), [_describe(one, seen) for one in arguments]] if arguments else str(hint)


def _as_it_is(value: Any) -> Any:
    return value


_PLAIN: Codec = (_as_it_is, _as_it_is)


@cache
def _codec(hint: Any) -> Codec:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _of_dataclass(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _of_union(arguments)
    if origin is tuple:
        return _of_tuple(arguments)
    if origin is Literal or hint in (str, int, float, bool):
        return _PLAIN
    raise TypeError(f"no bytes for {hint}")


def _of_dataclass(shape: type) -> Codec:
    hints = get_type_hints(shape)
    names = [field.name for field in dataclasses.fields(shape)]
    codecs = [_codec(hints[name]) for name in names]
    pairs = [(name, None if codec is _PLAIN else codec[0]) for name, codec in zip(names, codecs, strict=True)]
    readers = [None if codec is _PLAIN else codec[1] for codec in codecs]

    def write(value: Any) -> list[Any]:
        return [getattr(value, name) if one is None else one(getattr(value, name)) for name, one in pairs]

    def read(parts: list[Any]) -> Any:
        return shape(*[part if one is None else one(part) for part, one in zip(parts, readers, strict=True)])

    return write, read


def _of_union(arguments: tuple[Any, ...]) -> Codec:
    """Atoms and None stand as they are; of several dataclasses the place of the shape stands before its fields."""
    shapes: list[Any] = [one for one in arguments if dataclasses.is_dataclass(one)]
    others = [one for one in arguments if one not in shapes and one is not type(None)]
    if not shapes:
        codecs = [_codec(one) for one in others]
        if all(codec is _PLAIN for codec in codecs):
            return _PLAIN
        if len(codecs) == 1:
            return _optional(codecs[0])
    if others:
        raise TypeError(f"no bytes for a choice of {arguments}")
    if len(shapes) == 1:
        return _optional(_codec(shapes[0]))
    places = {shape: place for place, shape in enumerate(shapes)}
    codecs = [_codec(shape) for shape in shapes]

    def write(value: Any) -> Any:
        return None if value is None else [places[type(value)], codecs[places[type(value)]][0](value)]

    def read(parts: Any) -> Any:
        return None if parts is None else codecs[parts[0]][1](parts[1])

    return write, read


def _optional(codec: Codec) -> Codec:
    write_one, read_one = codec
    return (
        lambda value: None if value is None else write_one(value),
        lambda parts: None if parts is None else read_one(parts),
    )


def _of_tuple(arguments: tuple[Any, ...]) -> Codec:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        one = _codec(arguments[0])
        if one is _PLAIN:
            return list, tuple
        return lambda value: [one[0](part) for part in value], lambda parts: tuple(one[1](part) for part in parts)
    codecs = [_codec(argument) for argument in arguments]
    return (
        lambda value: [codec[0](part) for codec, part in zip(codecs, value, strict=True)],
        lambda parts: tuple(codec[1](part) for codec, part in zip(codecs, parts, strict=True)),
    )
