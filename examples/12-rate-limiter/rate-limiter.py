"""The limiter knows when the next request may go. Whoever has its lock
sleeps until then; the others wait for the lock."""

from queue import Queue
from threading import Lock, Thread
from time import monotonic, sleep

INTERVAL = 0.01


class Limiter:
    def __init__(self):
        self.lock = Lock()
        self.next = monotonic()

    def wait(self):
        with self.lock:
            sleep(max(0, self.next - monotonic()))
            self.next = monotonic() + INTERVAL


def main():
    requests = Queue()

    def client():
        for n in range(1, 6):
            requests.put(n)

    Thread(target=client).start()

    begun = monotonic()
    limiter = Limiter()
    for _ in range(5):
        n = requests.get()
        limiter.wait()
        print("request", n)
    print("none too early:", str(monotonic() - begun >= 4 * INTERVAL).lower())


if __name__ == "__main__":
    main()
