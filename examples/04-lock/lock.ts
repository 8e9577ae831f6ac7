// `using` unlocks at the end of the block, as Go's `defer mu.Unlock()` does
// at the end of the function.

import { chan, Gosched, go, Mutex, main } from "goroutine-kit";

class Account {
  balance = 100;
  readonly #mutex = new Mutex();

  async withdraw(amount: number): Promise<boolean> {
    using _unlock = await this.#mutex.lock();
    if (this.balance < amount) return false;
    const rest = this.balance - amount;
    // Without the lock, others would be given the same money here.
    await Gosched();
    this.balance = rest;
    return true;
  }
}

main(async () => {
  const account = new Account();
  const answers = chan<boolean>();
  for (let i = 0; i < 5; i++) {
    go(async () => answers.send(await account.withdraw(30)));
  }

  let [paid, refused] = [0, 0];
  for (let i = 0; i < 5; i++) {
    if (await answers.recv()) paid++;
    else refused++;
  }
  console.log(`${paid} paid, ${refused} refused, ${account.balance} left`);
});
