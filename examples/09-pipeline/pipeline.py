"""A stage is a function that starts a thread and gives the queue that it
puts into."""

from queue import Queue
from threading import Thread

END = object()


def count(to):
    out = Queue(1)

    def run():
        for n in range(1, to + 1):
            out.put(n)
        out.put(END)

    Thread(target=run).start()
    return out


def square(numbers):
    out = Queue(1)

    def run():
        for n in iter(numbers.get, END):
            out.put(n * n)
        out.put(END)

    Thread(target=run).start()
    return out


def main():
    for n in iter(square(square(count(4))).get, END):
        print(n)


if __name__ == "__main__":
    main()
