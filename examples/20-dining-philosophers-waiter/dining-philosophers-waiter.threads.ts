// The waiter is a semaphore with four places.

import { Lock, main, Semaphore, sleep, Thread } from "goroutine-kit/threading";

main(async () => {
  const forks = Array.from({ length: 5 }, () => new Lock());
  const seats = new Semaphore(forks.length - 1);
  const meals = [0, 0, 0, 0, 0];

  async function philosopher(i: number) {
    const left = forks[i] as Lock;
    const right = forks[(i + 1) % forks.length] as Lock;
    for (let n = 1; n <= 3; n++) {
      using _seat = await seats.acquire();
      using _left = await left.acquire();
      await sleep(0);
      using _right = await right.acquire();
      meals[i] = n;
    }
  }

  const philosophers = forks.map((_, i) => new Thread({ target: philosopher, args: [i] }));
  for (const thread of philosophers) thread.start();
  for (const thread of philosophers) await thread.join();
  for (const [i, n] of meals.entries()) console.log(`philosopher ${i} has eaten ${n} times`);
});
