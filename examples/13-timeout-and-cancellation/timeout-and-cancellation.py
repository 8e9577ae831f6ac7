"""A future is waited for with a time-out, and cancelled as long as its call
waits for a thread. A call that runs goes on, until it is told."""

from concurrent.futures import CancelledError, ThreadPoolExecutor, TimeoutError
from threading import Event

HOUR = 3600


def ask(answer, timeout):
    try:
        return f"the answer is {answer.result(timeout)}"
    except TimeoutError:
        return "too late"
    except CancelledError:
        return "called off"


def main():
    told = Event()
    with ThreadPoolExecutor(max_workers=1) as pool:
        quick = pool.submit(lambda: 42)
        print(ask(quick, HOUR))

        slow = pool.submit(told.wait)
        print(ask(slow, 0.01))

        waiting = pool.submit(lambda: 44)
        waiting.cancel()
        print(ask(waiting, HOUR))

        told.set()


if __name__ == "__main__":
    main()
