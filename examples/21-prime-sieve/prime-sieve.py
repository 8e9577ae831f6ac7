"""Nobody ends the filters: as daemons they end with main."""

from itertools import count
from queue import Queue
from threading import Thread


def generate(out):
    for n in count(2):
        out.put(n)


def sift(numbers, out, prime):
    while True:
        n = numbers.get()
        if n % prime != 0:
            out.put(n)


def main():
    numbers = Queue(1)
    Thread(target=generate, args=[numbers], daemon=True).start()
    for _ in range(10):
        prime = numbers.get()
        print(prime)
        filtered = Queue(1)
        Thread(target=sift, args=[numbers, filtered, prime], daemon=True).start()
        numbers = filtered


if __name__ == "__main__":
    main()
