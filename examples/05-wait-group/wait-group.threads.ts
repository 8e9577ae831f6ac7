// A Condition is a lock with a waiting room: `waitFor` gives the lock back
// while it waits, and has it again when what it waits for is true.

import { Condition, main, Thread } from "goroutine-kit/threading";

class WaitGroup {
  #counter = 0;
  readonly #isZero = new Condition();

  async add(delta: number) {
    using _release = await this.#isZero.acquire();
    this.#counter += delta;
    if (this.#counter === 0) this.#isZero.notifyAll();
  }

  async done() {
    await this.add(-1);
  }

  async wait() {
    using _release = await this.#isZero.acquire();
    await this.#isZero.waitFor(() => this.#counter === 0);
  }
}

main(async () => {
  const squares = [0, 0, 0, 0, 0];
  const wg = new WaitGroup();

  async function work(i: number) {
    try {
      squares[i] = i * i;
    } finally {
      await wg.done();
    }
  }

  for (let i = 0; i < squares.length; i++) {
    await wg.add(1);
    new Thread({ target: work, args: [i] }).start();
  }

  await wg.wait();
  for (const [i, square] of squares.entries()) console.log(`${i} squared is ${square}`);
});
