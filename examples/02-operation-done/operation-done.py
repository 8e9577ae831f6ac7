"""An Event is a flag that threads wait for: once it is set, whoever waits
goes on, and so does whoever comes later."""

from threading import Event, Thread


def main():
    a, b = 1, 2

    operation_done = Event()

    def multiply():
        nonlocal b
        b = a * b

        operation_done.set()

    Thread(target=multiply).start()

    operation_done.wait()

    a = b * b

    print(f"a = {a}, b = {b}")


if __name__ == "__main__":
    main()
