"""The monitor waits for a beat with a time-out, which begins anew with each
`get`."""

from queue import Empty, Queue
from threading import Thread
from time import sleep

INTERVAL = 0.01
TIMEOUT = 1


def worker(beats):
    for n in range(1, 4):
        sleep(INTERVAL)
        beats.put(n)
    # And here it hangs, or has died.


def main():
    beats = Queue()
    Thread(target=worker, args=[beats]).start()

    try:
        while True:
            n = beats.get(timeout=TIMEOUT)
            print("beat", n)
    except Empty:
        print("no beat for a second: the worker is dead")


if __name__ == "__main__":
    main()
