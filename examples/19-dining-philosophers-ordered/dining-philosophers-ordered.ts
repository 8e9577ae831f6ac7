// The last philosopher is the one who takes the right fork first.

import { Gosched, Mutex, main, WaitGroup } from "goroutine-kit";

main(async () => {
  const forks = Array.from({ length: 5 }, () => new Mutex());
  const meals = [0, 0, 0, 0, 0];

  async function philosopher(i: number) {
    const [left, right] = [i, (i + 1) % forks.length];
    const first = forks[Math.min(left, right)] as Mutex;
    const second = forks[Math.max(left, right)] as Mutex;
    for (let n = 1; n <= 3; n++) {
      using _first = await first.lock();
      await Gosched();
      using _second = await second.lock();
      meals[i] = n;
    }
  }

  const philosophers = new WaitGroup();
  for (const i of forks.keys()) philosophers.go(philosopher, i);
  await philosophers.wait();
  for (const [i, n] of meals.entries()) console.log(`philosopher ${i} has eaten ${n} times`);
});
