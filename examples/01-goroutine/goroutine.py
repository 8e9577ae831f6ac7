"""The data race is the subject. Which outcome a run has is up to the
interpreter and the system."""

from threading import Thread


def program():
    a, b = 1, 2

    def multiply():
        nonlocal b
        b = a * b

    Thread(target=multiply).start()

    a = b * b

    return f"a = {a}, b = {b}"


if __name__ == "__main__":
    for _ in range(1000):
        outcome = program()
        assert outcome in ("a = 4, b = 2", "a = 4, b = 8"), outcome
    print("1000 runs, each of them a = 4, b = 2 or a = 4, b = 8")
