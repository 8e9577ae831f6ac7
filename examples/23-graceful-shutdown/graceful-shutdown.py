"""An executor that is shut down refuses further calls and finishes those it
has."""

from concurrent.futures import ThreadPoolExecutor
from signal import SIGTERM, raise_signal, signal
from threading import Event, Lock


class Server:
    def __init__(self):
        self.stopping = Event()
        self.finished = 0
        self.lock = Lock()
        self.pool = ThreadPoolExecutor(max_workers=4)

    def submit(self):
        try:
            self.pool.submit(self.handle)
            return True
        except RuntimeError:
            return False

    def handle(self):
        self.stopping.wait()
        with self.lock:
            self.finished += 1

    def close(self):
        self.pool.shutdown(wait=False)

    def join(self):
        self.pool.shutdown()


def main():
    server = Server()
    signal(SIGTERM, lambda *_: server.stopping.set())

    for n in range(1, 4):
        print(f"request {n} accepted: {str(server.submit()).lower()}")

    raise_signal(SIGTERM)
    server.stopping.wait()
    server.close()
    print("shutting down")
    print(f"request 4 accepted: {str(server.submit()).lower()}")
    server.join()
    print(f"{server.finished} requests finished")


if __name__ == "__main__":
    main()
