// The last philosopher is the one who takes the right fork first.

import { Lock, main, sleep, Thread } from "goroutine-kit/threading";

main(async () => {
  const forks = Array.from({ length: 5 }, () => new Lock());
  const meals = [0, 0, 0, 0, 0];

  async function philosopher(i: number) {
    const [left, right] = [i, (i + 1) % forks.length];
    const first = forks[Math.min(left, right)] as Lock;
    const second = forks[Math.max(left, right)] as Lock;
    for (let n = 1; n <= 3; n++) {
      using _first = await first.acquire();
      await sleep(0);
      using _second = await second.acquire();
      meals[i] = n;
    }
  }

  const philosophers = forks.map((_, i) => new Thread({ target: philosopher, args: [i] }));
  for (const thread of philosophers) thread.start();
  for (const thread of philosophers) await thread.join();
  for (const [i, n] of meals.entries()) console.log(`philosopher ${i} has eaten ${n} times`);
});
