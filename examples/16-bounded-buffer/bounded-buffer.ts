// The buffer is a channel with room for two.

import { chan, go, main, WaitGroup } from "goroutine-kit";

main(async () => {
  const buffer = chan<number>(2);

  const producers = new WaitGroup();
  for (const first of [1, 4]) {
    producers.go(async () => {
      for (let n = first; n < first + 3; n++) await buffer.send(n);
    });
  }
  go(async () => {
    await producers.wait();
    buffer.close();
  });

  let [sum, most] = [0, 0];
  const consumers = new WaitGroup();
  for (let i = 0; i < 2; i++) {
    consumers.go(async () => {
      for await (const n of buffer) {
        sum += n;
        most = Math.max(most, buffer.len);
      }
    });
  }
  await consumers.wait();
  console.log(`1 to 6 add up to ${sum}; never more than 2 in the buffer: ${most <= 2}`);
});
