"""A call that runs cannot be cancelled from outside: it waits for an Event,
with its delay as the time-out."""

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from threading import Event

REPLICAS = {"london": 3600, "paris": 0.01, "rome": 3600}


def ask(called_off, city, delay):
    if called_off.wait(delay):
        # One write: print's own line end would be a second, and another thread's might come between.
        print("called off\n", end="")
    return city


def main():
    called_off = Event()
    with ThreadPoolExecutor() as pool:
        answers = [pool.submit(ask, called_off, city, delay) for city, delay in REPLICAS.items()]

        done, _ = wait(answers, return_when=FIRST_COMPLETED)
        for first in done:
            print("the first answer comes from", first.result())
        called_off.set()


if __name__ == "__main__":
    main()
