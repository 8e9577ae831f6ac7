// The waiter is a channel with four places: a send takes one, a receive gives
// it back.

import { chan, Gosched, Mutex, main, WaitGroup } from "goroutine-kit";

main(async () => {
  const forks = Array.from({ length: 5 }, () => new Mutex());
  const seats = chan<true>(forks.length - 1);
  const meals = [0, 0, 0, 0, 0];

  async function eat(left: Mutex, right: Mutex) {
    using _left = await left.lock();
    await Gosched();
    using _right = await right.lock();
  }

  async function philosopher(i: number) {
    for (let n = 1; n <= 3; n++) {
      await seats.send(true);
      await eat(forks[i] as Mutex, forks[(i + 1) % forks.length] as Mutex);
      await seats.recv();
      meals[i] = n;
    }
  }

  const philosophers = new WaitGroup();
  for (const i of forks.keys()) philosophers.go(philosopher, i);
  await philosophers.wait();
  for (const [i, n] of meals.entries()) console.log(`philosopher ${i} has eaten ${n} times`);
});
