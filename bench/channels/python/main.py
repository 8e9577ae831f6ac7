"""Runs the workloads of the benchmark in Python and prints a line of JSON for each, as
bench/channels/child.ts does for the libraries: warm up, find the size that fills a batch, take the
median of some batches.

    python3 main.py --workload ping-pong --size 80
    python3 main.py --quick
"""

import argparse
import json
import os
import sys

import measure
import programs

# name: (quick size, full size or None where it is calibrated, operations a run, how, program)
WORKLOADS = {
    "ping-pong": (80, None, measure.one_each, measure.speed, programs.ping_pong),
    "stream-0": (80, None, measure.one_each, measure.speed, programs.stream(1)),
    "stream-128": (480, None, measure.one_each, measure.speed, programs.stream(128)),
    "spawn": (80, 1_000, measure.one_each, measure.speed, programs.spawn),
    "sieve": (20, 200, programs.hand_overs, measure.speed, programs.sieve),
    "mutex": (80, None, measure.one_each, measure.speed, programs.mutex_uncontended),
    "mutex-contended": (80, None, measure.one_each, measure.speed, programs.mutex_contended),
    "memory": (100, 1_000, measure.one_each, measure.memory, programs.park),
    "wake-1000": (100, 1_000, measure.one_each, measure.wake, programs.park),
    "timer-latency": (25, 1_500, None, measure.latency, programs.timer_latency),
    "stat-latency": (25, 1_500, None, measure.latency, programs.stat_latency),
}

CANNOT = {
    "select-2": "Python's queues have no select",
    "select-16": "Python's queues have no select",
    "select-2-one-sender": "Python's queues have no select",
    "select-16-one-sender": "Python's queues have no select",
    "wake-100000": "100,000 operating-system threads are more than a process may have",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--workload")
    parser.add_argument("--size", type=int)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--brief", action="store_true")
    options = parser.parse_args()

    names = [*WORKLOADS, *CANNOT] if options.workload is None else [options.workload]
    for name in names:
        if name in CANNOT:
            line = {"cannot": CANNOT[name]}
        else:
            quick, full, operations, how, program = WORKLOADS[name]
            size = options.size or (quick if options.quick or full is None else full)
            scale = measure.Scale(
                operations,
                calibrated=full is None,
                quick=options.quick,
                pace=measure.BRIEF_PACE if options.brief else measure.FULL_PACE,
            )
            line = {"size": size, **how(program, size, scale)}
        print(json.dumps({"workload": name, **line}), flush=True)
    # Some programs leave threads waiting for ever, and an ordinary exit would join them.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
