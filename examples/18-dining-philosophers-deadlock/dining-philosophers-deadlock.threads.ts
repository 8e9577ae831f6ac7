// When no thread can go on, the report says who waits for what, and the
// program ends with status 2. `currentThread` has threads be followed from
// then on, so that it is known whose waits those are.

import { Barrier, currentThread, Lock, main, Thread } from "goroutine-kit/threading";

main(async () => {
  currentThread();
  const forks = Array.from({ length: 5 }, () => new Lock());
  const oneForkEach = new Barrier(forks.length + 1);

  async function philosopher(left: Lock, right: Lock) {
    using _left = await left.acquire();
    await oneForkEach.wait();
    using _right = await right.acquire();
  }

  const philosophers = forks.map((left, i) => {
    const right = forks[(i + 1) % forks.length] as Lock;
    return new Thread({ target: philosopher, args: [left, right] as const });
  });
  for (const thread of philosophers) thread.start();

  await oneForkEach.wait();
  console.log("each has one fork, and waits for another");
  for (const thread of philosophers) await thread.join();
  console.log("all have eaten");
});
