"""The waiter is a semaphore with four places."""

from threading import Lock, Semaphore, Thread
from time import sleep


def main():
    forks = [Lock() for _ in range(5)]
    seats = Semaphore(len(forks) - 1)
    meals = [0] * len(forks)

    def philosopher(i):
        left, right = forks[i], forks[(i + 1) % len(forks)]
        for n in range(1, 4):
            with seats, left:
                sleep(0)
                with right:
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
