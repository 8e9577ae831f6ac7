"""An acquire takes one of the semaphore's places and waits while all are
taken. An executor has no more threads than its limit."""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock, Semaphore, Thread
from time import sleep

LIMIT = 3
lock = Lock()
active = most = done = 0


def download():
    global active, most, done
    with lock:
        active += 1
        most = max(most, active)
    sleep(0)
    with lock:
        active -= 1
        done += 1


def report(how):
    global most, done
    print(f"{how}: {done} done, never more than {LIMIT} at once: {str(most <= LIMIT).lower()}")
    most = done = 0


def with_semaphore():
    places = Semaphore(LIMIT)

    def download_in_turn():
        with places:
            download()

    threads = [Thread(target=download_in_turn) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def with_limit():
    with ThreadPoolExecutor(max_workers=LIMIT) as pool:
        for _ in range(10):
            pool.submit(download)


if __name__ == "__main__":
    with_semaphore()
    report("semaphore")
    with_limit()
    report("limit")
