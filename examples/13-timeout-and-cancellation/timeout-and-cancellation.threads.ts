// A future is waited for with a time-out, and cancelled as long as its call
// waits for a thread. A call that runs goes on, until it is told.

import {
  CancelledError,
  Event,
  type Future,
  main,
  ThreadPoolExecutor,
  TimeoutError,
} from "goroutine-kit/threading";

const HOUR_MS = 3_600_000;

async function ask(answer: Future<number>, timeoutMs: number): Promise<string> {
  try {
    return `the answer is ${await answer.result(timeoutMs)}`;
  } catch (error) {
    if (error instanceof TimeoutError) return "too late";
    if (error instanceof CancelledError) return "called off";
    throw error;
  }
}

main(async () => {
  const told = new Event();
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });

  const quick = pool.submit(() => 42);
  console.log(await ask(quick, HOUR_MS));

  const slow = pool.submit(async () => {
    await told.wait();
    return 43;
  });
  console.log(await ask(slow, 10));

  const waiting = pool.submit(() => 44);
  waiting.cancel();
  console.log(await ask(waiting, HOUR_MS));

  told.set();
});
