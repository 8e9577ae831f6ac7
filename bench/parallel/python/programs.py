"""The programs, once for threads and for processes: they differ in what is started and in the queue."""

import multiprocessing
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from payload import KINDS

BATCH = 64
BATCHES = 16
CPU_PARTS = 16


@dataclass(frozen=True)
class Substrate:
    start: Callable[..., Any]  # a Thread or a Process
    queue: Callable[[int], Any]
    pool: Callable[[int], Executor]


SUBSTRATES = {
    "threads": Substrate(threading.Thread, queue.Queue, ThreadPoolExecutor),
    "processes": Substrate(multiprocessing.Process, multiprocessing.Queue, ProcessPoolExecutor),
}


# What is started; by name, since a process may have to find it by its name.


def echo(pings, pongs, size: int) -> None:
    for _ in range(size):
        pongs.put(pings.get() + 1)


def produce(values, payload: str, size: int) -> None:
    make = KINDS[payload].make
    for i in range(size):
        values.put(make(i))


def produce_batches(values, size: int) -> None:
    for first in range(0, size, BATCH):
        values.put(list(range(first, min(first + BATCH, size))))


def consume(values, sums) -> None:
    total = 0
    while (value := values.get()) is not None:
        total += value
    sums.put(total)


def identity(n: int) -> int:
    return n


def count_primes(limit: int, part: int) -> int:
    count = 1 if part == 0 and limit > 2 else 0
    for n in range(3 + 2 * part, limit, 2 * CPU_PARTS):
        divisor = 3
        while divisor * divisor <= n:
            if n % divisor == 0:
                break
            divisor += 2
        else:
            count += 1
    return count


# The programs.


def ping_pong(on: Substrate):
    def run(size: int) -> int:
        # A queue of 1 stands for an unbuffered one, which Python does not have.
        pings, pongs = on.queue(1), on.queue(1)
        peer = on.start(target=echo, args=(pings, pongs, size))
        peer.start()
        total = 0
        for i in range(size):
            pings.put(i)
            total += pongs.get()
        peer.join()
        return total

    return run


def stream(on: Substrate, capacity: int, payload: str):
    weigh = KINDS[payload].weigh

    def run(size: int) -> int:
        values = on.queue(max(1, capacity))
        producer = on.start(target=produce, args=(values, payload, size))
        producer.start()
        total = sum(weigh(values.get()) for _ in range(size))
        producer.join()
        return total

    return run


def batches(on: Substrate):
    def run(size: int) -> int:
        values = on.queue(BATCHES)
        producer = on.start(target=produce_batches, args=(values, size))
        producer.start()
        total = sum(sum(values.get()) for _ in range(0, size, BATCH))
        producer.join()
        return total

    return run


def fan_out(on: Substrate, workers: int):
    def run(size: int) -> int:
        values, sums = on.queue(128), on.queue(workers)
        consumers = [on.start(target=consume, args=(values, sums)) for _ in range(workers)]
        for consumer in consumers:
            consumer.start()
        for i in range(size):
            values.put(i)
        for _ in consumers:
            values.put(None)
        total = sum(sums.get() for _ in consumers)
        for consumer in consumers:
            consumer.join()
        return total

    return run


class Pools:
    """The pools of a process, each made at its first use and warm then."""

    def __init__(self, on: Substrate) -> None:
        self._on = on
        self._made: dict[int, Executor] = {}

    def of(self, workers: int) -> Executor:
        if workers not in self._made:
            self._made[workers] = self._on.pool(workers)
        return self._made[workers]

    def shutdown(self) -> None:
        for pool in self._made.values():
            pool.shutdown()


def cpu(pools: Pools, workers: int):
    def run(limit: int) -> int:
        parts = range(CPU_PARTS)
        return sum(pools.of(workers).map(count_primes, [limit] * CPU_PARTS, parts))

    return run


def call(pools: Pools):
    def run(size: int) -> int:
        return sum(pools.of(1).submit(identity, i).result() for i in range(size))

    return run


def calls(pools: Pools):
    def run(size: int) -> int:
        total = 0
        for first in range(0, size, BATCH):
            total += sum(pools.of(1).map(identity, range(first, min(first + BATCH, size))))
        return total

    return run
