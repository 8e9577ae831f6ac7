// An acquire takes one of the semaphore's places and waits while all are
// taken. An executor has no more threads than its limit, which p-limit keeps.

import { main, Semaphore, sleep, Thread, ThreadPoolExecutor } from "goroutine-kit/threading";

const LIMIT = 3;
let [active, most, done] = [0, 0, 0];

async function download() {
  active++;
  most = Math.max(most, active);
  await sleep(0);
  active--;
  done++;
}

function report(how: string) {
  console.log(`${how}: ${done} done, never more than ${LIMIT} at once: ${most <= LIMIT}`);
  [most, done] = [0, 0];
}

async function withSemaphore() {
  const places = new Semaphore(LIMIT);

  async function downloadInTurn() {
    using _release = await places.acquire();
    await download();
  }

  const threads = Array.from({ length: 10 }, () => new Thread({ target: downloadInTurn }));
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
}

async function withLimit() {
  await using pool = new ThreadPoolExecutor({ maxWorkers: LIMIT });
  for (let i = 0; i < 10; i++) pool.submit(download);
}

main(async () => {
  await withSemaphore();
  report("semaphore");
  await withLimit();
  report("limit");
});
