"""Python's threads, measured as child.ts measures ours: threads.py {start,memory} COUNT"""

import json
import sys
import threading
import time
from pathlib import Path
from queue import Queue

sys.path.insert(0, str(Path(__file__).parent.parent / "channels" / "python"))
from measure import resident_after_collection


def start_and_join(count: int) -> dict:
    total = 0
    lock = threading.Lock()

    def add(i: int) -> None:
        nonlocal total
        with lock:
            total += i

    begun = time.perf_counter_ns()
    threads = [threading.Thread(target=add, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter_ns() - begun
    return {"answer": total, "value": elapsed / count}


def park(count: int):
    """Starts threads that each wait for a number, and returns how to release them."""
    queue = Queue()
    started = threading.Semaphore(0)
    sums = []

    def wait() -> None:
        started.release()
        sums.append(queue.get())

    threads = [threading.Thread(target=wait) for _ in range(count)]
    for thread in threads:
        thread.start()
    for _ in threads:
        started.acquire()

    def release() -> int:
        for i in range(count):
            queue.put(i)
        for thread in threads:
            thread.join()
        return sum(sums)

    return release


def memory(count: int) -> dict:
    park(min(count, 100))()
    before = resident_after_collection()
    release = park(count)
    value = (resident_after_collection() - before) / count
    return {"answer": release(), "value": value}


subject, count = sys.argv[1], int(sys.argv[2])
measured = {"start": start_and_join, "memory": memory}[subject](count)
print(json.dumps({"size": count, "expected": count * (count - 1) // 2, **measured}))
