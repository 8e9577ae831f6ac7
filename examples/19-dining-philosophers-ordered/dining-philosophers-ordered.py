"""The last philosopher is the one who takes the right fork first."""

from threading import Lock, Thread
from time import sleep


def main():
    forks = [Lock() for _ in range(5)]
    meals = [0] * len(forks)

    def philosopher(i):
        left, right = i, (i + 1) % len(forks)
        first, second = forks[min(left, right)], forks[max(left, right)]
        for n in range(1, 4):
            with first:
                sleep(0)
                with second:
                    meals[i] = n

    philosophers = [Thread(target=philosopher, args=[i]) for i in range(len(forks))]
    for thread in philosophers:
        thread.start()
    for thread in philosophers:
        thread.join()
    for i, n in enumerate(meals):
        print(f"philosopher {i} has eaten {n} times")


if __name__ == "__main__":
    main()
