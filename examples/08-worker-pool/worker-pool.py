"""An executor keeps the threads; `map` has a function called with each
value in one of them."""

from concurrent.futures import ThreadPoolExecutor


def work(word):
    return len(word)


def main():
    texts = ["goroutine", "channel", "select", "park", "ready"]

    with ThreadPoolExecutor(max_workers=3) as pool:
        for text, length in zip(texts, pool.map(work, texts)):
            print(f"{text} has {length} letters")


if __name__ == "__main__":
    main()
