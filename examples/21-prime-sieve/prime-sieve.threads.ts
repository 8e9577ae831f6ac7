// Nobody ends the filters: as daemons they end with main.

import { main, Queue, Thread } from "goroutine-kit/threading";

type Numbers = Queue<number>;

async function generate(out: Numbers) {
  for (let n = 2; ; n++) await out.put(n);
}

async function filter(numbers: Numbers, out: Numbers, prime: number) {
  for (;;) {
    const n = await numbers.get();
    if (n % prime !== 0) await out.put(n);
  }
}

main(async () => {
  let numbers: Numbers = new Queue(1);
  new Thread({ target: generate, args: [numbers], daemon: true }).start();
  for (let i = 0; i < 10; i++) {
    const prime = await numbers.get();
    console.log(prime);
    const filtered: Numbers = new Queue(1);
    new Thread({ target: filter, args: [numbers, filtered, prime], daemon: true }).start();
    numbers = filtered;
  }
});
