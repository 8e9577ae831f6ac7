// `using` releases at the end of the block, as Python's `with self.lock:`
// does.

import { Lock, main, sleep, Thread } from "goroutine-kit/threading";

class Account {
  balance = 100;
  readonly #lock = new Lock();

  async withdraw(amount: number): Promise<boolean> {
    using _release = await this.#lock.acquire();
    if (this.balance < amount) return false;
    const rest = this.balance - amount;
    // Without the lock, others would be given the same money here.
    await sleep(0);
    this.balance = rest;
    return true;
  }
}

main(async () => {
  const account = new Account();
  const answers: boolean[] = [];

  async function customer() {
    answers.push(await account.withdraw(30));
  }

  const threads = Array.from({ length: 5 }, () => new Thread({ target: customer }));
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();

  const paid = answers.filter((answer) => answer).length;
  console.log(`${paid} paid, ${answers.length - paid} refused, ${account.balance} left`);
});
