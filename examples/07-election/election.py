"""A node is a thread whose state is guarded by a lock: the others call its
methods, and a Condition tells it that they did."""

from queue import Queue
from random import random
from threading import Condition, Lock, Thread

NODES = 5
ELECTION_TIMEOUT = 0.1
HEARTBEAT = 0.02


class Node(Thread):
    def __init__(self, elected):
        super().__init__()
        self.elected = elected
        self.peers = []
        self.changed = Condition(Lock())
        self.term = 0
        self.voted_for = None
        self.heard = self.leading = self.stopping = False

    def vote(self, term, candidate):
        with self.changed:
            if self.stopping or term < self.term:
                return False
            self.follow(term)
            if self.voted_for is not None:
                return False
            self.voted_for = candidate
            self.hear()
            return True

    def heartbeat(self, term):
        with self.changed:
            if term < self.term:
                return
            self.follow(term)
            self.hear()

    def follow(self, term):
        if term > self.term:
            self.term, self.voted_for, self.leading = term, None, False

    def hear(self):
        self.heard = True
        self.changed.notify()

    def stop(self):
        with self.changed:
            self.stopping = True
            self.changed.notify()

    def run(self):
        while not self.stopping:
            if self.leading:
                self.lead()
            elif self.hears_nobody():
                self.campaign()

    def hears_nobody(self):
        with self.changed:
            self.heard = False
            timeout = ELECTION_TIMEOUT * (1 + random())
            self.changed.wait_for(lambda: self.heard or self.stopping, timeout)
            return not self.heard and not self.stopping

    def campaign(self):
        with self.changed:
            self.term += 1
            self.voted_for = self
            term = self.term
        votes = 1 + sum(peer.vote(term, self) for peer in self.peers)
        with self.changed:
            if self.term > term or votes <= NODES // 2:
                return
            self.leading = True
        self.elected.put((term, self))

    def lead(self):
        for peer in self.peers:
            peer.heartbeat(self.term)
        with self.changed:
            self.changed.wait_for(lambda: not self.leading or self.stopping, HEARTBEAT)


def main():
    elected = Queue()
    nodes = [Node(elected) for _ in range(NODES)]
    for node in nodes:
        node.peers = [peer for peer in nodes if peer is not node]
    for node in nodes:
        node.start()
    print("five nodes start")

    term, leader = elected.get()
    print("a leader is elected")
    leader.stop()
    leader.join()
    print("the leader stops")

    while True:
        next_term, next_leader = elected.get()
        if next_leader is not leader and next_term > term:
            break
    print("another is elected, in a later term")

    for node in nodes:
        node.stop()
    for node in nodes:
        node.join()
    print("all nodes have stopped")


if __name__ == "__main__":
    main()
