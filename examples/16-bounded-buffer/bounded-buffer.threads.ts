// One lock guards the buffer, and two conditions share it: producers wait for
// one of them, consumers for the other.

import { Condition, Lock, main, Thread } from "goroutine-kit/threading";

class BoundedBuffer {
  readonly #capacity: number;
  readonly #values: number[] = [];
  readonly #lock = new Lock();
  readonly #notFull = new Condition(this.#lock);
  readonly #notEmpty = new Condition(this.#lock);
  most = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  async put(value: number) {
    using _release = await this.#lock.acquire();
    await this.#notFull.waitFor(() => this.#values.length < this.#capacity);
    this.#values.push(value);
    this.most = Math.max(this.most, this.#values.length);
    this.#notEmpty.notify();
  }

  async get(): Promise<number> {
    using _release = await this.#lock.acquire();
    await this.#notEmpty.waitFor(() => this.#values.length > 0);
    const value = this.#values.shift() as number;
    this.#notFull.notify();
    return value;
  }
}

main(async () => {
  const buffer = new BoundedBuffer(2);
  let sum = 0;

  async function produce(first: number) {
    for (let n = first; n < first + 3; n++) await buffer.put(n);
  }

  async function consume() {
    for (let i = 0; i < 3; i++) {
      const n = await buffer.get();
      sum += n;
    }
  }

  const threads = [
    new Thread({ target: produce, args: [1] }),
    new Thread({ target: produce, args: [4] }),
    new Thread({ target: consume }),
    new Thread({ target: consume }),
  ];
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
  console.log(`1 to 6 add up to ${sum}; never more than 2 in the buffer: ${buffer.most <= 2}`);
});
