"""Nobody reports a deadlock: it shows in that an acquire is not done in
time. Those whose time is over wait for each other before they put anything
down, or they would free one another."""

from threading import Barrier, Lock, Thread


def main():
    forks = [Lock() for _ in range(5)]
    one_fork_each = Barrier(len(forks) + 1)
    out_of_time = Barrier(len(forks))
    hungry = []

    def philosopher(i, left, right):
        with left:
            one_fork_each.wait()
            if right.acquire(timeout=0.1):
                right.release()
            else:
                hungry.append(i)
                out_of_time.wait()

    philosophers = [
        Thread(target=philosopher, args=[i, left, forks[(i + 1) % len(forks)]])
        for i, left in enumerate(forks)
    ]
    for thread in philosophers:
        thread.start()

    one_fork_each.wait()
    print("each has one fork, and waits for another")
    for thread in philosophers:
        thread.join()
    for i in sorted(hungry):
        print(f"philosopher {i} has given up")


if __name__ == "__main__":
    main()
