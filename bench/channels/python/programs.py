"""The workloads with Python's threading and queue.

Python has no unbuffered queue, so a queue of 1 stands for the unbuffered channel; it asks for less
waiting than a rendezvous. Threads that a workload leaves waiting are daemons.
"""

import sys
import threading
import time
from os import stat
from queue import Queue

CONTENDERS = 10
ROUNDS_A_LOOK = 256


def start(target, *args) -> threading.Thread:
    thread = threading.Thread(target=target, args=args, daemon=True)
    thread.start()
    return thread


def ping_pong(size: int) -> int:
    ping, pong = Queue(1), Queue(1)

    def echo() -> None:
        for _ in range(size):
            pong.put(ping.get() + 1)

    echoing = start(echo)
    total = 0
    for i in range(size):
        ping.put(i)
        total += pong.get()
    echoing.join()
    return total


def stream(capacity: int):
    def program(size: int) -> int:
        numbers = Queue(capacity)

        def produce() -> None:
            for i in range(size):
                numbers.put(i)

        producing = start(produce)
        total = 0
        for _ in range(size):
            total += numbers.get()
        producing.join()
        return total

    return program


def spawn(size: int) -> int:
    total = 0
    lock = threading.Lock()

    def add(i: int) -> None:
        nonlocal total
        with lock:
            total += i

    threads = [start(add, i) for i in range(size)]
    for thread in threads:
        thread.join()
    return total


def hand_overs(size: int) -> int:
    """How often a number is handed to a filter, or as a prime to the reader."""
    primes: list[int] = []
    total = 0
    n = 1
    while len(primes) < size:
        n += 1
        visited = next((i for i, prime in enumerate(primes) if n % prime == 0), len(primes))
        total += visited + 1
        if visited == len(primes):
            primes.append(n)
    return total


def sieve(size: int) -> int:
    ended = threading.Event()

    def count(out: Queue) -> None:
        n = 2
        while not ended.is_set():
            out.put(n)
            n += 1

    def sift(numbers: Queue, out: Queue, prime: int) -> None:
        while not ended.is_set():
            n = numbers.get()
            if n % prime != 0:
                out.put(n)

    numbers = Queue(1)
    start(count, numbers)
    total = 0
    for _ in range(size):
        prime = numbers.get()
        total += prime
        passed = Queue(1)
        start(sift, numbers, passed, prime)
        numbers = passed
    # Else the filters of one run would take their share of the next.
    ended.set()
    return total


def mutex_uncontended(size: int) -> int:
    lock = threading.Lock()
    counter = 0
    for _ in range(size):
        with lock:
            counter += 1
    return counter


def mutex_contended(size: int) -> int:
    lock = threading.Lock()
    counter = 0

    def contend() -> None:
        nonlocal counter
        for _ in range(size // CONTENDERS):
            with lock:
                read = counter
                time.sleep(0)
                counter = read + 1

    threads = [start(contend) for _ in range(CONTENDERS)]
    for thread in threads:
        thread.join()
    return counter


def park(count: int):
    numbers = Queue(1)
    total = 0
    started = 0
    lock = threading.Lock()

    def wait() -> None:
        nonlocal started, total
        with lock:
            started += 1
        number = numbers.get()
        with lock:
            total += number

    threads = [start(wait) for _ in range(count)]
    while started < count:
        time.sleep(0.001)

    def release() -> int:
        for i in range(count):
            numbers.put(i)
        for thread in threads:
            thread.join()
        return total

    return release


def ping_pong_for(watch) -> int:
    """Two threads ping-pong while watch runs; the number of wrong replies."""
    ping, pong = Queue(1), Queue(1)
    ended = False
    wrong = 0

    def echo() -> None:
        while (n := ping.get()) is not None:
            pong.put(n + 1)

    def serve() -> None:
        nonlocal wrong
        i = 0
        while i % ROUNDS_A_LOOK != 0 or not ended:
            ping.put(i)
            if pong.get() != i + 1:
                wrong += 1
            i += 1
        ping.put(None)

    threads = [start(echo), start(serve)]
    watch()
    ended = True
    for thread in threads:
        thread.join()
    return wrong


def watched(duration_ms: int, wait_ms) -> tuple[int, list[float]]:
    waits: list[float] = []

    def watch() -> None:
        deadline = time.perf_counter() + duration_ms / 1000
        while time.perf_counter() < deadline:
            waits.append(wait_ms())

    return ping_pong_for(watch), waits


def timer_latency(duration_ms: int) -> tuple[int, list[float]]:
    def late_ms() -> float:
        armed = time.perf_counter()
        time.sleep(0.001)
        return (time.perf_counter() - armed) * 1000 - 1

    return watched(duration_ms, late_ms)


def stat_latency(duration_ms: int) -> tuple[int, list[float]]:
    def took_ms() -> float:
        asked = time.perf_counter()
        stat(sys.executable)
        return (time.perf_counter() - asked) * 1000

    return watched(duration_ms, took_ms)
