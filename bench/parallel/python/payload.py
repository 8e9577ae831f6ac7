"""What is sent between threads and processes, made and weighed as in bench/parallel/payload.ts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    make: Callable[[int], Any]
    weigh: Callable[[Any], int]


def number(i: int) -> int:
    return i


def weigh_bytes(value: bytes) -> int:
    return value[0] + value[-1] * 256 + len(value)


def bytes_64(i: int) -> bytes:
    return bytes([i & 255]) + bytes(62) + bytes([i >> 8 & 255])


def bytes_1024(i: int) -> bytes:
    return bytes([i & 255]) + bytes(1022) + bytes([i >> 8 & 255])


def small_object(i: int) -> dict:
    return {"id": i, "name": "goroutine", "active": True, "scores": [i, 1]}


def weigh_object(value: dict) -> int:
    assert value["active"]
    return value["id"] + len(value["name"]) + sum(value["scores"])


KINDS = {
    "int": Kind(number, number),
    "bytes-64": Kind(bytes_64, weigh_bytes),
    "bytes-1024": Kind(bytes_1024, weigh_bytes),
    "object": Kind(small_object, weigh_object),
}
