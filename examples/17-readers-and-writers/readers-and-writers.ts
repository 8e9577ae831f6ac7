// `lock` is for one writer, `rLock` for any number of readers.

import { Gosched, main, RWMutex, WaitGroup } from "goroutine-kit";

main(async () => {
  const rw = new RWMutex();
  let page = 0;

  const writers = new WaitGroup();
  for (let i = 0; i < 3; i++) {
    writers.go(async () => {
      using _unlock = await rw.lock();
      const text = page;
      await Gosched();
      page = text + 1;
    });
  }
  await writers.wait();
  console.log(`${page} have written, one at a time`);

  const inside = new WaitGroup();
  inside.add(3);
  const readers = new WaitGroup();
  for (let i = 0; i < 3; i++) {
    readers.go(async () => {
      using _unlock = await rw.rLock();
      inside.done();
      await inside.wait();
    });
  }
  await readers.wait();
  console.log("3 have read, all at once");
});
