"""A Condition is a lock with a waiting room: `wait_for` gives the lock back
while it waits, and has it again when what it waits for is true."""

from threading import Condition, Thread


class WaitGroup:
    def __init__(self):
        self.counter = 0
        self.is_zero = Condition()

    def add(self, delta):
        with self.is_zero:
            self.counter += delta
            if self.counter == 0:
                self.is_zero.notify_all()

    def done(self):
        self.add(-1)

    def wait(self):
        with self.is_zero:
            self.is_zero.wait_for(lambda: self.counter == 0)


def main():
    squares = [0, 0, 0, 0, 0]
    wg = WaitGroup()

    def work(i):
        try:
            squares[i] = i * i
        finally:
            wg.done()

    for i in range(len(squares)):
        wg.add(1)
        Thread(target=work, args=[i]).start()

    wg.wait()
    for i, square in enumerate(squares):
        print(f"{i} squared is {square}")


if __name__ == "__main__":
    main()
