// A send takes one of the channel's places and waits while all are taken; a
// receive gives it back. `group.go` waits likewise until a goroutine of the
// group has ended.

import { chan, errgroup, Gosched, main, WaitGroup } from "goroutine-kit";

const LIMIT = 3;
let [active, most, done] = [0, 0, 0];

async function download() {
  active++;
  most = Math.max(most, active);
  await Gosched();
  active--;
  done++;
}

function report(how: string) {
  console.log(`${how}: ${done} done, never more than ${LIMIT} at once: ${most <= LIMIT}`);
  [most, done] = [0, 0];
}

async function withSemaphore() {
  const places = chan<true>(LIMIT);
  const downloads = new WaitGroup();
  for (let i = 0; i < 10; i++) {
    await places.send(true);
    downloads.go(async () => {
      await download();
      await places.recv();
    });
  }
  await downloads.wait();
}

async function withLimit() {
  const downloads = new errgroup.Group();
  downloads.setLimit(LIMIT);
  for (let i = 0; i < 10; i++) await downloads.go(download);
  await downloads.wait();
}

main(async () => {
  await withSemaphore();
  report("semaphore");
  await withLimit();
  report("limit");
});
