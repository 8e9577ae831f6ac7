"""`with` acquires the lock and releases it at the end of the block,
wherever that is left."""

from threading import Lock, Thread
from time import sleep


class Account:
    def __init__(self):
        self.balance = 100
        self.lock = Lock()

    def withdraw(self, amount):
        with self.lock:
            if self.balance < amount:
                return False
            rest = self.balance - amount
            # Without the lock, others would be given the same money here.
            sleep(0)
            self.balance = rest
            return True


def main():
    account = Account()
    answers = []

    def customer():
        answers.append(account.withdraw(30))

    threads = [Thread(target=customer) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    paid = answers.count(True)
    print(f"{paid} paid, {len(answers) - paid} refused, {account.balance} left")


if __name__ == "__main__":
    main()
