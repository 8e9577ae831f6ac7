"""`wait` answers as soon as one call has failed; the event calls the others
off."""

from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from threading import Event


def load(called_off, page):
    if page == "c":
        raise ValueError(f"no page {page}")
    # The other servers never answer.
    called_off.wait()
    # One write: print's own line end would be a second, and another thread's might come between.
    print("called off\n", end="")


def load_all(pages):
    called_off = Event()
    with ThreadPoolExecutor() as pool:
        loads = [pool.submit(load, called_off, page) for page in pages]
        done, _ = wait(loads, return_when=FIRST_EXCEPTION)
        called_off.set()
        for future in done:
            future.result()


def main():
    try:
        load_all(["a", "b", "c"])
    except ValueError as error:
        print("failed:", error)


if __name__ == "__main__":
    main()
