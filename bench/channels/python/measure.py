"""How the Python programs are measured; the limits are those of bench/channels/measure.ts."""

import gc
import math
import os
import resource
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

BATCH_NS = 80e6
WARM_NS = 250e6
ENOUGH_NS = 1e9
BATCHES = 5
WAKE_BATCHES = 6
SIZE_STEP = 80


@dataclass(frozen=True)
class Scale:
    """How many operations a run of a size does, and how much it is repeated."""

    operations: Callable[[int], int]
    calibrated: bool
    quick: bool


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
        size = calibrate(program, size)
    total = 0
    while total < WARM_NS:
        total += timed(program, size)[1]
    operations = scale.operations(size)
    answers = set()
    batches = []
    total = 0
    while len(batches) < BATCHES and total < ENOUGH_NS:
        answer, elapsed = timed(program, size)
        answers.add(answer)
        total += elapsed
        batches.append(elapsed / operations)
    return {"size": size, "answer": only(answers), "value": median(batches), "batches": batches}


def calibrate(program, size: int) -> int:
    """The size that fills a batch; the faster of two runs counts."""
    while True:
        elapsed = timed(program, size)[1]
        if elapsed >= BATCH_NS / 2:
            elapsed = min(elapsed, timed(program, size)[1])
        if elapsed >= BATCH_NS / 2:
            return size
        factor = min(10, max(1.5, BATCH_NS / max(1, elapsed)))
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
        enough = 5 * ENOUGH_NS if len(batches) < WAKE_BATCHES else ENOUGH_NS
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
    batches = [quantile(waits_ms, share) for share in (0.5, 0.99, 1)]
    return {"answer": answer, "value": batches[1], "batches": batches}


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
