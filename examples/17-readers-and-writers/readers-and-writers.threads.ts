// A writer has the condition's lock as long as it writes, and waits before
// that until nobody reads; readers have it only while they come and go.

import { Barrier, Condition, main, sleep, Thread } from "goroutine-kit/threading";

class ReadWriteLock {
  readonly #noReader = new Condition();
  #readers = 0;

  async reading(read: () => Promise<unknown>) {
    await this.#count(1);
    try {
      await read();
    } finally {
      await this.#count(-1);
    }
  }

  async #count(change: number) {
    using _release = await this.#noReader.acquire();
    this.#readers += change;
    if (this.#readers === 0) this.#noReader.notifyAll();
  }

  async writing(write: () => Promise<unknown>) {
    using _release = await this.#noReader.acquire();
    await this.#noReader.waitFor(() => this.#readers === 0);
    await write();
  }
}

async function threeTimes(target: () => Promise<void>) {
  const threads = Array.from({ length: 3 }, () => new Thread({ target }));
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
}

main(async () => {
  const rw = new ReadWriteLock();
  let page = 0;
  const inside = new Barrier(3);

  async function writer() {
    await rw.writing(async () => {
      const text = page;
      await sleep(0);
      page = text + 1;
    });
  }

  async function reader() {
    await rw.reading(() => inside.wait());
  }

  await threeTimes(writer);
  console.log(`${page} have written, one at a time`);
  await threeTimes(reader);
  console.log("3 have read, all at once");
});
