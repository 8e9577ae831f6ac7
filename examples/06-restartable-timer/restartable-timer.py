"""A Timer is a thread that can be started once: to restart it is to cancel
it and to make another."""

from threading import Event, Lock, Thread, Timer

HOUR = 3600.0
TIMEOUTS = [HOUR, HOUR, 0.01]


class RestartableTimer:
    def __init__(self, on_timeout):
        self.on_timeout = on_timeout
        self.lock = Lock()
        self.timer = None

    def restart(self, timeout):
        with self.lock:
            if self.timer:
                self.timer.cancel()
            self.timer = Timer(timeout, self.on_timeout)
            self.timer.start()


def main():
    silent = Event()
    timer = RestartableTimer(silent.set)
    timer.restart(HOUR)

    def leader():
        for timeout in TIMEOUTS:
            print("heartbeat")
            timer.restart(timeout)

    Thread(target=leader).start()
    silent.wait()
    print("the leader is silent: election")


if __name__ == "__main__":
    main()
