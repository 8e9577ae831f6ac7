"""Fan-out: three threads get from one queue, and each passes on the end
when it finds it. Fan-in: all put into one queue, which has ended when three
ends have come."""

from queue import Queue
from threading import Thread

END = object()


def count(to, out):
    for n in range(1, to + 1):
        out.put(n)
    out.put(END)


def square(numbers, out):
    for n in iter(numbers.get, END):
        out.put(n * n)
    numbers.put(END)
    out.put(END)


def main():
    numbers = Queue()
    squares = Queue()
    Thread(target=count, args=[10, numbers]).start()
    for _ in range(3):
        Thread(target=square, args=[numbers, squares]).start()

    total = 0
    for _ in range(3):
        total += sum(iter(squares.get, END))
    print(f"the squares of 1 to 10 add up to {total}")


if __name__ == "__main__":
    main()
