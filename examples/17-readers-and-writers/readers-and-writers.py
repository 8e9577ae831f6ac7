"""A writer has the condition's lock as long as it writes, and waits before
that until nobody reads; readers have it only while they come and go."""

from contextlib import contextmanager
from threading import Barrier, Condition, Thread
from time import sleep


class ReadWriteLock:
    def __init__(self):
        self.no_reader = Condition()
        self.readers = 0

    @contextmanager
    def reading(self):
        self.count(1)
        try:
            yield
        finally:
            self.count(-1)

    def count(self, change):
        with self.no_reader:
            self.readers += change
            if self.readers == 0:
                self.no_reader.notify_all()

    @contextmanager
    def writing(self):
        with self.no_reader:
            self.no_reader.wait_for(lambda: self.readers == 0)
            yield


def three_times(target):
    threads = [Thread(target=target) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main():
    rw = ReadWriteLock()
    page = 0
    inside = Barrier(3)

    def writer():
        nonlocal page
        with rw.writing():
            text = page
            sleep(0)
            page = text + 1

    def reader():
        with rw.reading():
            inside.wait()

    three_times(writer)
    print(f"{page} have written, one at a time")
    three_times(reader)
    print("3 have read, all at once")


if __name__ == "__main__":
    main()
