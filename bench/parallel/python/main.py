"""Runs the workloads of the benchmark of threads in Python, on threads or on processes, and prints a line
of JSON for each, as bench/parallel/child.ts does for the libraries.

    python3 main.py --on threads --workload ping-pong
    python3 main.py --on processes --quick
"""

import argparse
import json
import sys
from pathlib import Path

# Behind this folder, since both have programs of that name.
sys.path.append(str(Path(__file__).parents[2] / "channels" / "python"))

import measure
import programs
from payload import KINDS

QUICK_SIZE = 320
NO_SELECT = "Python's queues have no select"
NS_IN_MS = 1_000_000


def workloads(on: programs.Substrate, pools: programs.Pools) -> dict:
    """By name: the quick size, the full one or None where it is calibrated, and the program."""
    speeds = {"ping-pong": programs.ping_pong(on)}
    for capacity in (0, 128):
        for payload in KINDS:
            speeds[f"stream-{capacity}-{payload}"] = programs.stream(on, capacity, payload)
    speeds["stream-128-batches"] = programs.batches(on)
    speeds["fan-out-2"] = programs.fan_out(on, 2)
    speeds["fan-out-4"] = programs.fan_out(on, 4)
    speeds["call"] = programs.call(pools)
    speeds["call-64"] = programs.calls(pools)
    wholes = {
        "cpu-1": (10_000, 200_000, programs.cpu(pools, 1)),
        "cpu-2": (10_000, 200_000, programs.cpu(pools, 2)),
        "start": (1, 1, programs.call(pools)),
    }
    return {name: (QUICK_SIZE, None, program) for name, program in speeds.items()} | wholes


def whole(_size: int) -> int:
    """A whole job counts in milliseconds."""
    return NS_IN_MS


def run(options, name: str, quick_size: int, full_size: int | None, program) -> dict:
    operations = measure.one_each if full_size is None else whole
    size = quick_size if options.quick or full_size is None else full_size
    scale = measure.Scale(
        operations,
        calibrated=full_size is None,
        quick=options.quick or name == "start",
        pace=measure.BRIEF_PACE if options.brief else measure.FULL_PACE,
    )
    return {"size": size, **measure.speed(program, size, scale)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--on", choices=programs.SUBSTRATES, required=True)
    parser.add_argument("--workload")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--brief", action="store_true")
    options = parser.parse_args()

    on = programs.SUBSTRATES[options.on]
    pools = programs.Pools(on)
    known = workloads(on, pools)
    cannot = ["select-4-0", "select-4-128"]
    for name in [*known, *cannot] if options.workload is None else [options.workload]:
        if name in cannot:
            line = {"cannot": NO_SELECT}
        else:
            line = run(options, name, *known[name])
        print(json.dumps({"workload": name, **line}), flush=True)
    pools.shutdown()


if __name__ == "__main__":
    main()
