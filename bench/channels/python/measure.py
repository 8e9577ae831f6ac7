"""How the Python programs are measured; the limits are those of bench/channels/measure.ts and latency.ts."""

import gc
import math
import os
import resource
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

WAKE_BATCHES = 6
SIZE_STEP = 80
LATENCY_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1)


@dataclass(frozen=True)
class Pace:
    """How much is measured."""

    batch_ns: float
    warm_ns: float
    batches: int
    enough_ns: float


FULL_PACE = Pace(80e6, 250e6, 5, 1e9)
BRIEF_PACE = Pace(12e6, 50e6, 3, 120e6)


@dataclass(frozen=True)
class Scale:
    """How many operations a run of a size does, and how much it is repeated."""

    operations: Callable[[int], int]
    calibrated: bool
    quick: bool
    pace: Pace


def one_each(size: int) -> int:
    return size


def timed(program, size: int) -> tuple[int, int]:
    start = time.perf_counter_ns()
    answer = program(size)
    return answer, time.perf_counter_ns() - start


def speed(program, size: int, scale: Scale) -> dict:
    """Warm, sized and repeated; once where it is quick."""
    if scale.quick:
        answer, elapsed = timed(program, size)
        value = elapsed / scale.operations(size)
        return {"answer": answer, "value": value, "batches": [value]}
    if scale.calibrated:
        size = calibrate(program, size, scale.pace)
    total = 0
    while total < scale.pace.warm_ns:
        total += timed(program, size)[1]
    operations = scale.operations(size)
    answers = set()
    batches = []
    total = 0
    while len(batches) < scale.pace.batches and total < scale.pace.enough_ns:
        answer, elapsed = timed(program, size)
        answers.add(answer)
        total += elapsed
        batches.append(elapsed / operations)
    return {"size": size, "answer": only(answers), "value": median(batches), "batches": batches}


def calibrate(program, size: int, pace: Pace) -> int:
    """The size that fills a batch; the faster of two runs counts."""
    while True:
        elapsed = timed(program, size)[1]
        if elapsed >= pace.batch_ns / 2:
            elapsed = min(elapsed, timed(program, size)[1])
        if elapsed >= pace.batch_ns / 2:
            return size
        factor = min(10, max(1.5, pace.batch_ns / max(1, elapsed)))
        size = math.ceil(size * factor / SIZE_STEP) * SIZE_STEP


def wake(park, count: int, scale: Scale) -> dict:
    """Times the release of parked threads; the first half warms up and is left out."""
    answers = set()
    batches = []
    start = time.perf_counter_ns()
    while True:
        release = park(count)
        begun = time.perf_counter_ns()
        answers.add(release())
        batches.append((time.perf_counter_ns() - begun) / count)
        elapsed = time.perf_counter_ns() - start
        enough = scale.pace.enough_ns * (5 if len(batches) < WAKE_BATCHES else 1)
        if scale.quick or elapsed >= enough:
            break
    settled = batches[len(batches) // 2 :]
    return {"answer": only(answers), "value": median(settled), "batches": settled}


def memory(park, count: int, _scale: Scale) -> dict:
    """Resident bytes that parked threads add, each."""
    park(min(count, 100))()
    before = resident_after_collection()
    release = park(count)
    value = (resident_after_collection() - before) / count
    return {"answer": release(), "value": value, "batches": [value]}


def latency(watch, duration_ms: int, _scale: Scale) -> dict:
    answer, waits_ms = watch(duration_ms)
    batches = [quantile(waits_ms, share) for share in LATENCY_SHARES]
    return {"answer": answer, "value": quantile(waits_ms, 0.99), "batches": batches}


def only(answers: set) -> int:
    if len(answers) != 1:
        raise AssertionError(f"runs of the same size answered {answers}")
    return answers.pop()


def quantile(sample: list[float], share: float) -> float:
    """The value below which that share of the sample lies."""
    ordered = sorted(sample)
    position = share * (len(ordered) - 1)
    below, above = ordered[math.floor(position)], ordered[math.ceil(position)]
    return below + (above - below) * (position - math.floor(position))


def resident_after_collection() -> int:
    gc.collect()
    try:
        with open("/proc/self/statm") as pages:
            return int(pages.read().split()[1]) * resource.getpagesize()
    except FileNotFoundError:
        # Where there is no /proc, as on macOS.
        kibibytes = subprocess.check_output(["ps", "-o", "rss=", "-p", str(os.getpid())])
        return int(kibibytes) * 1024
