"""One lock guards the buffer, and two conditions share it: producers wait
for one of them, consumers for the other."""

from collections import deque
from threading import Condition, Lock, Thread


class BoundedBuffer:
    def __init__(self, capacity):
        self.capacity = capacity
        self.values = deque()
        self.lock = Lock()
        self.not_full = Condition(self.lock)
        self.not_empty = Condition(self.lock)
        self.most = 0

    def put(self, value):
        with self.lock:
            self.not_full.wait_for(lambda: len(self.values) < self.capacity)
            self.values.append(value)
            self.most = max(self.most, len(self.values))
            self.not_empty.notify()

    def get(self):
        with self.lock:
            self.not_empty.wait_for(lambda: len(self.values) > 0)
            value = self.values.popleft()
            self.not_full.notify()
            return value


def main():
    buffer = BoundedBuffer(2)
    lock = Lock()
    total = 0

    def produce(first):
        for n in range(first, first + 3):
            buffer.put(n)

    def consume():
        nonlocal total
        for _ in range(3):
            n = buffer.get()
            with lock:
                total += n

    threads = [
        Thread(target=produce, args=[1]),
        Thread(target=produce, args=[4]),
        Thread(target=consume),
        Thread(target=consume),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = str(buffer.most <= 2).lower()
    print(f"1 to 6 add up to {total}; never more than 2 in the buffer: {held}")


if __name__ == "__main__":
    main()
