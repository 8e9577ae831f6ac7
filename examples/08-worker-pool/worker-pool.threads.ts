// An executor keeps the threads; `map` has a function called with each value
// in one of them.

import { main, ThreadPoolExecutor } from "goroutine-kit/threading";

function work(word: string): number {
  return word.length;
}

main(async () => {
  const texts = ["goroutine", "channel", "select", "park", "ready"];

  await using pool = new ThreadPoolExecutor({ maxWorkers: 3 });
  let i = 0;
  for await (const length of pool.map(work, texts)) {
    console.log(`${texts[i++]} has ${length} letters`);
  }
});
